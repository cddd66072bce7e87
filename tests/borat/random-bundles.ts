import { createRandom } from "../../src/core/index.ts";

/** A dual problem with the gradients it comes from. */
export interface RandomBundle {
  readonly name: string;
  readonly grads: readonly (readonly number[])[];
  readonly gram: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly eta: number;
}

/** The dual problem of gradients. */
export function bundleOf(
  name: string,
  grads: readonly (readonly number[])[],
  b: readonly number[],
  eta: number,
): RandomBundle {
  const gram = grads.map((g) => grads.map((h) => g.reduce((sum, x, k) => sum + x * h[k]!, 0)));
  return { name, grads, gram, b, eta };
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** `(1 / (2 eta)) ||u||^2 + max_n (b_n + g_n . u)` at the step `u` of the weights. */
export function primal({ grads, b, eta }: RandomBundle, alpha: readonly number[]): number {
  const step = grads[0]!.map((_, k) => -eta * sum(grads.map((g, i) => alpha[i]! * g[k]!)));
  const pieces = grads.map((g, i) => b[i]! + sum(g.map((x, k) => x * step[k]!)));
  return sum(step.map((x) => x * x)) / (2 * eta) + Math.max(0, ...pieces);
}

/** `sum_i alpha_i g_i`, unique even where the weights are not. */
export function combine({ grads }: RandomBundle, alpha: readonly number[]): readonly number[] {
  return grads[0]!.map((_, k) => sum(grads.map((g, i) => alpha[i]! * g[k]!)));
}

/** Adds pieces equal to the constant, which change neither the step nor the value. */
export function padWithZeros({ name, grads, b, eta }: RandomBundle, size: number): RandomBundle {
  const zeros = Array.from({ length: size - b.length }, () => 0);
  const padding = zeros.map(() => grads[0]!.map(() => 0));
  return bundleOf(name, [...grads, ...padding], [...b, ...zeros], eta);
}

/** Bundles of 2 to 7 pieces; fewer dimensions than pieces make them rank-deficient. */
export function smallBundles(count: number): readonly RandomBundle[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = createRandom(seed);
    const size = 1 + random.integer(6);
    const dimensions = 1 + random.integer(8);
    const scale = 10 ** random.uniform(-8, 8);
    const grads = Array.from({ length: size }, () =>
      Array.from({ length: dimensions }, () => scale * random.normal()),
    );
    if (seed % 5 === 0) grads[0] = grads.at(-1)!; // duplicate gradients
    if (seed % 7 === 0) grads[0] = grads[0]!.map(() => 0);
    const eta = 10 ** random.uniform(-2, 2);
    const b = grads.map(() => scale * scale * eta * random.uniform(-0.5, 2));
    return bundleOf(`seed ${seed}, N = ${size + 1}`, grads, b, eta);
  });
}

const kinds = ["normal", "scales 1e-8..1e8", "nearly parallel", "duplicates", "zeros", "decaying"];

/** Bundles of 9 to 40 pieces of each kind in turn, in 1 to 60 dimensions. */
export function largeBundles(count: number): readonly RandomBundle[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = createRandom(seed);
    const kind = kinds[seed % kinds.length]!;
    const size = 8 + random.integer(32);
    const dimensions = 1 + random.integer(60);
    const normals = () => Array.from({ length: dimensions }, () => random.normal());
    const first = normals();
    const grads = Array.from({ length: size }, (_, i) => {
      const g = normals();
      if (kind === "scales 1e-8..1e8") {
        const scale = 10 ** random.uniform(-8, 8);
        return g.map((x) => scale * x);
      }
      const distance = 10 ** random.uniform(-8, 0);
      if (kind === "nearly parallel") return g.map((x, k) => first[k]! + distance * x);
      if (kind === "duplicates" && i % 2 === 1) return first;
      if (kind === "zeros" && i % 3 === 0) return g.map(() => 0);
      if (kind === "decaying") return g.map((x, k) => (first[k]! + x) * 1e-8 ** (k / dimensions));
      return g;
    });
    const eta = 10 ** random.uniform(-2, 2);
    // Half of them as of losses that one point brings to 0, where many pieces are in use.
    const solution = normals();
    const b = grads.map((g) =>
      seed % 4 < 2
        ? Math.abs(sum(g.map((x, k) => x * solution[k]!)))
        : eta * sum(g.map((x) => x * x)) * random.uniform(-0.5, 2),
    );
    return bundleOf(`seed ${seed}, ${kind}, N = ${size + 1}`, grads, b, eta);
  });
}
