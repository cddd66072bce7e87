import { z } from "zod";
import { bpgrad, dfw, l4Adam, l4Mom, sls, sps } from "../../src/optim/index.ts";
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

const slsHyper = z.strictObject({
  n_batches_per_epoch: positive,
  line_search_fn: z.enum(["armijo", "goldstein"]).default("armijo"),
  /** 0: each search starts from the last step size; 1: from one that doubles per epoch. */
  reset_option: z.union([z.literal(0), z.literal(1)]).default(1),
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
  sls: (variables, hyper) => {
    const { n_batches_per_epoch, line_search_fn, reset_option } = slsHyper.parse(hyper);
    const growth = reset_option === 1 ? 2 ** (1 / n_batches_per_epoch) : 1;
    return { optimizer: sls(variables, { search: line_search_fn, growth }) };
  },
  l4adam: (variables, hyper) => ({ optimizer: l4Adam(variables, nothing.parse(hyper)) }),
  l4mom: (variables, hyper) => ({ optimizer: l4Mom(variables, nothing.parse(hyper)) }),
  bpgrad: buildEta(bpgrad),
  dfw: buildEta(dfw),
};
