import { type FocusRunResult, focusTypeNames, trainedFocusTypes } from "triptych/fit";

/** What the training and the test of a FIT run have that the usual ones have not; `usual` for none. */
export function describeAblation({ run }: FocusRunResult): string {
  const { rho, numPhrases, training, test } = run;
  if (training === null) return "untuned";
  const { lora, numSteps, learningRate, typeProbabilities: shares } = training;
  const notes: string[] = [];
  if (rho !== undefined) notes.push(`rho ${rho}`);
  if (numPhrases !== 10) notes.push(`${numPhrases} ${numPhrases === 1 ? "phrase" : "phrases"}`);
  for (const type of trainedFocusTypes) {
    if (shares[type] === 0) notes.push(`without ${focusTypeNames[type]}`);
  }
  if (shares.length > 6) notes.push("ign(C) trained too");
  else if (test.types.includes(6)) notes.push("ign(C) tested");
  if (shares[0] === 1 / 8) notes.push("half of the instructions ask for y_s");
  if (lora.rank !== 8) notes.push(`rank ${lora.rank}`);
  if (lora.targets.length === 2) {
    notes.push(`${lora.targets.join(" and ")}, ${numSteps} steps at ${learningRate}`);
  }
  return notes.join(", ") || "usual";
}

/** Whether a run is about a kind of instruction: one left out, or ignore(C). */
export function isAboutKinds(result: FocusRunResult): boolean {
  return /without|ign/.test(describeAblation(result));
}
