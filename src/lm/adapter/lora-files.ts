import { assembleLora, createMatrices, type Lora } from "../model/lora.ts";
import { projectionKey } from "../model/model.ts";
import type { Adapter, AdapterBase, AdapterMatrices } from "./adapter.ts";

/** Copies an adapter to the host, to write it with `encodeAdapter`. */
export function saveLora(lora: Lora, base: AdapterBase): Adapter {
  const { rank, alpha, dropout, targets, layers } = lora;
  const matrices = layers.flatMap((layer, i) =>
    targets.flatMap((target): [string, AdapterMatrices][] => {
      const factors = layer[target];
      if (factors === undefined) return [];
      const [a, b] = [factors.a, factors.b].map((factor) => factor.dataSync<"float32">().slice());
      return [[projectionKey(i, target), { a: a!, b: b! }]];
    }),
  );
  return { rank, alpha, dropout, targets, matrices: Object.fromEntries(matrices), base };
}

/** Gives the model of `numLayers` layers an adapter that `decodeAdapter` read; dispose it after use. */
export function restoreLora(adapter: Adapter, numLayers: number): Lora {
  const { rank, alpha, dropout, targets, matrices } = adapter;
  const layers = Array.from({ length: numLayers }, (_, i) =>
    Object.fromEntries(
      targets.flatMap((target) => {
        const factors = matrices[projectionKey(i, target)];
        return factors ? [[target, createMatrices(factors.a, factors.b, rank)] as const] : [];
      }),
    ),
  );
  return assembleLora({ rank, alpha, dropout, targets, layers });
}
