import { escapeText } from "./rows.js";

/** Names columns without what kind they are of, where no other one is then called the same. */
export function shortNames(columns) {
  const short = (name) => name.replace(/^(config|result)\./, "");
  const isAlone = ({ name }) =>
    columns.every((other) => other.name === name || short(other.name) !== short(name));
  return new Map(
    columns.map((column) => [column.name, isAlone(column) ? short(column.name) : column.name]),
  );
}

/** What stays in place: tools, pictures, the head of the table. */
export function frameHtml(runs, shown, names, state) {
  const numbers = shown.filter(({ kind }) => kind === "number");
  const named = (list) => list.map(({ name }) => [name, names.get(name)]);
  const options = (list, chosen) =>
    list
      .map(([value, text]) => {
        const mark = value === chosen ? " selected" : "";
        return `<option value="${escapeText(value)}"${mark}>${escapeText(text)}</option>`;
      })
      .join("");
  const columns = named(numbers);
  const check = (name, isOn) =>
    `<label><input type="checkbox" class="${name}"${isOn ? " checked" : ""}> log</label>`;
  const heads = shown.map(({ name, kind }) => {
    const hint = kind === "number" ? "> 0.9" : "contains";
    const label = escapeText(name);
    return `<div class="cell ${kind}"><button data-column="${label}" title="${label}: sort"></button><input data-column="${label}" placeholder="${hint}" aria-label="filter ${label}"></div>`;
  });
  const groups = named(shown.filter(({ kind }) => kind === "text"));
  const etas = named(numbers.filter(({ name }) => name.startsWith("config.")));
  return `<div class="tools"><input type="search" class="search" placeholder="words to find" aria-label="words to find">
<label>group by <select class="group">${options([["", "nothing"], ...groups, ...etas], "")}</select></label>
<button class="clear">choose none</button><span class="count" role="status"></span></div>
<div class="plots"><div><div class="axes"><span class="axis"><label>x <select class="x">${options([["#", "number"], ...columns], state.x)}</select></label>${check("isLogX", state.isLogX)}</span>
<span class="axis"><label>y <select class="y">${options(columns, state.y)}</select></label>${check("isLogY", false)}</span></div><canvas class="points" aria-label="a point for each run"></canvas></div>
<div><div class="axes"><span class="axis"><label>course of <select class="curve">${options(
    runs.curves.map(({ name }, i) => [i, name]),
    0,
  )}</select></label>${check("isLogCurve", false)}</span></div><canvas class="curves" aria-label="courses of the chosen runs"></canvas><div class="legend"></div></div></div>
<div class="box" tabindex="0" aria-label="runs"><div class="sheet"><div class="head">${heads.join("")}</div><div class="body"></div></div></div>
<div class="details" hidden><button class="copy"></button><pre class="command"></pre><div class="facts"></div></div>`;
}
