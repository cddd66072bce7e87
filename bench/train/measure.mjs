/** Rounds of all methods and variants, interleaved, and memory in processes of its own. */
import { startOurs, startTorch } from "./sides.mjs";

const WARM_UP_ROUNDS = 2; // a graph is recorded in the first bundle and made ready in the second

/** Side, and the name the side knows the variant by. */
export const VARIANTS = {
  eager: ["ours", "eager"],
  compiled: ["ours", "compiled"],
  torch: ["torch", "eager"],
  torchCompile: ["torch", "compile"],
};

/**
 * Times cases, each a `{ model, method, steps }`, in every variant.
 *
 * @param variants - Keys of {@link VARIANTS}.
 * @returns Of each case the case, and `times`: by variant, the ms a step of each round.
 */
export async function measureTimes({ cases, variants, rounds, peer }) {
  const sides = { ours: await startOurs(), torch: peer ? await startTorch() : undefined };
  await requireEqualSizes(sides, [...new Set(cases.map(({ model }) => model))]);
  const rows = cases.map((row) => ({
    ...row,
    times: Object.fromEntries(variants.map((variant) => [variant, []])),
  }));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const { model, method, steps, times } of rows) {
      for (const variant of variants) {
        const [side, name] = VARIANTS[variant];
        const time = await sides[side]?.ask(model, method, name, steps);
        if (round >= 0 && time !== undefined) times[variant].push(time);
      }
    }
  }
  for (const side of Object.values(sides)) side?.stop();
  return rows;
}

/** Both sides must train as many numbers. */
async function requireEqualSizes({ ours, torch }, models) {
  for (const model of models) {
    const own = await ours.ask("parameters", model);
    const other = await torch?.ask("parameters", model);
    if (own === undefined || other === undefined || own === other) continue;
    throw new Error(`bench/train.mjs: ${model} has ${own} parameters, in PyTorch ${other}`);
  }
}

/**
 * The most memory a process held that trained one model by one method, and what it held before it made
 * the model.
 *
 * @returns By variant, `{ loadedMb, peakMb }`.
 */
export async function measureMemory({ model, method, steps, variants, peer }) {
  const memory = {};
  for (const variant of variants) {
    const [side, name] = VARIANTS[variant];
    if (side === "torch" && !peer) continue;
    const worker = await (side === "ours" ? startOurs() : startTorch());
    const loadedMb = await worker.ask("memory");
    const time = await worker.ask(model, method, name, steps);
    if (time !== undefined) memory[variant] = { loadedMb, peakMb: await worker.ask("memory") };
    worker.stop();
  }
  return memory;
}
