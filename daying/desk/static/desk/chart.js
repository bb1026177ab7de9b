// Charts: SVG, in the language and the light of the page, redrawn when either changes.
(() => {
  const root = document.documentElement;
  const drawn = new Map();
  const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

  const option = (told, isNarrow) => {
    const shown = (value) => (value === null || value === undefined ? "—" : number.format(value) + told.unit);
    const base = {
      backgroundColor: "transparent",
      color: ["#4d78e0", "#2aa889", "#e0a03a", "#c9609a", "#7d6fe0", "#5fa8d3", "#9aa34f", "#d9705a"],
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: { trigger: told.kind === "pie" ? "item" : "axis", renderMode: "richText", confine: true, valueFormatter: shown },
      legend: { show: told.series.length > 1 || told.kind === "pie", bottom: 0, type: "scroll" },
      animationDuration: 300,
    };
    if (told.kind === "pie") {
      const data = told.names.map((name, i) => ({ name, value: told.series[0].values[i] }));
      const all = data.reduce((sum, one) => sum + one.value, 0);
      const share = (name) => `${name} ${number.format((100 * data.find((one) => one.name === name).value) / (all || 1))}%`;
      // Beside a narrow ring names are cut off: the legend says it all.
      if (isNarrow) return { ...base, legend: { ...base.legend, type: "plain", formatter: share }, series: [{ type: "pie", center: ["50%", "38%"], radius: ["32%", "56%"], data, label: { show: false } }] };
      return { ...base, series: [{ type: "pie", radius: ["45%", "70%"], data, label: { formatter: "{b} {d}%", color: getComputedStyle(document.body).color, textBorderWidth: 0 } }] };
    }
    // Long names read better beside lying bars than under standing ones.
    const lies = told.kind !== "line" && told.names.some((name) => name.length > 7);
    const names = { type: "category", data: told.names, inverse: lies, axisLabel: { hideOverlap: true, width: lies ? 150 : 110, overflow: "truncate" } };
    const values = { type: "value", splitNumber: 4, axisLabel: { hideOverlap: true, formatter: (value) => number.format(value) + told.unit } };
    return {
      ...base,
      grid: { left: 8, right: lies ? 40 : 24, top: 16, bottom: told.series.length > 1 ? 32 : 8, containLabel: true },
      xAxis: lies ? values : names,
      yAxis: lies ? names : values,
      series: told.series.map((one) => ({
        name: one.name,
        type: told.kind === "line" ? "line" : "bar",
        stack: told.kind === "stacked" ? "all" : undefined,
        data: one.values,
        barMaxWidth: lies ? 18 : 36,
        symbolSize: 7,
        connectNulls: false,
      })),
    };
  };

  const draw = (box, told, dark = root.dataset.bsTheme === "dark") => {
    drawn.get(box)?.chart.dispose();
    box.classList.toggle("chart-tall", told.names.length > 12 && told.kind !== "line" && told.kind !== "pie");
    const chart = window.echarts.init(box, dark ? "dark" : null, { renderer: "svg", locale: root.lang.startsWith("zh") ? "ZH" : "EN" });
    chart.setOption(option(told, box.clientWidth < 480));
    drawn.set(box, { chart, told });
  };

  const start = () => {
    drawn.forEach(({ chart }, box) => box.isConnected || (chart.dispose(), drawn.delete(box)));
    for (const box of document.querySelectorAll("[data-chart]")) draw(box, JSON.parse(document.getElementById(box.dataset.chart).textContent));
    for (const box of document.querySelectorAll("[data-chart-from]"))
      fetch(box.dataset.chartFrom).then((answer) => answer.ok && answer.json()).then((told) => told && draw(box, told));
  };

  window.addEventListener("resize", () => drawn.forEach(({ chart }) => chart.resize()));
  root.addEventListener("theme", () => drawn.forEach(({ told }, box) => draw(box, told)));
  // Paper is white.
  window.addEventListener("beforeprint", () => drawn.forEach(({ told }, box) => draw(box, told, false)));
  window.addEventListener("afterprint", () => drawn.forEach(({ told }, box) => draw(box, told)));
  document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
  document.addEventListener("htmx:afterSwap", (event) => event.target.id === "report" && start());
  if (window.echarts) start();
})();
