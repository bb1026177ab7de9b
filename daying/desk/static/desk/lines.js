// The grid in which lines are typed: keys, pasting from a spreadsheet, products found by code or name, amounts as one types.
// The server's figures are the ones that count; these only show where the typing leads.
(() => {
  const $ = (selector, within) => within.querySelector(selector);
  const $$ = (selector, within) => [...within.querySelectorAll(selector)];
  const { plainNumber, scaled, share, rounded, grouped, day, parse } = window.dayingTyping;

  class Grid {
    constructor(card) {
      this.card = card;
      this.body = $("[data-rows]", card);
      this.form = card.closest("form");
      this.head = $("[data-head]", this.form);
      this.blank = $("[data-blank]", card).content.firstElementChild;
      this.names = $$("td[data-col]", this.blank).map((cell) => cell.dataset.col);
      this.firsts = $$("input:not([type=hidden]), select", this.blank).map((field) => field.value);
      this.picker = new window.DayingPicker(this);
      this.listen();
      if (!this.rows.length) this.add();
      this.rows.forEach((row) => this.note(row));
      this.total();
    }

    get rows() { return [...this.body.children]; }
    said(words) { $("[data-said]", this.card).textContent = words; }
    word(name, value) { return this.card.dataset[name].replace("%s", value); }

    listen() {
      this.card.addEventListener("keydown", (event) => this.key(event));
      this.card.addEventListener("paste", (event) => this.paste(event));
      this.card.addEventListener("input", (event) => this.typed(event));
      this.card.addEventListener("change", (event) => this.typed(event));
      this.card.addEventListener("click", (event) => this.click(event));
      this.card.addEventListener("focusin", (event) => { if (event.target.matches("input[type=text]") && !event.target.dataset.lookup) event.target.select(); });
      if (window.Sortable) window.Sortable.create(this.body, { handle: "[data-handle]", animation: 120, onEnd: () => this.changed() });
    }

    // ---- rows
    add(after = null, source = null) {
      const most = Number(this.card.dataset.most);
      if (this.body.childElementCount >= most) { this.said(this.word("tMany", most)); return null; }
      const row = (source ?? this.blank).cloneNode(true);
      if (source) {
        $$("select", source).forEach((field, i) => { $$("select", row)[i].value = field.value; });
        $("[name='line.id']", row).value = "";
      }
      if (after) after.after(row); else this.body.append(row);
      this.note(row);
      return row;
    }

    remove(row) {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      const target = next ?? this.add();
      this.focus(target, this.names[0]);
      this.changed();
    }

    move(row, step) {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      const active = document.activeElement;
      if (step < 0) other.before(row); else other.after(row);
      active.focus();
      this.changed();
    }

    note(row) {
      const cells = Object.fromEntries($$("td[data-factor]", row).map((cell) => [cell.dataset.factor, $("input", cell)]));
      row.factors = cells;
      row.amount = $("[data-amount]", row);
      $$("input[type=date]", row).forEach((field) => field.classList.toggle("is-empty", !field.value));
      this.work(row);
    }

    isBlank(row) {
      const given = (field, i) => field.value !== this.firsts[i];
      return !$$("input:not([type=hidden]), select", row).some(given);
    }

    // ---- amounts
    work(row) {
      const { quantity, price, discount } = row.factors;
      const parts = [quantity && scaled(quantity.value, 3), price && scaled(price.value, 4), discount ? share(discount.value) : 0n];
      const isKnown = quantity && price && parts.every((part) => part !== null);
      row.cents = isKnown ? rounded(parts[0] * parts[1] * (10000n - parts[2]), 1000000000n) : null;
      row.count = quantity ? parts[0] : null;
      if (row.amount) row.amount.textContent = row.cents === null ? "" : grouped(row.cents, 2);
    }

    total() {
      const rows = this.rows;
      const filled = rows.filter((row) => !this.isBlank(row)).length;
      $("[data-count]", this.card).textContent = String(filled);
      const add = (name) => rows.reduce((sum, row) => sum + (row[name] ?? 0n), 0n);
      const total = $("[data-total]", this.card);
      if (total) total.textContent = grouped(add("cents"), 2);
      const count = $("[data-sum]", this.card);
      if (count) count.textContent = grouped(add("count"), 3).replace(/\.?0+$/, "");
    }

    changed() {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.total(), 40);
      this.form.dispatchEvent(new Event("change", { bubbles: true }));
    }

    typed(event) {
      const row = event.target.closest("[data-row]");
      if (!row) return;
      const cell = event.target.closest("td");
      this.mark(cell, "");
      if (event.target.type === "date") event.target.classList.toggle("is-empty", !event.target.value);
      if (event.type === "change" && cell.dataset.kind === "share") this.spell(event.target);
      if (event.type === "change" && event.target.dataset.lookup && event.target.value && !$("[data-key]", cell).value) this.resolve([row], [cell.dataset.col]);
      if (event.type === "change" && event.target === row.factors.quantity) this.counted(row);
      if (event.type === "change" && cell.dataset.col === "unit") this.measured(row);
      this.work(row);
      clearTimeout(this.later);
      this.later = setTimeout(() => this.total(), 40);
    }

    spell(field) {
      const bare = plainNumber(field.value);
      const value = bare === "1" ? null : share(field.value);
      if (bare && value !== null) field.value = `${grouped(value, 2).replace(/,/g, "").replace(/\.?0+$/, "")}%`;
    }

    mark(cell, fault) {
      const place = $("[data-fault]", cell);
      if (!fault && place.hidden) return;
      cell.classList.toggle("has-fault", Boolean(fault));
      place.textContent = fault;
      place.hidden = !fault;
    }

    // ---- moving about
    field(row, name) { return $(`td[data-col="${CSS.escape(name)}"] :is(input:not([type=hidden]), select)`, row); }
    focus(row, name) { if (row) this.field(row, name)?.focus(); }

    click(event) {
      const row = event.target.closest("[data-row]");
      if (event.target.closest("[data-add]")) { this.focus(this.add(), this.names[0]); this.changed(); }
      if (row && event.target.closest("[data-remove]")) this.remove(row);
      if (row && event.target.closest("[data-copy]")) { this.focus(this.add(row, row), this.names[0]); this.changed(); }
    }

    key(event) {
      const row = event.target.closest("[data-row]");
      if (!row) return;
      const done = this.command(event, row) || this.step(event, row);
      if (done) event.preventDefault();
    }

    command(event, row) {
      const name = event.target.closest("td").dataset.col ?? this.names[0];
      const control = event.ctrlKey || event.metaKey;
      if (control && event.key === "Enter") { this.focus(this.add(row), name); this.changed(); return true; }
      if (control && event.key.toLowerCase() === "d") { this.focus(this.add(row, row), name); this.changed(); return true; }
      if (event.key === "Delete" && (control || event.target.matches("[data-handle]"))) { this.remove(row); return true; }
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (event.altKey && step) { this.move(row, step); return true; }
      return false;
    }

    step(event, row) {
      if (event.ctrlKey || event.metaKey || event.altKey || this.picker.takes(event)) return this.picker.takes(event);
      const field = event.target;
      const name = field.closest("td").dataset.col;
      const isText = field.matches("input[type=text]");
      if (event.key === "Enter" && name) { this.down(row, name, true); return true; }
      if (event.key === "ArrowDown" && isText) { this.down(row, name, false); return true; }
      if (event.key === "ArrowUp" && isText) { this.focus(row.previousElementSibling, name); return true; }
      if (!isText || field.selectionStart !== field.selectionEnd && !this.isWhole(field)) return false;
      const at = this.names.indexOf(name);
      const isAtEnd = field.selectionEnd === field.value.length;
      const isAtStart = field.selectionStart === 0;
      if (event.key === "ArrowRight" && isAtEnd && at + 1 < this.names.length) { this.focus(row, this.names[at + 1]); return true; }
      if (event.key === "ArrowLeft" && isAtStart && at > 0) { this.focus(row, this.names[at - 1]); return true; }
      return false;
    }

    isWhole(field) { return field.selectionStart === 0 && field.selectionEnd === field.value.length; }

    down(row, name, grows) {
      const next = row.nextElementSibling ?? (grows && !this.isBlank(row) ? this.add() : null);
      this.focus(next, name);
    }

    // ---- pasting
    async paste(event) {
      const start = event.target.closest("td[data-col]");
      const block = event.clipboardData?.getData("text/plain") ?? "";
      if (!start || !/[\t\n]/.test(block.replace(/\r?\n$/, ""))) return;
      event.preventDefault();
      const cells = parse(block);
      const places = this.columns(cells, start);
      const rows = this.room(start.closest("[data-row]"), cells.length);
      const unclear = [];
      cells.slice(0, rows.length).forEach((texts, i) => this.fill(rows[i], places, texts, unclear));
      rows.forEach((row) => this.work(row));
      await this.resolve(rows, places);
      this.changed();
      const marked = rows.flatMap((row) => $$("td.has-fault", row)).length;
      this.said([this.word("tPasted", rows.length), marked ? this.word("tUnclear", marked) : ""].join(" "));
    }

    // Which column each pasted one goes to: by headings when the first row has ours, else from the active cell on.
    columns(cells, start) {
      const labels = Object.fromEntries($$("td[data-col]", this.blank).map((cell) => [cell.dataset.label.toLowerCase(), cell.dataset.col]));
      const named = cells[0].map((one) => labels[one.trim().toLowerCase()] ?? null);
      if (cells.length > 1 && named.filter(Boolean).length >= Math.min(2, this.names.length)) {
        cells.shift();
        return named;
      }
      const first = this.names.indexOf(start.dataset.col);
      return cells[0].map((_, i) => this.names[first + i] ?? null);
    }

    room(row, count) {
      const rows = [row];
      while (rows.length < count) {
        const last = rows[rows.length - 1];
        const next = last.nextElementSibling ?? this.add();
        if (!next) break;
        rows.push(next);
      }
      return rows;
    }

    fill(row, places, texts) {
      places.forEach((name, i) => {
        if (!name || texts[i] === undefined) return;
        const field = this.field(row, name);
        this.set(field.closest("td"), field, texts[i].trim());
      });
    }

    set(cell, field, typed) {
      this.mark(cell, "");
      if (cell.dataset.kind === "record") { field.value = typed; $("[data-key]", cell).value = ""; return; }
      if (cell.dataset.kind === "date") return this.setDay(cell, field, typed);
      if (field.matches("select")) return this.choose(cell, field, typed);
      const isFigure = ["figure", "share"].includes(cell.dataset.kind);
      field.value = isFigure ? plainNumber(typed).replace(/^[¥￥$]/, "") : typed;
      if (isFigure && field.value && (cell.dataset.kind === "share" ? share(field.value) : scaled(field.value, 4)) === null) this.mark(cell, this.word("tNumber", typed));
      if (cell.dataset.kind === "share") this.spell(field);
    }

    setDay(cell, field, typed) {
      field.value = day(typed) ?? "";
      field.classList.toggle("is-empty", !field.value);
      if (typed && !field.value) this.mark(cell, this.word("tDay", typed));
    }

    choose(cell, field, typed) {
      const wanted = typed.toLowerCase();
      const isYes = cell.dataset.kind === "flag" && ["yes", "y", "true", "1", "是", "√"].includes(wanted);
      const option = isYes ? field.options[1] : [...field.options].find((one) => [one.value.toLowerCase(), one.textContent.trim().toLowerCase()].includes(wanted));
      if (option) field.value = option.value;
      else this.mark(cell, this.word("tChoice", typed));
    }

    // Ask the server once for each column which records the pasted texts mean.
    async resolve(rows, places) {
      for (const name of places.filter(Boolean)) {
        const cells = rows.map((row) => this.field(row, name).closest("td")).filter((cell) => cell.dataset.kind === "record" && this.field(cell.closest("tr"), name).value);
        if (!cells.length) continue;
        const fields = cells.map((cell) => $("input[data-lookup]", cell));
        const body = window.dayingForm.around(this.head);
        fields.forEach((field) => body.append("texts", field.value));
        const token = $("[name=csrfmiddlewaretoken]", this.form).value;
        const answer = await fetch(fields[0].dataset.lookup, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
        if (!answer?.ok) { this.said(this.word("tLost", "")); continue; }
        const { results } = await answer.json();
        cells.forEach((cell, i) => this.take(cell, results[i]));
      }
    }

    // What a record brings to its row; for so many, where they are known.
    async pick(cell, key) {
      const asked = window.dayingForm.around(this.head);
      const count = cell.closest("[data-row]").factors.quantity?.value;
      if (count) asked.set("quantity", plainNumber(count));
      const unit = this.field(cell.closest("[data-row]"), "unit")?.value;
      if (unit) asked.set("unit", unit);
      asked.set("pick", key);
      const answer = await fetch(`${$("input[data-lookup]", cell).dataset.lookup}?${asked}`).catch(() => null);
      const [found] = answer?.ok ? (await answer.json()).results : [];
      if (found && $("[data-key]", cell).value === found.id) this.take(cell, found);
    }

    // Another quantity may have another price.
    async counted(row) {
      for (const cell of $$("td[data-by-quantity]", row)) await this.pick(cell, $("[data-key]", cell).value);
    }

    // The price is that of the unit typed.
    async measured(row) {
      const key = $("[data-lookup]", row)?.closest("td").querySelector("[data-key]");
      if (key?.value) await this.pick(key.closest("td"), key.value);
    }

    take(cell, found) {
      if (!found || found.error !== undefined) return this.mark(cell, found?.error || this.word("tUnknown", $("input[data-lookup]", cell).value));
      $("[data-key]", cell).value = found.id;
      $("input[data-lookup]", cell).value = found.label;
      this.mark(cell, "");
      cell.toggleAttribute("data-by-quantity", Boolean(found.defaults?.by_quantity));
      const row = cell.closest("[data-row]");
      window.dayingForm.bring((name) => this.field(row, name), this.texts(found.defaults, row));
      this.work(row);
    }

    // What a choice brings into a row: per cent spelled as such, nothing into fields that say more than a new line does.
    texts(defaults, row) {
      const shown = {};
      for (const [name, value] of Object.entries(defaults ?? {})) {
        const field = this.field(row, name);
        if (!field || typeof value === "object") continue;
        const isShare = field.closest("td").dataset.kind === "share";
        const first = this.field(this.blank, name).value;
        if (field.value === first) field.dataset.first = first;
        const cents = isShare ? scaled(value, 4) : null;
        shown[name] = cents === null ? value : `${grouped(cents, 2).replace(/,/g, "").replace(/\.?0+$/, "")}%`;
      }
      return shown;
    }
  }

  document.addEventListener("DOMContentLoaded", () => $$("[data-grid]", document).forEach((card) => new Grid(card)));
})();
