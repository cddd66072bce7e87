export type { Branch } from "./branches.ts";
export { eq, larger, neq, smaller } from "./compare.ts";
export { constant } from "./constant.ts";
export {
  type Constants,
  type PresetName,
  presets,
  type SelectOptions,
  type StepOptions,
} from "./constants.ts";
export { type CounterOptions, counter } from "./counter.ts";
export { type DivideOptions, divide, product } from "./divide.ts";
export { ifElse } from "./if-else.ts";
export { ifElseMul } from "./if-else-mul.ts";
export { ifElseStep } from "./if-else-step.ts";
export { ifEq } from "./if-eq.ts";
export { type KeepOptions, keepUnless } from "./keep-unless.ts";
export { and, not, or } from "./logic.ts";
export { type ModuloOptions, modulo } from "./modulo.ts";
export {
  type ModuloCounterOptions,
  type ModuloKind,
  moduloCounter,
  valueOfOneHot,
} from "./modulo-counter.ts";
export {
  type CycleKind,
  type OneHotOptions,
  oneHotCounter,
  rotationStepScale,
} from "./one-hot-counter.ts";
export { oneHotOf } from "./one-hot-of.ts";
export { reluIdentity } from "./relu-identity.ts";
export { bump, step } from "./step.ts";
export { accumulate, lastValues, repeat, sumEntries } from "./vectors.ts";
