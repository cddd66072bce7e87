import { z } from "zod";
import { bpgrad, dfw, l4Adam, l4Mom, sps } from "../../src/optim/index.ts";
import type { Build } from "./golden-method.ts";

const positive = z.number().positive();

const spsHyper = z.discriminatedUnion("adapt_flag", [
  z.strictObject({ adapt_flag: z.literal("constant"), c: positive, eta_max: positive }),
  z.strictObject({
    adapt_flag: z.literal("smooth_iter"),
    c: positive,
    n_batches_per_epoch: positive,
  }),
]);

const frankWolfeHyper = z.strictObject({
  eta: positive,
  momentum: z.number().default(0),
  weight_decay: z.number().default(0),
});

const nothing = z.strictObject({});

function buildEta(factory: typeof bpgrad | typeof dfw): Build {
  return (variables, hyper) => {
    const { eta, momentum, weight_decay } = frankWolfeHyper.parse(hyper);
    const optimizer = factory(variables, {
      learningRate: eta,
      momentum,
      weightDecay: weight_decay,
    });
    return { optimizer };
  };
}

/** The methods that compute their step size from the loss. */
export const stepSizeMethods: Readonly<Record<string, Build>> = {
  sps: (variables, hyper) => {
    const settings = spsHyper.parse(hyper);
    const bounds =
      settings.adapt_flag === "constant"
        ? { learningRate: settings.eta_max, growth: Number.POSITIVE_INFINITY }
        : { growth: 2 ** (1 / settings.n_batches_per_epoch) };
    return { optimizer: sps(variables, { scale: settings.c, ...bounds }) };
  },
  l4adam: (variables, hyper) => ({ optimizer: l4Adam(variables, nothing.parse(hyper)) }),
  l4mom: (variables, hyper) => ({ optimizer: l4Mom(variables, nothing.parse(hyper)) }),
  bpgrad: buildEta(bpgrad),
  dfw: buildEta(dfw),
};
