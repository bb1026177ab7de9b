// Record pages: records chosen by search, what a choice brings along, names after an @, tabs, and the guard over unsaved work.
(() => {
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const text = (tag, content, className) => {
    const node = document.createElement(tag);
    node.textContent = content;
    if (className) node.className = className;
    return node;
  };

  // ---- the fields around a choice, as the server wants to know them
  const around = (head) => {
    const told = new URLSearchParams();
    if (!head) return told;
    for (const field of $$("input[name], select[name]", head)) {
      const skipped = field.type === "checkbox" && !field.checked;
      if (!skipped && field.value && field.value.length < 100) told.set(field.name, field.value);
    }
    return told;
  };

  // ---- what a choice brings: put into fields that nobody filled by hand
  const put = (field, value) => {
    const chosen = typeof value === "object" ? value.id : value;
    if (field.tomselect && typeof value === "object") field.tomselect.addOption(value);
    if (field.tomselect) field.tomselect.setValue(chosen, true);
    else if (field.type === "checkbox") field.checked = Boolean(chosen);
    else field.value = chosen;
    field.dataset.brought = field.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const isFree = (field) => field.type !== "checkbox" && (!field.value || field.value === field.dataset.brought || field.value === field.dataset.first);
  const bring = (find, defaults) => {
    for (const [name, value] of Object.entries(defaults ?? {})) {
      const field = find(name);
      if (field && isFree(field)) put(field, value);
    }
  };
  window.dayingForm = { around, bring };

  // ---- records chosen by search
  const fetchJson = async (url) => {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).results : [];
  };
  const remote = (select) => {
    const url = select.dataset.lookup;
    const head = select.closest("[data-head]");
    const label = select.labels?.[0]?.firstChild?.textContent?.trim() ?? "";
    const box = new window.TomSelect(select, {
      valueField: "id",
      labelField: "label",
      searchField: [],
      score: () => () => 1,
      maxOptions: 50,
      loadThrottle: 200,
      refreshThrottle: 0, // a late refresh opens the list again, and takes the focus from whoever has gone on
      plugins: select.required || select.dataset.must ? [] : ["clear_button"],
      load(words, done) {
        const asked = around(head);
        asked.set("q", words);
        fetchJson(`${url}?${asked}`).then((found) => {
          this.clearOptions((option) => this.items.includes(option.id ?? option.value));
          done(found);
        }, () => done());
      },
      shouldLoad: () => true,
      onFocus() {
        this.loadedSearches = {};
        this.load("");
      },
      render: {
        option: (record) => {
          const line = text("div", "", "option");
          line.append(text("span", record.label ?? record.text ?? ""));
          if (record.code) line.append(text("span", record.code, "code"));
          return line;
        },
        item: (record) => text("div", record.label ?? record.text ?? ""),
        no_results: null,
      },
      onChange(value) {
        select.dispatchEvent(new Event("change", { bubbles: true }));
        if (!value || !head) return;
        const asked = around(head);
        asked.set("pick", value);
        fetchJson(`${url}?${asked}`).then((found) => {
          if (found.length && this.getValue() === value) bring((name) => head.querySelector(`[name="${CSS.escape(name)}"]`), found[0].defaults);
        });
      },
    });
    if (label) box.control_input.setAttribute("aria-label", label);
    select.setAttribute("aria-label", label);
  };
  const begin = (within) => {
    if (window.TomSelect) $$("select[data-lookup]:not(.tomselected)", within).forEach(remote);
    $$("[data-head] input, [data-head] select", within).forEach((field) => { field.dataset.first ??= field.value; });
  };

  // ---- names after an @
  const pick = text("ul", "", "offers");
  pick.setAttribute("role", "listbox");
  let asking = 0;
  const place = (field) => {
    const box = field.getBoundingClientRect();
    pick.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - pick.offsetWidth - 8))}px`;
    pick.style.top = `${box.bottom + 4}px`;
  };
  const close = () => pick.remove();
  const beginning = (field) => field.value.slice(0, field.selectionStart).match(/(?:^|[^\w@])@([\p{L}\p{N}_.+-]*)$/u);
  const insert = (field, word) => {
    const begun = beginning(field);
    if (begun) field.setRangeText(`${word} `, field.selectionStart - begun[1].length, field.selectionStart, "end");
    close();
    field.focus();
  };
  const choose = (index) => {
    const all = $$("li", pick);
    all.forEach((line, i) => line.setAttribute("aria-selected", String(i === (index + all.length) % all.length)));
  };
  document.addEventListener("input", async (event) => {
    const field = event.target.closest?.("[data-colleagues]");
    if (!field) return;
    const begun = beginning(field);
    if (!begun) return close();
    const mine = ++asking;
    const found = await fetchJson(`${field.dataset.colleagues}?${new URLSearchParams({ q: begun[1] })}`);
    if (mine !== asking || !beginning(field)) return;
    pick.replaceChildren(...found.map((one) => {
      const line = text("li", one.name);
      line.setAttribute("role", "option");
      line.dataset.word = one.word;
      line.append(text("small", one.place));
      line.addEventListener("mousedown", (press) => { press.preventDefault(); insert(field, one.word); });
      return line;
    }));
    if (!found.length) return close();
    (field.closest("dialog") ?? document.body).append(pick);
    choose(0);
    place(field);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("[data-colleagues]");
    if (field && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form.requestSubmit();
    }
    if (!field || !pick.isConnected) return;
    const now = $$("li", pick).findIndex((line) => line.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(now + step);
    else if (event.key === "Enter" || event.key === "Tab") insert(field, $$("li", pick)[now].dataset.word);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  document.addEventListener("focusout", (event) => event.target.closest?.("[data-colleagues]") && setTimeout(close, 150));

  // ---- tabs
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab) return;
    $$("[role=tab]", tab.parentElement).forEach((one) => one.setAttribute("aria-selected", String(one === tab)));
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const all = $$("[role=tab]", tab.parentElement);
    all[(all.indexOf(tab) + step + all.length) % all.length].focus();
  });

  // ---- files chosen are sent at once
  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-send]");
    if (field && field.files.length) field.form.requestSubmit();
  });

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.(".files-add");
      if (!form) return;
      event.preventDefault();
      form.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      form.querySelector("[data-send]").files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }

  // ---- unsaved work
  const guarded = document.querySelector("form[data-guard]");
  if (guarded) {
    let isChanged = guarded.hasAttribute("data-changed");
    const note = () => { isChanged = true; };
    setTimeout(() => {
      guarded.addEventListener("input", note);
      guarded.addEventListener("change", note);
    }, 0);
    guarded.addEventListener("submit", () => {
      isChanged = false;
      setTimeout(() => $$("button:not([type=button])", guarded).forEach((button) => { button.disabled = true; }), 0);
    });
    guarded.addEventListener("click", (event) => { if (event.target.closest("[data-leave]")) isChanged = false; });
    window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
    window.addEventListener("pageshow", () => $$("button", guarded).forEach((button) => { button.disabled = false; }));
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        guarded.requestSubmit(guarded.querySelector("[data-save]") ?? undefined);
      }
    });
    document.querySelector("[data-fault][role=alert]")?.focus();
  }

  begin(document);
  document.addEventListener("htmx:afterSwap", (event) => begin(event.target));
})();
