import type { Random } from "../../core/random.ts";
import type { PackedNetwork } from "../network/index.ts";

/**
 * Adds normal noise to every entry of every matrix and constant vector that is not 0; the start of
 * the states and all zeros stay.
 *
 * @param sigma - Standard deviation, >= 0.
 * @see Petrov et al. 2024 (LSRL), section 5.
 */
export function perturb(network: PackedNetwork, sigma: number, random: Random): PackedNetwork {
  const noisy = (value: number) => (value === 0 ? 0 : value + random.normal(0, sigma));
  return { ...network, values: network.values.map(noisy), bias: network.bias.map(noisy) };
}
