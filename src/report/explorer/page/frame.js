import { escapeText } from "./rows.js";

/** A column without what kind it is of. */
export function shortName(name) {
  return name.replace(/^(config|result)\./, "");
}

/** What stays in place: tools, pictures, the head of the table. */
export function frameHtml(runs, shown, numbers, state) {
  const options = (list, chosen) =>
    list
      .map(([value, text]) => {
        const mark = value === chosen ? " selected" : "";
        return `<option value="${escapeText(value)}"${mark}>${escapeText(text)}</option>`;
      })
      .join("");
  const columns = numbers.map(({ name }) => [name, shortName(name)]);
  const check = (name, isOn) =>
    `<label><input type="checkbox" class="${name}"${isOn ? " checked" : ""}> log</label>`;
  const heads = shown.map(({ name, kind }) => {
    const hint = kind === "number" ? "> 0.9" : "contains";
    const label = escapeText(name);
    return `<div class="cell ${kind}"><button data-column="${label}" title="${label}: sort"></button><input data-column="${label}" placeholder="${hint}" aria-label="filter ${label}"></div>`;
  });
  const groups = shown
    .filter(({ kind }) => kind === "text")
    .map(({ name }) => [name, shortName(name)]);
  const etas = numbers
    .filter(({ name }) => name.startsWith("config."))
    .map(({ name }) => [name, shortName(name)]);
  return `<div class="tools"><input type="search" class="search" placeholder="words to find" aria-label="words to find">
<label>group by <select class="group">${options([["", "nothing"], ...groups, ...etas], "")}</select></label>
<button class="clear">choose none</button><span class="count" role="status"></span></div>
<div class="plots"><div><div class="axes"><label>x <select class="x">${options([["#", "number"], ...columns], state.x)}</select></label>${check("isLogX", state.isLogX)}
<label>y <select class="y">${options(columns, state.y)}</select></label>${check("isLogY", false)}</div><canvas class="points" aria-label="a point for each run"></canvas></div>
<div><div class="axes"><label>course of <select class="curve">${options(
    runs.curves.map(({ name }, i) => [i, name]),
    0,
  )}</select></label>${check("isLogCurve", false)}</div><canvas class="curves" aria-label="courses of the chosen runs"></canvas><div class="legend"></div></div></div>
<div class="box" tabindex="0" aria-label="runs"><div class="head">${heads.join("")}</div><div class="body"></div></div>
<div class="details" hidden><button class="copy">Copy the command</button><pre class="command"></pre><div class="facts"></div></div>`;
}
