/** `1 / (1 + exp(-x))`; an overflow of the exponential gives 0. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** `x sigmoid(x)`, written so that an overflow of the exponential gives 0. */
export function silu(x: number): number {
  return x / (1 + Math.exp(-x));
}

/** `log(1 + exp(x))`; as in torch, `x` itself above 20. */
export function softplus(x: number): number {
  return x > 20 ? x : Math.log1p(Math.exp(x));
}

/** The tanh approximation of `x` times the normal distribution function at `x`. */
export function geluTanh(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}
