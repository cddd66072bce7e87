import { ConfigError, requireInRange, requireKnownName } from "../../core/index.ts";
import { readCue } from "../cued-example.ts";
import { requireField } from "../fields.ts";
import { maxSampleSize } from "../sampling/cells.ts";
import { splitAssociation } from "../splits.ts";
import type { Feature, FocusExample, FocusTask } from "../task.ts";

/** A text of your own with its label and the value of the feature that should not matter. */
export interface OwnRow {
  /** Where all rows have different ones, they name the examples; else these are numbered. */
  readonly id?: string;
  readonly text: string;
  readonly label: string;
  readonly spurious: string;
}

/** What a task from rows needs besides them. */
export interface OwnTaskOptions {
  readonly name: string;
  /** What to do. Default `"Classify the text. Answer with one of: ..."`. */
  readonly instruction?: string;
  /** The feature that determines the label, and the words for it. */
  readonly core: Feature;
  /** The feature that should not, and the words for it. */
  readonly spurious: Feature;
  /** `s -> y_s`; by default each value's most frequent label. */
  readonly labelOf?: Readonly<Record<string, string>>;
  /** `s -> y_s` of values that are kept out of training; none by default. */
  readonly unseenLabelOf?: Readonly<Record<string, string>>;
  /** Predictivity of the split `low`. Default 0.25 for two labels, 0.1 for more. */
  readonly lowRho?: number;
}

/** A task and its examples. */
export interface OwnTask {
  readonly task: FocusTask;
  readonly examples: readonly FocusExample[];
}

/**
 * Makes a task of your own rows: labels and values are those found in them.
 *
 * @throws {ConfigError} If there are fewer than two labels or trained values, a value has no label or
 * all have the same, a value's most frequent label is not unique, a label never occurs with some
 * trained value (then no sample has the predictivities of the splits), or a feature has no words.
 * @example
 * const { task, examples } = createOwnTask(rows, {
 *   name: "tickets",
 *   core: { name: "urgency", names: ["the urgency of the request"] },
 *   spurious: { name: "tone", names: ["the tone of the text"] },
 * });
 */
export function createOwnTask(rows: readonly OwnRow[], options: OwnTaskOptions): OwnTask {
  const { name, core, spurious, unseenLabelOf = {} } = options;
  for (const { name: feature, names } of [core, spurious]) {
    requireInRange(`createOwnTask: number of names of ${feature}`, names.length, { min: 1 });
  }
  const labels = distinct(rows.map(({ label }) => label));
  const values = distinct(rows.map((row) => row.spurious)).filter((s) => !(s in unseenLabelOf));
  requireInRange("createOwnTask: number of labels", labels.length, { min: 2 });
  requireInRange("createOwnTask: number of trained values", values.length, { min: 2 });
  const labelOf = options.labelOf ?? mostFrequentLabels(rows, values);
  requireLabels(labelOf, values, labels);
  requireLabels(unseenLabelOf, Object.keys(unseenLabelOf), labels);
  requireDifferentLabels(labelOf);
  const task: FocusTask = {
    name,
    instruction:
      options.instruction ?? `Classify the text. Answer with one of: ${labels.join(", ")}.`,
    labels,
    core,
    spurious: { ...spurious, labelOf, unseenLabelOf },
    lowRho: options.lowRho ?? (labels.length === 2 ? 0.25 : 0.1),
    render: (example) => requireField(example, "text"),
  };
  const hasIds = new Set(rows.map(({ id }) => id)).size === rows.length; // not of two files together
  const examples = rows.map(({ id, text, ...row }, i) => ({
    id: hasIds && id !== undefined ? id : `row/${i}`,
    fields: { text },
    ...row,
  }));
  requireFeasible(task, examples);
  return { task, examples };
}

function mostFrequentLabels(
  rows: readonly OwnRow[],
  values: readonly string[],
): Readonly<Record<string, string>> {
  const chosen = values.map((value) => {
    const counts = new Map<string, number>();
    for (const { label, spurious } of rows) {
      if (spurious === value) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    const most = Math.max(...counts.values());
    const [label, ...ties] = [...counts.keys()].filter((one) => counts.get(one) === most);
    if (label !== undefined && ties.length === 0) return [value, label] as const;
    throw new ConfigError(
      `createOwnTask: "${value}" must have one most frequent label, got ${[label, ...ties].join(", ")}. ` +
        "Say which by labelOf.",
    );
  });
  return Object.fromEntries(chosen);
}

function requireLabels(
  labelOf: Readonly<Record<string, string>>,
  values: readonly string[],
  labels: readonly string[],
): void {
  for (const value of values) {
    requireKnownName(`createOwnTask: label of "${value}"`, labelOf[value] ?? "", labels);
  }
}

function requireDifferentLabels(labelOf: Readonly<Record<string, string>>): void {
  const [label, ...others] = distinct(Object.values(labelOf));
  if (others.length > 0) return;
  throw new ConfigError(
    `createOwnTask: values must be tied to different labels, got "${label}" for each. ` +
      "Say which by labelOf.",
  );
}

function requireFeasible(task: FocusTask, examples: readonly FocusExample[]): void {
  const pool = examples.map((example) => readCue(task, example));
  const { size, limit } = maxSampleSize(splitAssociation(task, "iid"), pool);
  if (size > 0) return;
  throw new ConfigError(
    `createOwnTask: every label must occur with every value, got no row of label "${limit.label}" ` +
      `and value "${limit.spurious}". Add such rows, or leave the value to unseenLabelOf.`,
  );
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
