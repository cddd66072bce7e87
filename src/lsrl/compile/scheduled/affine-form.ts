/** `sum coefficients[i] * units[i] + constant`, in units of a {@link UnitGraph}. */
export interface AffineForm {
  /** Ascending. */
  readonly units: Int32Array;
  /** None is 0. */
  readonly coefficients: Float64Array;
  readonly constant: number;
}

const noUnits = new Int32Array(0);
const noCoefficients = new Float64Array(0);

/** A form that is a number. */
export function constantForm(constant: number): AffineForm {
  return { units: noUnits, coefficients: noCoefficients, constant };
}

/** A form that is one unit. */
export function unitForm(unit: number): AffineForm {
  return { units: Int32Array.of(unit), coefficients: Float64Array.of(1), constant: 0 };
}

/** The unit that a form is equal to, if there is one. */
export function asUnit({ units, coefficients, constant }: AffineForm): number | undefined {
  return units.length === 1 && coefficients[0] === 1 && constant === 0 ? units[0] : undefined;
}

/** Adds up multiples of forms; one of them serves a whole compilation, so that nothing is allocated. */
export class FormSum {
  #sums = new Float64Array(256);
  #isTouched = new Uint8Array(256);
  #touched: number[] = [];
  #constant = 0;

  /** Starts a sum with a constant. */
  start(constant: number): void {
    this.#constant = constant;
  }

  /** Adds `factor * form`. */
  add(factor: number, { units, coefficients, constant }: AffineForm): void {
    const last = units.at(-1);
    if (last !== undefined && last >= this.#sums.length) this.#grow(last + 1);
    for (let i = 0; i < units.length; i += 1) {
      const unit = units[i]!;
      if (this.#isTouched[unit] === 0) {
        this.#isTouched[unit] = 1;
        this.#touched.push(unit);
      }
      this.#sums[unit]! += factor * coefficients[i]!;
    }
    this.#constant += factor * constant;
  }

  /** The sum; units that cancel are gone. */
  finish(): AffineForm {
    const touched = this.#touched.sort((a, b) => a - b);
    const kept = touched.filter((unit) => this.#sums[unit] !== 0);
    const coefficients = Float64Array.from(kept, (unit) => this.#sums[unit]!);
    for (const unit of touched) {
      this.#sums[unit] = 0;
      this.#isTouched[unit] = 0;
    }
    this.#touched = [];
    return { units: Int32Array.from(kept), coefficients, constant: this.#constant };
  }

  #grow(length: number): void {
    const sums = new Float64Array(2 * length);
    const isTouched = new Uint8Array(2 * length);
    sums.set(this.#sums);
    isTouched.set(this.#isTouched);
    this.#sums = sums;
    this.#isTouched = isTouched;
  }
}

/** Whether two forms are the same, number for number. */
export function equalForms(a: AffineForm, b: AffineForm): boolean {
  if (a === b) return true;
  if (a.constant !== b.constant || a.units.length !== b.units.length) return false;
  for (let i = 0; i < a.units.length; i += 1) {
    if (a.units[i] !== b.units[i] || a.coefficients[i] !== b.coefficients[i]) return false;
  }
  return true;
}

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

/** A hash of a number, to be mixed with others. */
export function hashNumber(hash: number, value: number): number {
  float[0] = value === 0 ? 0 : value; // -0 is 0
  const mixed = Math.imul(hash ^ words[0]!, 0x01000193) ^ words[1]!;
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}

/** A hash of a form; equal forms have equal hashes. */
export function hashForm(form: AffineForm): number {
  let hash = hashNumber(17, form.constant);
  for (let i = 0; i < form.units.length; i += 1) {
    hash = hashNumber(Math.imul(hash, 31) + form.units[i]!, form.coefficients[i]!);
  }
  return hash;
}
