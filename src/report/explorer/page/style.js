export const style = `
.triptych-explorer { --ink: var(--jp-content-font-color1, light-dark(#222, #ddd)); --line: var(--jp-border-color2, light-dark(#ddd, #444));
  --ground: var(--jp-layout-color0, light-dark(#fff, #1b1b1b)); --tint: var(--jp-layout-color2, light-dark(#f0f0f0, #2c2c2c)); --strong: var(--jp-brand-color1, #1976d2);
  color: var(--ink); background: var(--ground); font: 13px/1.4 var(--jp-ui-font-family, system-ui, sans-serif); }
.triptych-explorer * { box-sizing: border-box; }
.triptych-explorer .tools { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 4px 0 8px; }
.triptych-explorer .tools input[type=search] { width: 16em; }
.triptych-explorer :is(input, select, button) { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line); border-radius: 3px; padding: 2px 6px; }
.triptych-explorer :is(input, select, button):focus-visible, .triptych-explorer .box:focus-visible { outline: 2px solid var(--strong); }
.triptych-explorer .plots { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
.triptych-explorer canvas { width: 100%; height: 250px; display: block; color: var(--ink); }
.triptych-explorer .points { cursor: pointer; }
.triptych-explorer :is(.axes, .axis, label) { display: flex; align-items: center; gap: 5px; }
.triptych-explorer .axis { gap: 10px; }
.triptych-explorer .axes { flex-wrap: wrap; gap: 4px 24px; font-size: 12px; }
.triptych-explorer input[type=checkbox] { margin: 0; }
.triptych-explorer .axes select { max-width: 11em; padding: 0 2px; }
.triptych-explorer .legend { min-height: 20px; max-height: 62px; overflow: auto; font-size: 12px; }
.triptych-explorer .legend span { display: inline-block; max-width: 100%; padding-right: 12px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: top; }
.triptych-explorer .legend i { display: inline-block; width: 12px; height: 3px; margin-right: 4px; vertical-align: middle; }
.triptych-explorer .box { height: 320px; overflow: auto; border: 1px solid var(--line); margin-top: 8px; position: relative; }
.triptych-explorer .sheet { width: max-content; min-width: 100%; }
.triptych-explorer .head { position: sticky; top: 0; z-index: 1; background: var(--tint); display: flex; }
.triptych-explorer .head > div { padding: 3px 4px; border-right: 1px solid var(--line); }
.triptych-explorer .head button { all: unset; cursor: pointer; font-weight: 600; display: block; width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.triptych-explorer .head input { width: 100%; padding: 0 3px; font-size: 11px; }
.triptych-explorer .body { position: relative; }
.triptych-explorer .row { position: absolute; left: 0; right: 0; height: 24px; display: flex; cursor: pointer; border-bottom: 1px solid var(--line); }
.triptych-explorer .row:hover { background: var(--tint); }
.triptych-explorer .row.group { font-weight: 600; background: var(--tint); padding: 2px 6px; cursor: default; }
.triptych-explorer .row.chosen { box-shadow: inset 4px 0 0 var(--color); }
.triptych-explorer .row.current { background: var(--tint); }
.triptych-explorer .cell { width: 116px; flex: none; padding: 2px 6px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.triptych-explorer .head > .cell { padding: 3px 4px; }
.triptych-explorer .number { text-align: right; font-variant-numeric: tabular-nums; }
.triptych-explorer .details { margin-top: 8px; padding: 8px; border: 1px solid var(--line); }
.triptych-explorer .list { columns: 3 15em; margin: 6px 0; font-size: 12px; }
.triptych-explorer .list div { break-inside: avoid; overflow-wrap: anywhere; }
.triptych-explorer .list span { opacity: .7; margin-right: 6px; }
.triptych-explorer pre { white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; font-size: 12px; margin: 4px 0; color: inherit; background: none; }
.triptych-explorer pre span { display: inline-block; max-width: 100%; }
@media (max-width: 700px) { .triptych-explorer .plots { grid-template-columns: minmax(0, 1fr); } }
`;
