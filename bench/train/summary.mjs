/** Figures of rounds and processes, and the marks they are held against. */

/** At most these multiples of PyTorch's op-by-op step. */
export const MARKS = { time: 1, memory: 1.2, overhead: 0.1 };

/** Medians and best rounds, and the ratios of ours to PyTorch's op by op. */
export function summariseTimes({ model, method, steps, times }) {
  const of = (take) =>
    Object.fromEntries(Object.entries(times).map(([name, values]) => [name, take(values)]));
  const [medianMs, bestMs] = [of(median), of(least)];
  return {
    model,
    method,
    steps,
    medianMs,
    bestMs,
    medianRatio: divideByTorch(medianMs),
    bestRatio: divideByTorch(bestMs),
  };
}

/** What BORAT takes beyond SGD at as many passes, as a share of SGD's step. */
export function summariseOverhead(rows) {
  const sgd = rows.find(({ method }) => method === "sgd");
  return rows
    .filter(({ method }) => method.startsWith("borat"))
    .map(({ model, method, medianMs, bestMs }) => ({
      model,
      method,
      median: subtract(medianMs, sgd.medianMs),
      best: subtract(bestMs, sgd.bestMs),
    }));
}

/** Peaks, and what training added to a process that had loaded its library, with ratios. */
export function summariseMemory({ model, method }, measured) {
  const of = (take) =>
    Object.fromEntries(Object.entries(measured).map(([name, value]) => [name, take(value)]));
  const peakMb = of((value) => value.peakMb);
  const addedMb = of((value) => value.peakMb - value.loadedMb);
  return {
    model,
    method,
    peakMb,
    addedMb,
    peakRatio: divideByTorch(peakMb),
    addedRatio: divideByTorch(addedMb),
  };
}

/** Ours, op by op and compiled, over PyTorch's op by op. */
function divideByTorch({ eager, compiled, torch }) {
  return { eager: quotient(eager, torch), compiled: quotient(compiled, torch) };
}

function subtract(values, base) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const ratio = quotient(value, base[name]);
      return [name, ratio === undefined ? undefined : ratio - 1];
    }),
  );
}

function quotient(a, b) {
  return a === undefined || b === undefined ? undefined : a / b;
}

export function median(values) {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

function least(values) {
  return values.length === 0 ? undefined : Math.min(...values);
}
