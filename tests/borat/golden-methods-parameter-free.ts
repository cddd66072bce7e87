import { z } from "zod";
import {
  dadaptAdam,
  dadaptSgd,
  dog,
  ldog,
  prodigy,
  scheduleFreeAdamw,
  scheduleFreeSgd,
} from "../../src/optim/index.ts";
import type { Build } from "./golden-method.ts";

const positive = z.number().positive();

const prodigyHyper = z.strictObject({
  d0: positive.default(1e-6),
  d_coef: positive.default(1),
  weight_decay: z.number().default(0),
  use_bias_correction: z.boolean().default(false),
  safeguard_warmup: z.boolean().default(false),
});

const dogHyper = z.strictObject({ reps_rel: positive.default(1e-6) });

const dadaptHyper = z.strictObject({ d0: positive });

const scheduleFreeHyper = z.strictObject({
  lr: positive.optional(),
  weight_decay: z.number().default(0),
  warmup_steps: z.number().default(0),
});

function buildDog(factory: typeof dog): Build {
  return (variables, hyper) => {
    const { reps_rel } = dogHyper.parse(hyper);
    return { optimizer: factory(variables, { initialMovement: reps_rel }) };
  };
}

function buildDadapt(factory: typeof dadaptAdam | typeof dadaptSgd): Build {
  return (variables, hyper) => {
    const { d0 } = dadaptHyper.parse(hyper);
    return { optimizer: factory(variables, { initialDistance: d0 }) };
  };
}

function buildScheduleFree(factory: typeof scheduleFreeAdamw | typeof scheduleFreeSgd): Build {
  return (variables, hyper) => {
    const { lr, weight_decay, warmup_steps } = scheduleFreeHyper.parse(hyper);
    const optimizer = factory(variables, {
      ...(lr === undefined ? {} : { learningRate: lr }),
      weightDecay: weight_decay,
      warmupSteps: warmup_steps,
    });
    return { optimizer };
  };
}

/** How to build the methods that need no learning rate or no schedule. */
export const parameterFreeMethods: Readonly<Record<string, Build>> = {
  prodigy: (variables, hyper) => {
    const settings = prodigyHyper.parse(hyper);
    const optimizer = prodigy(variables, {
      initialDistance: settings.d0,
      distanceFactor: settings.d_coef,
      weightDecay: settings.weight_decay,
      biasCorrection: settings.use_bias_correction,
      safeguardWarmup: settings.safeguard_warmup,
    });
    return { optimizer };
  },
  dog: buildDog(dog),
  ldog: buildDog(ldog),
  dadapt_adam: buildDadapt(dadaptAdam),
  dadapt_sgd: buildDadapt(dadaptSgd),
  schedulefree_adamw: buildScheduleFree(scheduleFreeAdamw),
  schedulefree_sgd: buildScheduleFree(scheduleFreeSgd),
};
