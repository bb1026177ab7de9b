// Lists: filters that open, boxes that look records up, selection, order of columns. Without it the form still works.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  // ---- filters; the form may be swapped, so that everything listens from the document
  const fill = (filter) => {
    const used = $$("input, select", filter).some((field) =>
      /checkbox|radio/.test(field.type) ? field.checked && field.value : field.value,
    );
    filter.classList.toggle("is-active", used);
  };
  document.addEventListener("change", (event) => {
    const filter = event.target.closest("#filters .filter");
    if (!filter) return;
    if (event.target.type === "date" && event.target.value) $("input[type=radio][value='']", filter).checked = true;
    if (event.target.type === "radio" && event.target.value)
      $$("input[type=date]", filter).forEach((field) => (field.value = ""));
    fill(filter);
  }, true);
  // Empty fields stay out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.id !== "filters") return;
    const given = event.detail.parameters;
    for (const name of new Set(Object.keys(given))) {
      const values = given.getAll(name).filter((value) => value !== "");
      if (!values.length) delete given[name];
    }
    if (!Object.keys(given).length) given.all = "1";
  });
  document.addEventListener("click", (event) => {
    if (!event.target.isConnected || event.target.closest(".filter, .ts-dropdown")) return;
    $$(".filter[open]").forEach((filter) => (filter.open = false));
  });
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest(".filter[open]");
    if (!open) return;
    open.open = false;
    $("summary", open).focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-filters]");
    if (!button) return;
    const shown = button.closest("form").classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(shown));
    $(".filter summary")?.focus();
  });
  document.addEventListener("toggle", (event) => event.target.matches?.(".filter[open]") && pickers(event.target), true);
  document.addEventListener("htmx:afterSwap", (event) => event.target.matches(".filter-box") && pickers(event.target));

  // ---- boxes that look records up; made when their filter is opened
  const pickers = (within) => {
    for (const select of $$("select[data-pick]:not(.tomselected)", within)) {
      const from = select.dataset.pickFrom;
      const label = select.getAttribute("aria-label");
      const picker = new window.TomSelect(select, {
        plugins: ["remove_button"],
        ...(from ? { valueField: "id", labelField: "label", searchField: [] } : {}),
        maxOptions: 50,
        preload: from ? "focus" : false,
        shouldLoad: () => true,
        load: from
          ? function (words, found) {
              this.clearOptions();
              fetch(`${from}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } })
                .then((answer) => answer.json())
                .then((answer) => found(answer.results))
                .catch(() => found());
            }
          : null,
      });
      picker.control_input.setAttribute("aria-label", label);
      picker.focus();
    }
  };

  // ---- selection, and what may be done with all of it
  const list = $("#list");
  const boxes = () => $$("tbody input[name=id]", list);
  let asking;
  const selectionChanged = () => {
    const bar = $("#bulk");
    if (!bar) return;
    const chosen = boxes().filter((box) => box.checked);
    boxes().forEach((box) => box.closest("tr").classList.toggle("is-chosen", box.checked));
    const all = $("[data-all]", list);
    all.checked = chosen.length > 0 && chosen.length === boxes().length;
    all.indeterminate = chosen.length > 0 && !all.checked;
    clearTimeout(asking);
    bar.hidden = !chosen.length;
    if (!chosen.length) return;
    asking = setTimeout(() => {
      const ids = chosen.map((box) => `id=${encodeURIComponent(box.value)}`).join("&");
      window.htmx.ajax("GET", `${list.dataset.bulk}?${ids}`, { target: "#bulk", swap: "innerHTML" });
    }, 200);
  };
  let last = null;
  list?.addEventListener("click", (event) => {
    const box = event.target.closest("tbody input[name=id]");
    if (!box) return;
    const all = boxes();
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((other) => (other.checked = box.checked));
    }
    last = box;
  });
  list?.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
    if (event.target.matches("[data-all], input[name=id]")) selectionChanged();
  });
  list?.addEventListener("click", (event) => {
    if (!event.target.closest("[data-unselect]")) return;
    boxes().forEach((box) => (box.checked = false));
    selectionChanged();
  });
  list?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-density]");
    if (!button) return;
    const card = list.closest(".list-card");
    const compact = card.classList.toggle("density-compact");
    card.classList.toggle("density-cosy", !compact);
    button.setAttribute("aria-pressed", String(compact));
    window.dispatchEvent(new CustomEvent("keep", { detail: { key: "density", value: compact ? "compact" : "cosy" } }));
  });

  // ---- order of columns
  document.addEventListener("click", (event) => {
    const up = event.target.closest("[data-up]");
    const down = event.target.closest("[data-down]");
    if (!up && !down) return;
    const line = (up ?? down).closest("li");
    if (up && line.previousElementSibling) line.previousElementSibling.before(line);
    if (down && line.nextElementSibling) line.nextElementSibling.after(line);
    (up ?? down).focus();
  });
})();
