/** Widgets: states that the program and the page share, and their views. */
export { anywidget } from "./anywidget.ts";
export {
  type DropdownOptions,
  type DropdownState,
  dropdown,
  type SliderOptions,
  type SliderState,
  slider,
} from "./controls.ts";
export {
  type ChartSeries,
  type LineChart,
  type LineChartOptions,
  lineChart,
} from "./line-chart.ts";
export { link } from "./link.ts";
export type { Unsubscribe, Widget, WidgetOptions } from "./widget.ts";
