/** Widgets: states that the program and the page share, and their views. */
export { anywidget } from "./anywidget.ts";
export { type DropdownState, dropdown, type SliderState, slider } from "./controls.ts";
export { type LineChart, type LineChartOptions, lineChart } from "./line-chart.ts";
export { link } from "./link.ts";
export type { Widget, WidgetOptions } from "./widget.ts";
