import { arrange, commandOf, numberText, openRuns, settingsOf } from "./columns.js";
import { frameHtml, shortNames } from "./frame.js";
import { drawPlot, nearestPoint, palette } from "./plot.js";
import { escapeText, virtualRows } from "./rows.js";
import { style } from "./style.js";

const MOST_CHOSEN = 24; // curves that can still be told apart, colours repeat

/** Draws the explorer of runs; the form is anywidget's. */
export function render({ model, el }) {
  const runs = openRuns(model.get("meta"), model.get("data"));
  const shown = runs.columns.filter(({ isShown }) => isShown);
  const numbers = shown.filter(({ kind }) => kind === "number");
  const names = shortNames(shown);
  const named = (name) => numbers.find((column) => column.name === name);
  const state = {
    search: "",
    filters: {},
    sort: null,
    group: "",
    x: named("config.eta") ? "config.eta" : "#",
    y: (numbers.find(({ name }) => name.startsWith("result.")) ?? numbers[0])?.name ?? "#",
    curve: 0,
    isLogX: Boolean(named("config.eta")),
    isLogY: false,
    isLogCurve: false,
    chosen: [], // runs, in the order of their colours
    current: -1,
  };
  let arranged = arrange(runs, state);
  let places = new Float32Array(0);

  el.classList.add("triptych-explorer");
  el.innerHTML = `<style>${style}</style>${frameHtml(runs, shown, names, state)}`;
  const part = (selector) => el.querySelector(selector);
  const box = part(".box");
  const colorOf = (run) => {
    const place = state.chosen.indexOf(run);
    return place < 0 ? undefined : palette[place % palette.length];
  };
  const drawRows = virtualRows(box, (row, position) => rowHtml(row, position));

  function rowHtml(row, position) {
    if (row < 0) {
      const { text, runs: own } = arranged.groups[-1 - row];
      return `<div class="row group" style="${position}">${escapeText(text)} (${own.length} runs${meanText(own)})</div>`;
    }
    const color = colorOf(row);
    const kind = `${color ? " chosen" : ""}${row === state.current ? " current" : ""}`;
    const cells = shown.map(
      ({ kind: type, text }) =>
        `<div class="cell ${type}" title="${escapeText(text(row))}">${escapeText(text(row))}</div>`,
    );
    const paint = color ? `;--color:${color}` : "";
    return `<div class="row${kind}" style="${position}${paint}" data-run="${row}">${cells.join("")}</div>`;
  }

  function meanText(own) {
    const column = named(state.y);
    if (!column) return "";
    const values = own.map(column.key).filter(Number.isFinite);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.length === 0 ? "" : `, mean ${state.y} ${numberText(mean)}`;
  }

  function drawPoints() {
    const valuesOf = (name) => {
      const column = named(name);
      return Float64Array.from(arranged.runs, column ? column.key : (_, i) => i);
    };
    const pick = (list, chosen) => chosen.map((run) => list[arranged.runs.indexOf(run)]);
    const [xs, ys] = [valuesOf(state.x), valuesOf(state.y)];
    const marked = [...state.chosen, ...(state.current < 0 ? [] : [state.current])];
    [places = new Float32Array(0)] = drawPlot(part(".points"), {
      series: [
        { xs, ys, color: "#808a94", size: 4, alpha: 0.6 },
        ...marked.map((run) => ({
          xs: pick(xs, [run]),
          ys: pick(ys, [run]),
          color: colorOf(run) ?? "#808a94",
          size: 9,
        })),
      ],
      xLabel: names.get(state.x) ?? "number of the run",
      yLabel: names.get(state.y) ?? "",
      isLogX: state.isLogX,
      isLogY: state.isLogY,
      empty: "no run fits",
    });
  }

  function drawCurves() {
    const metric = runs.curves[state.curve];
    const list = metric ? state.chosen : [];
    drawPlot(part(".curves"), {
      series: list.map((run) => {
        const [xs, ys] = metric.of(run);
        return { xs, ys, color: colorOf(run), isLine: true };
      }),
      xLabel: metric?.x ?? "",
      yLabel: metric?.name.split(" by ")[0] ?? "",
      isLogY: state.isLogCurve,
      empty:
        metric && state.chosen.length === 0
          ? "choose runs in the table or among the points"
          : "these runs have no such course",
    });
    part(".legend").innerHTML = state.chosen
      .map(
        (run) =>
          `<span title="${escapeText(titleOf(run))}"><i style="background:${colorOf(run)}"></i>${escapeText(titleOf(run))}</span>`,
      )
      .join("");
  }

  /** What tells chosen runs apart: the first settings in which they differ. */
  function titleOf(run) {
    const differing = shown.filter(
      ({ name, key, text }) =>
        name.startsWith("config.") &&
        text(run) !== "" &&
        state.chosen.some((other) => key(other) !== key(run)),
    );
    const texts = differing
      .slice(0, 4)
      .map(({ name, text }) => `${name.split(".").at(-1)} ${text(run)}`);
    return texts.join(", ") || shown[0].text(run);
  }

  function drawDetails() {
    const run = state.current;
    part(".details").hidden = run < 0;
    if (run < 0) return;
    const listHtml = (pairs) =>
      pairs
        .map(([key, text]) => `<div><span>${escapeText(key)}</span>${escapeText(text)}</div>`)
        .join("");
    const others = runs.columns
      .filter(({ name, text }) => !name.startsWith("config.") && text(run) !== "")
      .map(({ name, text }) => [name, text(run)]);
    const command = commandOf(runs, run);
    part(".facts").innerHTML =
      `<b>Settings</b><div class="list">${listHtml(settingsOf(runs, run))}</div><b>Run</b><div class="list">${listHtml(others)}</div>`;
    part(".command").innerHTML = command
      .split(" --set ")
      .map((text, i) => (i === 0 ? text : `<span>--set ${escapeText(text)}</span>`))
      .join(" ");
    part(".copy").hidden = command === "";
    part(".copy").textContent = "Copy the command";
  }

  function update({ isReset = false } = {}) {
    arranged = arrange(runs, state);
    part(".count").textContent = `${arranged.runs.length} of ${runs.count} runs`;
    drawRows(arranged.rows, isReset);
    drawPoints();
    for (const button of el.querySelectorAll(".head button")) {
      const isSorted = state.sort?.column === button.dataset.column;
      const arrow = isSorted ? (state.sort.direction > 0 ? " ▲" : " ▼") : "";
      button.textContent = names.get(button.dataset.column) + arrow;
    }
  }

  function choose(run) {
    const isChosen = state.chosen.includes(run);
    state.chosen = isChosen
      ? state.chosen.filter((other) => other !== run)
      : [...state.chosen, run].slice(-MOST_CHOSEN);
    state.current = run;
    tellChosen();
  }

  function tellChosen() {
    model.set("selected", state.chosen);
    model.save_changes();
    drawRows(arranged.rows);
    drawPoints();
    drawCurves();
    drawDetails();
  }

  function showCurrentRow() {
    const row = arranged.rows.indexOf(state.current);
    if (row * 24 < box.scrollTop || (row + 3) * 24 > box.scrollTop + box.clientHeight)
      box.scrollTop = (row - 4) * 24;
  }

  const on = (selector, type, listener) => part(selector).addEventListener(type, listener);
  on(".search", "input", (event) => {
    state.search = event.target.value;
    update({ isReset: true });
  });
  on(".group", "change", (event) => {
    state.group = event.target.value;
    update({ isReset: true });
  });
  for (const name of ["x", "y", "curve"]) {
    on(`.${name}`, "change", (event) => {
      state[name] = name === "curve" ? Number(event.target.value) : event.target.value;
      if (name === "curve") drawCurves();
      else update();
    });
  }
  for (const name of ["isLogX", "isLogY", "isLogCurve"]) {
    on(`.${name}`, "change", (event) => {
      state[name] = event.target.checked;
      if (name === "isLogCurve") drawCurves();
      else drawPoints();
    });
  }
  on(".clear", "click", () => {
    state.chosen = [];
    state.current = -1;
    tellChosen();
  });
  on(".head", "input", (event) => {
    state.filters[event.target.dataset.column] = event.target.value;
    update({ isReset: true });
  });
  on(".head", "click", ({ target }) => {
    const { column } = target.dataset;
    if (column === undefined || target.tagName !== "BUTTON") return;
    const isSame = state.sort?.column === column;
    state.sort = isSame && state.sort.direction < 0 ? null : { column, direction: isSame ? -1 : 1 };
    update();
  });
  on(".body", "click", ({ target }) => {
    const row = target.closest("[data-run]");
    if (row) choose(Number(row.dataset.run));
  });
  on(".points", "click", (event) => {
    const { left, top } = event.target.getBoundingClientRect();
    const nearest = nearestPoint(places, event.clientX - left, event.clientY - top);
    if (nearest < 0) return;
    choose(arranged.runs[nearest]);
    showCurrentRow();
  });
  on(".box", "keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.target !== box || (step === undefined && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) {
      if (state.current >= 0) choose(state.current);
      return;
    }
    const place = arranged.runs.indexOf(state.current) + step;
    state.current = arranged.runs[Math.max(0, Math.min(arranged.runs.length - 1, place))] ?? -1;
    showCurrentRow();
    drawRows(arranged.rows);
    drawPoints();
    drawDetails();
  });
  on(".copy", "click", async ({ target }) => {
    const command = part(".command");
    try {
      await el.ownerDocument.defaultView.navigator.clipboard.writeText(command.textContent);
      target.textContent = "Copied";
    } catch {
      el.ownerDocument.defaultView.getSelection().selectAllChildren(command); // to be copied by hand
    }
  });
  const observer = new el.ownerDocument.defaultView.ResizeObserver(() => {
    drawPoints();
    drawCurves();
    drawRows(arranged.rows);
  });
  observer.observe(el);
  update();
  drawCurves();
  drawDetails();
  return () => observer.disconnect();
}
