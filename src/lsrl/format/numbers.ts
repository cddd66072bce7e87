import { z } from "zod";
import { NumericsError } from "../../core/errors.ts";
import type { Bounds } from "../language/index.ts";

/** The greatest dimension that a file may ask for: a slip of the pen must not exhaust the memory. */
const maxDimension = 2 ** 24;

/** A dimension of a vector. */
export const dimensionSchema = z.int().min(1).max(maxDimension);

/** A vector; its numbers come back bit for bit. JSON text loses the sign of -0: hence the string. */
export const vectorSchema = z
  .array(z.union([z.number(), z.literal("-0")], { error: 'expected a finite number or "-0"' }))
  .meta({ id: "Vector", description: 'Finite numbers; negative zero is the string "-0".' });

const boundSchema = z.union([z.number(), z.enum(["-0", "-Infinity", "Infinity"])], {
  error: 'expected a number, "-0", "-Infinity" or "Infinity"',
});

/** Bounds of a value. */
export const boundsSchema = z
  .strictObject({ min: boundSchema, max: boundSchema })
  .refine(({ min, max }) => Number(min) <= Number(max), { error: "min must be <= max" })
  .meta({
    id: "Bounds",
    description: 'The least and the greatest value that an entry can have; "Infinity" is none.',
  });

type VectorJson = z.infer<typeof vectorSchema>;
type BoundsJson = z.infer<typeof boundsSchema>;

/**
 * @param subject - Names the vector in messages.
 * @throws {NumericsError} If an entry is not finite.
 */
export function vectorToJson(subject: string, vector: ArrayLike<number>): VectorJson {
  return Array.from(vector, (value) => {
    if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : value;
    throw new NumericsError(`${subject} must hold finite numbers, got ${value}`, {
      tensor: subject,
    });
  });
}

export function vectorFromJson(json: VectorJson): Float64Array {
  return Float64Array.from(json, Number);
}

export function boundsToJson({ min, max }: Bounds): BoundsJson {
  return { min: boundToJson(min), max: boundToJson(max) };
}

export function boundsFromJson({ min, max }: BoundsJson): Bounds {
  return { min: Number(min), max: Number(max) };
}

function boundToJson(value: number): BoundsJson["min"] {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : value;
  return value < 0 ? "-Infinity" : "Infinity";
}
