/** How fast a core reads numbers that it adds up: what memory allows a network at most. */

/** Gigabytes a second of sums over an array of that many bytes; the best of ten. */
export function readSpeed(numBytes) {
  const numbers = new Float64Array(Math.ceil(numBytes / 64) * 8).fill(1);
  const repeats = Math.max(1, Math.floor(2 ** 24 / numBytes));
  const times = Array.from({ length: 10 }, () => {
    const start = performance.now();
    for (let i = 0; i < repeats; i += 1) sum(numbers);
    return performance.now() - start;
  });
  return (repeats * numbers.byteLength) / Math.min(...times) / 1e6;
}

/** Eight sums, so that no addition waits for the one before it. */
function sum(numbers) {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < numbers.length; i += 8) {
    a += numbers[i];
    b += numbers[i + 1];
    c += numbers[i + 2];
    d += numbers[i + 3];
    e += numbers[i + 4];
    f += numbers[i + 5];
    g += numbers[i + 6];
    h += numbers[i + 7];
  }
  return a + b + c + d + e + f + g + h;
}
