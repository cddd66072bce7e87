/**
 * A number for reading: at most `digits` significant digits, powers of ten for the very large and the
 * very small, a real minus sign.
 */
export function numberText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "\u221e" : "\u2212\u221e";
  const rounded = Number(value.toPrecision(digits));
  const magnitude = Math.abs(rounded);
  const isPlain = magnitude === 0 || (magnitude >= 1e-3 && magnitude < 1e5);
  const isWhole = Number.isInteger(value) && Math.abs(value) < 1e5;
  const text = isWhole ? String(value) : isPlain ? String(rounded) : powerText(rounded);
  return text.replace("-", "\u2212").replace("e-", "e\u2212");
}

/** A count for reading: 950, 1.2k, 34k, 5.6M. */
export function countText(count: number): string {
  if (count < 1000) return String(count);
  const [scale, suffix] = count < 1e6 ? [1e3, "k"] : count < 1e9 ? [1e6, "M"] : [1e9, "G"];
  const scaled = count / scale;
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${suffix}`;
}

/** `1e10`, not `1e+10`. */
function powerText(value: number): string {
  return value.toExponential().replace("e+", "e");
}
