// The list under a cell of the grid in which a record is being looked for.
(() => {
  const $ = (selector, within) => within.querySelector(selector);

  class Picker {
    constructor(grid) {
      this.grid = grid;
      this.list = document.createElement("ul");
      this.list.className = "offers";
      this.list.id = "grid-pick";
      this.list.setAttribute("role", "listbox");
      this.found = [];
      this.asking = 0;
      grid.card.addEventListener("input", (event) => this.look(event.target, true));
      grid.card.addEventListener("focusout", (event) => event.target.dataset.lookup && setTimeout(() => this.close(), 150));
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const line = event.target.closest("[role=option]");
        if (line) this.choose([...this.list.children].indexOf(line));
      });
      window.addEventListener("scroll", (event) => event.target !== this.list && this.isOpen && this.place(), { passive: true, capture: true });
    }

    get isOpen() { return this.list.isConnected; }

    look(field) {
      if (!field.dataset?.lookup) return;
      $("[data-key]", field.closest("td")).value = "";
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.ask(field), 160);
    }

    async ask(field) {
      const mine = ++this.asking;
      const asked = window.dayingForm.around(this.grid.head);
      asked.set("q", field.value);
      const answer = await fetch(`${field.dataset.lookup}?${asked}`).catch(() => null);
      if (mine !== this.asking || document.activeElement !== field || !answer?.ok) return;
      this.found = (await answer.json()).results;
      this.show(field);
    }

    show(field) {
      this.field = field;
      const none = document.createElement("li");
      none.className = "offers-none";
      none.textContent = this.grid.card.dataset.tNone;
      this.list.replaceChildren(...(this.found.length ? this.found.map((one) => this.line(one)) : [none]));
      document.body.append(this.list);
      this.place();
      field.setAttribute("aria-expanded", "true");
      field.setAttribute("aria-controls", "grid-pick");
      if (this.found.length) this.mark(0);
    }

    // Beside its field, wherever that has scrolled: the keyboard of a telephone moves the page while one types.
    place() {
      const box = this.field.getBoundingClientRect();
      const below = window.innerHeight - box.bottom;
      this.list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - this.list.offsetWidth - 8))}px`;
      this.list.style.top = below > 200 || below > box.top ? `${box.bottom + 2}px` : `${Math.max(8, box.top - this.list.offsetHeight - 2)}px`;
    }

    line(one) {
      const line = document.createElement("li");
      line.setAttribute("role", "option");
      line.textContent = one.label;
      if (one.code) {
        const code = document.createElement("span");
        code.className = "code";
        code.textContent = one.code;
        line.prepend(code);
      }
      return line;
    }

    mark(index) {
      this.at = (index + this.found.length) % this.found.length;
      [...this.list.children].forEach((line, i) => line.setAttribute("aria-selected", String(i === this.at)));
      this.list.children[this.at].scrollIntoView({ block: "nearest" });
    }

    // Whether a key belongs to the open list; then it is done with here.
    takes(event) {
      if (event.picked !== undefined) return event.picked;
      event.picked = this.isOpen && this.key(event);
      return event.picked;
    }

    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") { this.close(); return true; }
      if (!this.found.length) return false;
      if (step) { this.mark(this.at + step); return true; }
      if (event.key === "Enter") { this.choose(this.at); return true; }
      if (event.key === "Tab") this.choose(this.at);
      return false;
    }

    async choose(index) {
      const { field, grid } = this;
      const chosen = this.found[index];
      const cell = field.closest("td");
      this.close();
      grid.take(cell, chosen);
      await grid.pick(cell, chosen.id);
      grid.changed();
    }

    close() {
      this.asking += 1;
      clearTimeout(this.soon);
      this.list.remove();
      this.field?.setAttribute("aria-expanded", "false");
    }
  }

  window.DayingPicker = Picker;
})();
