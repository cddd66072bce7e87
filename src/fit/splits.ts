import { createRandom, requireInRange } from "../core/index.ts";
import { type CuedExample, injectCue, readCue } from "./cued-example.ts";
import { requireGroup } from "./fields.ts";
import { type Association, createAssociation } from "./sampling/association.ts";
import { balanceLabels } from "./sampling/balance.ts";
import { maxSampleSize, sampleCells } from "./sampling/cells.ts";
import { derangement } from "./sampling/derangement.ts";
import { injectionQuotas } from "./sampling/quotas.ts";
import type { FocusExample, FocusTask } from "./task.ts";

/**
 * A test split by how well the spurious feature predicts the label: `iid` not at all, as in training;
 * `high` and `low` by the training map; `flipped` as well as `high` but by another map.
 */
export type SplitName = "iid" | "high" | "low" | "flipped";

/** Every split, in the order of the paper's figures. */
export const splitNames: readonly SplitName[] = ["iid", "high", "low", "flipped"];

/** Whether the spurious values are those of training, or ones never trained on. */
export type ValueSet = "seen" | "unseen";

const HIGH_RHO = 0.9;

/**
 * The association that a split is drawn by. Focus labels are not taken from it: they keep to the
 * training map on `flipped` too.
 *
 * @param values - Default `"seen"`.
 * @throws {ConfigError} If the task has no such values.
 */
export function splitAssociation(
  { labels, spurious, lowRho }: FocusTask,
  name: SplitName,
  values: ValueSet = "seen",
): Association {
  const labelOf = values === "seen" ? spurious.labelOf : spurious.unseenLabelOf;
  const rhos = { iid: 1 / labels.length, high: HIGH_RHO, low: lowRho, flipped: HIGH_RHO };
  return createAssociation({
    labels,
    rho: rhos[name],
    labelOf: name === "flipped" ? derangement(labelOf, labels) : labelOf,
  });
}

/** How examples are drawn. */
export interface DrawOptions {
  /** Integer. */
  readonly seed: number;
  /** Number of examples; by default as many as there can be. */
  readonly size?: number | undefined;
  /** Key of `groups` whose values are balanced in each cell of label and value, where data bring `s`. */
  readonly stratifyBy?: string | undefined;
}

/**
 * Draws examples of exact predictivity. A task that injects its feature uses the texts it is given
 * (`size` of them, the labels balanced) and only deals out the values; data that bring their values
 * are sub-sampled without replacement.
 *
 * @throws {ConfigError} If there are too few examples of a label, or of a label and value.
 */
export function drawExamples(
  task: FocusTask,
  examples: readonly FocusExample[],
  association: Association,
  { seed, size, stratifyBy }: DrawOptions,
): readonly CuedExample[] {
  if (task.inject !== undefined) {
    const texts =
      size === undefined ? examples : balanceLabels(examples, task.labels, { seed, size });
    return dealOut(task, texts, association, seed);
  }
  const pool = examples.map((example) => readCue(task, example));
  return sampleCells(pool, association, {
    size: size ?? maxSampleSize(association, pool).size,
    seed,
    stratumOf:
      stratifyBy === undefined ? undefined : (example) => requireGroup(example, stratifyBy),
  });
}

/**
 * Draws the examples to train on. By default the spurious feature is independent of the label, so
 * that only the instruction can tell when to answer by it.
 *
 * @param options.rho - In [0, 1]. Default `1 / N`.
 */
export function trainingExamples(
  task: FocusTask,
  examples: readonly FocusExample[],
  { rho = 1 / task.labels.length, ...draw }: DrawOptions & { readonly rho?: number },
): readonly CuedExample[] {
  const association = { ...splitAssociation(task, "iid"), rho };
  return drawExamples(task, examples, createAssociation(association), draw);
}

/**
 * Draws the four test splits, equally large. Where the task injects its feature all have the same
 * texts in the same order.
 *
 * @param options.values - Default `"seen"`.
 * @throws {ConfigError} As {@link drawExamples}.
 */
export function createSplits(
  task: FocusTask,
  examples: readonly FocusExample[],
  { values = "seen", size, ...draw }: DrawOptions & { readonly values?: ValueSet },
): Readonly<Record<SplitName, readonly CuedExample[]>> {
  const associationOf = (name: SplitName) => splitAssociation(task, name, values);
  const largest = () => {
    const pool = examples.map((example) => readCue(task, example));
    return Math.min(...splitNames.map((name) => maxSampleSize(associationOf(name), pool).size));
  };
  const common = size ?? (task.inject === undefined ? largest() : undefined);
  const drawn = (name: SplitName) =>
    drawExamples(task, examples, associationOf(name), { ...draw, size: common });
  return { iid: drawn("iid"), high: drawn("high"), low: drawn("low"), flipped: drawn("flipped") };
}

/** Gives each text a value by quotas for each label; the seed decides which text gets which. */
function dealOut(
  task: FocusTask,
  texts: readonly FocusExample[],
  association: Association,
  seed: number,
): readonly CuedExample[] {
  requireInRange("drawExamples: number of texts", texts.length, { min: 1 });
  const random = createRandom(seed);
  const cueOf = new Map<FocusExample, string>();
  for (const label of task.labels) {
    const members = texts.filter((text) => text.label === label);
    const order = random.fork(`values of ${label}`).shuffle(members);
    const quotas = injectionQuotas(association, label, members.length);
    const values = Object.entries(quotas).flatMap(([value, n]) => Array<string>(n).fill(value));
    for (const [i, text] of order.entries()) cueOf.set(text, values[i]!);
  }
  return texts.map((text) => injectCue(task, text, cueOf.get(text)!, seed));
}
