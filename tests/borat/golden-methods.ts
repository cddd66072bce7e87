import { z } from "zod";
import { borat } from "../../src/borat/index.ts";
import { adagrad, adam, adamw, alig, amsgrad, sgd, stepSchedule } from "../../src/optim/index.ts";
import type { Build } from "./golden-method.ts";
import { parameterFreeMethods } from "./golden-methods-parameter-free.ts";
import { stepSizeMethods } from "./golden-methods-step-sizes.ts";

const positive = z.number().positive();

const sgdHyper = z.strictObject({
  lr: positive,
  momentum: z.number().default(0),
  nesterov: z.boolean().default(false),
  weight_decay: z.number().default(0),
  milestones: z.array(z.number()).optional(),
  gamma: positive.default(0.1),
});

const adamHyper = z.strictObject({
  lr: positive.optional(),
  betas: z.tuple([z.number(), z.number()]).optional(),
  eps: positive.optional(),
  weight_decay: z.number().optional(),
});

const aligHyper = z.strictObject({
  max_lr: positive.default(Number.POSITIVE_INFINITY),
  momentum: z.number().default(0),
  adjusted_momentum: z.boolean().default(false),
  max_norm: positive.optional(),
});

const boratHyper = z.strictObject({
  N: z.number(),
  ref_n: z.number(),
  eta: positive,
  mode: z.enum(["different_batch", "same_batch", "sgd_forward"]).default("different_batch"),
  momentum: z.number().default(0),
  max_norm: positive.optional(),
  groups: z
    .array(z.object({ params: z.array(z.number()), eta: z.number(), momentum: z.number() }))
    .default([]),
});

type AdamFactory = typeof adam;

function buildAdam(factory: AdamFactory): Build {
  return (variables, hyper) => {
    const { lr, betas, eps, weight_decay } = adamHyper.parse(hyper);
    const optimizer = factory(variables, {
      ...(lr === undefined ? {} : { learningRate: lr }),
      ...(betas === undefined ? {} : { betas }),
      ...(eps === undefined ? {} : { epsilon: eps }),
      ...(weight_decay === undefined ? {} : { weightDecay: weight_decay }),
    });
    return { optimizer };
  };
}

/** How to build each optimiser of the golden files that the library has. */
export const goldenMethods: Readonly<Record<string, Build>> = {
  sgd: (variables, hyper) => {
    const { lr, momentum, nesterov, weight_decay, milestones, gamma } = sgdHyper.parse(hyper);
    const optimizer = sgd(variables, {
      learningRate: lr,
      momentum,
      nesterov,
      weightDecay: weight_decay,
    });
    return {
      optimizer,
      schedule: milestones && stepSchedule(lr, { milestones, factor: gamma }),
    };
  },
  adam: buildAdam(adam),
  adamw: buildAdam(adamw),
  amsgrad: buildAdam(amsgrad),
  adagrad: (variables, hyper) => {
    const { lr } = z.strictObject({ lr: positive }).parse(hyper);
    return { optimizer: adagrad(variables, { learningRate: lr }) };
  },
  alig: (variables, hyper) => {
    const { max_lr, momentum, adjusted_momentum, max_norm } = aligHyper.parse(hyper);
    const optimizer = alig(variables, {
      learningRate: max_lr,
      momentum,
      adjustedMomentum: adjusted_momentum,
      maxNorm: max_norm,
    });
    return { optimizer };
  },
  borat: (variables, hyper) => {
    const { N, eta, mode, momentum, max_norm, groups } = boratHyper.parse(hyper);
    const optimizer = borat(variables, {
      bundleSize: N,
      eta,
      momentum,
      maxNorm: max_norm,
      batchMode: mode === "same_batch" ? "same" : "different",
      innerStep: mode === "sgd_forward" ? "gradient" : "dual",
      groups: groups.map(({ params, ...settings }) => ({
        ...settings,
        variables: params.map((i) => variables[i]!),
      })),
    });
    return { optimizer };
  },
  ...stepSizeMethods,
  ...parameterFreeMethods,
};
