// How typed and pasted text is understood: figures, shares, days, and blocks of cells. Used by the grid of lines.
(() => {
  // ---- numbers: whole ones of the smallest unit, so that cents are exact
  const plainNumber = (typed) => typed.replace(/[,，\s]/g, "").replace("％", "%");
  const scaled = (typed, places) => {
    const found = plainNumber(typed).match(/^(-?)(\d*)(?:\.(\d*))?$/);
    if (!found || !(found[2] || found[3])) return null;
    const digits = (found[3] ?? "").padEnd(places, "0").slice(0, places);
    return BigInt(`${found[1]}${found[2] || "0"}${digits}`);
  };
  const share = (typed) => {
    const bare = plainNumber(typed);
    if (!bare) return 0n;
    if (bare.endsWith("%")) return scaled(bare.slice(0, -1), 2);
    const value = scaled(bare, 4);
    return value !== null && value > 10000n ? scaled(bare, 2) : value;
  };
  const rounded = (value, by) => {
    const half = value < 0n ? -(by / 2n) : by / 2n;
    return (value + half) / by;
  };
  const grouped = (value, places) => {
    const digits = String(value < 0n ? -value : value).padStart(places + 1, "0");
    const whole = digits.slice(0, -places).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${value < 0n ? "-" : ""}${whole}.${digits.slice(-places)}`;
  };
  const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$|^(\d{4})(\d{2})(\d{2})$/;
  const day = (typed) => {
    const found = typed.trim().match(DAY);
    if (!found) return null;
    const [year, month, date] = found[1] ? found.slice(1, 4) : found.slice(4, 7);
    const iso = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
    return Number.isNaN(Date.parse(iso)) || new Date(iso).toISOString().slice(0, 10) !== iso ? null : iso;
  };

  // ---- a block of cells as spreadsheets put it on the clipboard
  const parse = (block) => {
    const rows = [[]];
    let cell = "";
    let quoted = false;
    const ready = () => { rows[rows.length - 1].push(cell); cell = ""; };
    for (let i = 0; i < block.length; i += 1) {
      const letter = block[i];
      if (quoted) {
        if (letter !== '"') cell += letter;
        else if (block[i + 1] === '"') { cell += '"'; i += 1; } else quoted = false;
      } else if (letter === '"' && !cell) quoted = true;
      else if (letter === "\t") ready();
      else if (letter === "\n") { ready(); rows.push([]); } else if (letter !== "\r") cell += letter;
    }
    ready();
    while (rows.length > 1 && rows[rows.length - 1].every((one) => !one)) rows.pop();
    return rows;
  };

  window.dayingTyping = { plainNumber, scaled, share, rounded, grouped, day, parse };
})();
