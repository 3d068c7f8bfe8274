/* Draws the plots of a page, and draws them anew when the server tells of something; the numbers below each with it. */
(() => {
  "use strict";
  const drawn = new Map();

  /* A colour of the style sheet, as this theme has it. */
  const colour = (name) => {
    const probe = document.createElement("span");
    probe.style.color = "var(" + name + ")";
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const names = ["--series-1", "--series-2", "--series-3"];

  /* The time of day; at midnight the day. */
  const when = (seconds) => {
    const text = new Date(seconds * 1e3).toISOString();
    return text.slice(11, 16) === "00:00" ? text.slice(5, 10) : text.slice(11, 16);
  };

  const options = (place, data) => {
    const axis = () => ({ stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } });
    let course = 0;
    let limit = 0;
    return {
      width: Math.max(200, place.clientWidth),
      height: 240,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
      scales: { y: { range: (plot, low, high) => [0, Math.max(5, high * 1.1)] } },
      axes: [{ ...axis(), values: (plot, splits) => splits.map(when) }, { ...axis(), size: 56 }],
      series: [{ label: "UTC", value: (plot, seconds) => seconds == null ? "–" : new Date(seconds * 1e3).toISOString().slice(0, 16).replace("T", " ") }, ...data.lines.map((line) => {
        const stroke = colour(names[line.limit ? limit++ : course++]);
        return line.limit
          ? { label: line.label, stroke, width: 1, dash: [6, 5], points: { show: false } }
          : { label: line.label, stroke, width: 2, fill: stroke.replace(/^rgb\((.*)\)$/, "rgba($1, .1)"), points: { show: false } };
      })],
    };
  };

  /* The same in numbers. While somebody marks some of them to be copied, they stay. */
  const told = new WeakMap();
  const tell = (place, rows) => {
    const table = document.getElementById(place.dataset.numbers)?.querySelector("table");
    const text = JSON.stringify(rows);
    const marked = getSelection();
    if (!table || told.get(table) === text || (!marked.isCollapsed && table.contains(marked.anchorNode))) return;
    const head = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    table.tBodies[0].replaceChildren(...rows.map((row) => {
      const line = document.createElement("tr");
      line.append(...row.map((number, at) => {
        const cell = document.createElement(at === 0 ? "th" : "td");
        cell.textContent = number;
        if (at === 0) cell.scope = "row";
        else { cell.className = "number"; cell.dataset.label = head[at]; }
        return cell;
      }));
      return line;
    }));
    told.set(table, text);
  };

  const draw = async (place) => {
    const answer = await fetch(place.dataset.plot, { headers: { Accept: "application/json", "Sluice-Refresh": "plot" } });
    if (!answer.ok || !place.isConnected) return;
    const data = await answer.json();
    tell(place, data.rows);
    const numbers = [data.times, ...data.lines.map((line) => line.values)];
    const old = drawn.get(place);
    if (old && old.series.length === numbers.length) { old.setData(numbers); return; }
    old?.destroy();
    drawn.set(place, new uPlot(options(place, data), numbers, place));
  };

  const drawAll = (fresh) => {
    for (const [place, plot] of drawn) if (fresh || !place.isConnected) { plot.destroy(); drawn.delete(place); }
    document.querySelectorAll("[data-plot]").forEach((place) => { draw(place).catch(() => { /* The next event tries again. */ }); });
  };

  document.addEventListener("sluice-theme", () => drawAll(true));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(true));
  document.body.addEventListener("sluice-tick", () => drawAll(false));
  document.body.addEventListener("sluice-changed", () => drawAll(false));
  new ResizeObserver(() => {
    for (const [place, plot] of drawn) plot.setSize({ width: Math.max(200, place.clientWidth), height: 240 });
  }).observe(document.getElementById("content"));
  drawAll(false);
})();
