// The frame's own behaviour: navigation, palette, shortcuts, messages. Pages bring theirs in files of their own.
(() => {
  const body = document.body;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  const keep = (key, value) => {
    const form = new URLSearchParams({ key, value, quietly: "1" });
    const token = JSON.parse(body.getAttribute("hx-headers"))["X-CSRFToken"];
    fetch(body.dataset.choose, { method: "POST", body: form, headers: { "X-CSRFToken": token } });
  };

  window.addEventListener("keep", (event) => keep(event.detail.key, event.detail.value));

  // ---- messages
  const toasts = $("#toasts");
  const say = (text, kind = "error") => {
    if (!toasts) return;
    const line = document.createElement("div");
    line.className = `message message-${kind}`;
    line.textContent = text;
    toasts.append(line);
    setTimeout(() => line.remove(), 8000);
  };
  document.addEventListener("htmx:sendError", () => say(toasts.dataset.lost));
  document.addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    if (status === 401) return window.location.reload();
    if (status === 413) return say(responseText);
    say(status === 403 ? toasts.dataset.denied : toasts.dataset.failed);
  });
  document.addEventListener("say", (event) => say(event.detail.value ?? event.detail, event.detail.kind ?? "success"));

  // ---- dialogs that come from the server, and those that wait in the page
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "dialog") return;
    const dialog = $("dialog", event.target);
    if (dialog && !dialog.open) dialog.showModal();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target.tagName === "DIALOG") event.target.close();
  });

  // A dialog that tells what was done shows the page anew when it is closed.
  document.addEventListener("close", (event) => event.target.matches?.("[data-reload]") && window.location.reload(), true);

  // ---- navigation
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-fold]")) {
      const narrow = body.classList.toggle("is-narrow");
      keep("nav", narrow ? "narrow" : "wide");
      window.dispatchEvent(new Event("resize"));
    }
    if (event.target.closest("[data-nav-open]")) {
      body.classList.add("nav-is-open");
      $("#nav a")?.focus();
    }
    if (event.target.closest("[data-nav-close]")) body.classList.remove("nav-is-open");
  });

  // ---- palette
  const palette = $("#palette");
  const field = $("#palette-input");
  const hits = () => $$(".palette-hit", palette);
  const mark = (index) => {
    const all = hits();
    if (!all.length) return field.removeAttribute("aria-activedescendant");
    const at = (index + all.length) % all.length;
    all.forEach((hit, i) => hit.setAttribute("aria-selected", String(i === at)));
    all[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", all[at].id);
  };
  const marked = () => hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  const openPalette = () => {
    if (palette.open) return;
    palette.showModal();
    field.select();
    window.htmx.trigger(field, "palette");
  };
  if (palette) {
    document.addEventListener("click", (event) => event.target.closest("[data-palette]") && openPalette());
    palette.addEventListener("htmx:afterSwap", () => mark(0));
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        mark(marked() + step);
      }
      if (event.key === "Enter") {
        event.preventDefault();
        const hit = hits()[Math.max(marked(), 0)];
        if (hit && (event.ctrlKey || event.metaKey)) window.open(hit.href, "_blank", "noopener");
        else if (hit) window.location.assign(hit.href);
      }
    });
  }

  // ---- rows by keyboard: those of lists, and whatever carries data-href
  const rows = () => $$(".list-table tbody tr, [data-href]").filter((row) => row.offsetParent !== null);
  const goal = (row) => row?.dataset.href ?? $(".c-first a", row)?.href;
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("is-at"));
    const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), all.length - 1);
    all.forEach((row, i) => row.classList.toggle("is-at", i === next));
    all[next].scrollIntoView({ block: "nearest" });
  };
  const at = () => $(".is-at");
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".list-table tbody tr");
    if (!row || event.target.closest("a, button, input, label, select, summary")) return;
    if (String(window.getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(goal(row), "_blank", "noopener");
    else window.location.assign(goal(row));
  });

  // ---- shortcuts
  const typing = (target) => target.closest("input, textarea, select, [contenteditable=true], .ts-control");
  const press = (selector) => {
    const target = $(selector);
    if (target) target.click();
    return Boolean(target);
  };
  const plain = {
    "?": () => press("[data-keys]"),
    "/": () => {
      const search = $("[data-search]");
      if (search) search.select();
      else openPalette();
    },
    n: () => press("[data-new]"),
    e: () => press("[data-edit]"),
    f: () => press("[data-filters]"),
    j: () => move(1),
    k: () => move(-1),
    x: () => $("input[type=checkbox]", at() ?? document.createElement("i"))?.click(),
    Enter: () => at() && window.location.assign(goal(at())),
  };
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && palette) {
      event.preventDefault();
      return openPalette();
    }
    if (event.key === "Escape") body.classList.remove("nav-is-open");
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (going && Date.now() - going < 1200) {
      going = 0;
      const link = $(`[data-key="${CSS.escape(event.key)}"]`);
      if (link) window.location.assign(link.href);
      return;
    }
    if (event.key === "g") {
      going = Date.now();
      return;
    }
    if (plain[event.key]) {
      if (event.key !== "Enter") event.preventDefault();
      plain[event.key]();
    }
  });
})();
