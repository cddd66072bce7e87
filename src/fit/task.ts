/** A labelled example with the value of its spurious feature, as a data set has it. */
export interface FocusExample {
  /** Unique within the data set. */
  readonly id: string;
  /** What the user message is made of: one field `text`, or several. */
  readonly fields: Readonly<Record<string, string>>;
  /** `y`, one of the task's labels: what the core feature determines. */
  readonly label: string;
  /** `s`, the value of the spurious feature; absent where the task injects it. */
  readonly spurious?: string;
  /** `y_s` of this example, for tasks whose map depends on the example (BBQ). */
  readonly spuriousLabel?: string;
  /** What a report may group by, e.g. `category` or `condition` of BBQ. */
  readonly groups?: Readonly<Record<string, string>>;
}

/** A feature and the words for it in instructions. */
export interface Feature {
  /** Short name, e.g. `"sentiment"`. */
  readonly name: string;
  /** Three ways to name it, as they stand after "focus on". */
  readonly names: readonly string[];
}

/** The spurious feature: what each of its values would answer. */
export interface SpuriousFeature extends Feature {
  /** `s -> y_s` of the training values. */
  readonly labelOf: Readonly<Record<string, string>>;
  /** `s -> y_s` of values that are never trained on. */
  readonly unseenLabelOf: Readonly<Record<string, string>>;
}

/** A classification task with a core and a spurious feature. */
export interface FocusTask {
  /** E.g. `"ss"`. */
  readonly name: string;
  /** What to do, the first sentences of the prompt: `I`. */
  readonly instruction: string;
  /** The answers to choose from, by short names. */
  readonly labels: readonly string[];
  readonly core: Feature;
  readonly spurious: SpuriousFeature;
  /** Predictivity of the split `low`. */
  readonly lowRho: number;
  /** Writes the user message. */
  render(example: FocusExample): string;
  /** How the model is to write a label of an example; by its name where absent. */
  readonly answer?: (example: FocusExample, label: string) => string;
  /**
   * Puts a value of the spurious feature into an example that has none; absent where the data set
   * brings it. Where in the text depends on the example's id and the seed alone, not on value or label.
   */
  readonly inject?: (example: FocusExample, value: string, seed: number) => FocusExample;
}
