import { AnyWidget } from "./anywidget.ts";
import { renderDropdown, renderSlider } from "./page/controls.ts";
import { moduleText } from "./page/module.ts";
import type { Widget } from "./widget.ts";

/** What a slider is made of; also its state. */
export interface SliderState {
  readonly min: number;
  readonly max: number;
  /** Distance between two places. Default: a hundredth of the range. */
  readonly step: number;
  /** Default: `min`. */
  readonly value: number;
  /** Text before the track. Default: none. */
  readonly label: string;
}

/** How a slider is made. */
export type SliderOptions = Pick<SliderState, "min" | "max"> &
  Partial<Pick<SliderState, "step" | "value" | "label">>;

/**
 * A slider over a range of numbers; `get("value")` tells where it is, `on("value", f)` hears of it.
 *
 * @throws {RangeError} If the range is empty or `value` is not in it.
 *
 * @example
 * const rate = slider({ min: 0, max: 1, value: 0.5, label: "learning rate" });
 * rate.on("value", (value) => console.log(value));
 * rate
 */
export function slider({
  min,
  max,
  step = (max - min) / 100,
  value = min,
  label = "",
}: SliderOptions): Widget<SliderState> {
  if (!(max > min)) throw new RangeError(`slider: max must be > min, got ${min} to ${max}`);
  if (!(step > 0)) throw new RangeError(`slider: step must be > 0, got ${step}`);
  if (!(value >= min && value <= max)) {
    throw new RangeError(`slider: value must be in ${min} to ${max}, got ${value}`);
  }
  const state = { min, max, step, value, label };
  return new AnyWidget("slider", { esm: sliderModule, css: controlStyle, state });
}

/** State of a dropdown. */
export interface DropdownState<Option> {
  readonly options: readonly Option[];
  readonly value: Option;
  readonly label: string;
}

/** How a dropdown is made. */
export interface DropdownOptions<Option> {
  readonly options: readonly Option[];
  /** Default: the first option. */
  readonly value?: NoInfer<Option>;
  /** Text before the choice. Default: none. */
  readonly label?: string;
}

/**
 * A choice among options; `get("value")` tells which, `on("value", f)` hears of another.
 *
 * @throws {RangeError} If there is no option, or `value` is none of them.
 *
 * @example
 * const method = dropdown({ options: ["sgd", "adam"], label: "method" });
 * method.get("value"); // "sgd" | "adam"
 */
export function dropdown<const Option extends string | number | boolean>({
  options,
  value = options[0],
  label = "",
}: DropdownOptions<Option>): Widget<DropdownState<Option>> {
  if (value === undefined || !options.includes(value)) {
    const known = options.length === 0 ? "at least one" : `one of ${options.join(", ")}`;
    throw new RangeError(`dropdown: value must be an option (${known}), got ${value}`);
  }
  const state = { options, value, label };
  return new AnyWidget("dropdown", { esm: dropdownModule, css: controlStyle, state });
}

const sliderModule = moduleText({ render: renderSlider });
const dropdownModule = moduleText({ render: renderDropdown });

const controlStyle = `
.triptych-control { padding: 4px 2px; font: var(--jp-ui-font-size1, 13px) var(--jp-ui-font-family, sans-serif);
  color: var(--jp-content-font-color1, inherit); }
.triptych-control label { display: inline-flex; align-items: center; gap: 12px; }
.triptych-control input { width: 16em; margin: 0; accent-color: var(--jp-brand-color1, #1976d2); cursor: pointer; }
.triptych-control output { min-width: 3em; font-variant-numeric: tabular-nums; }
.triptych-control select { font: inherit; color: inherit; padding: 3px 8px; border-radius: 3px; cursor: pointer;
  border: 1px solid var(--jp-border-color1, #8888); background: var(--jp-layout-color1, transparent); }
.triptych-control :focus-visible { outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 2px; }
[data-jp-theme-light=false] .triptych-control { color-scheme: dark; }
`;
