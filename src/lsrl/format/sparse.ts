import { z } from "zod";
import { NumericsError } from "../../core/errors.ts";
import { SparseMatrix } from "../matrix.ts";
import { dimensionSchema } from "./numbers.ts";

const indexSchema = z.int().min(0);

/** A matrix in compressed sparse rows, as `scipy.sparse.csr_matrix` takes it. */
export const matrixSchema = z
  .strictObject({
    rows: dimensionSchema,
    columns: dimensionSchema,
    rowStarts: z.array(indexSchema).describe("[rows + 1]: where the entries of each row start"),
    entryColumns: z.array(indexSchema).describe("column of each entry, ascending within a row"),
    values: z.array(z.number()).describe("value of each entry; none is 0"),
  })
  .superRefine((matrix, context) => {
    const fault = findFault(matrix);
    if (fault !== undefined) {
      context.addIssue({ code: "custom", path: [fault.field], message: fault.message });
    }
  })
  .meta({
    id: "SparseMatrix",
    description:
      "Compressed sparse rows: csr_matrix((values, entryColumns, rowStarts), (rows, columns)).",
  });

type MatrixJson = z.infer<typeof matrixSchema>;

/**
 * @param subject - Names the matrix in messages.
 * @throws {NumericsError} If an entry is not finite.
 */
export function matrixToJson(subject: string, matrix: SparseMatrix): MatrixJson {
  const { rows, columns, rowStarts, entryColumns, values } = matrix;
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new NumericsError(`${subject} must hold finite numbers, got ${wrong}`, {
      tensor: subject,
    });
  }
  return {
    rows,
    columns,
    rowStarts: Array.from(rowStarts),
    entryColumns: Array.from(entryColumns),
    values: Array.from(values),
  };
}

export function matrixFromJson({
  rows,
  columns,
  rowStarts,
  entryColumns,
  values,
}: MatrixJson): SparseMatrix {
  return new SparseMatrix(
    rows,
    columns,
    Int32Array.from(rowStarts),
    Int32Array.from(entryColumns),
    Float64Array.from(values),
  );
}

interface Fault {
  readonly field: keyof MatrixJson;
  readonly message: string;
}

function findFault({
  rows,
  columns,
  rowStarts,
  entryColumns,
  values,
}: MatrixJson): Fault | undefined {
  if (rowStarts.length !== rows + 1) {
    return { field: "rowStarts", message: `expected rows + 1 numbers, got ${rowStarts.length}` };
  }
  if (entryColumns.length !== values.length) {
    return { field: "entryColumns", message: `expected one for each of ${values.length} values` };
  }
  const isAscending = rowStarts.every((start, i) => i === 0 || start >= rowStarts[i - 1]!);
  if (rowStarts[0] !== 0 || rowStarts[rows] !== values.length || !isAscending) {
    return {
      field: "rowStarts",
      message: `expected numbers ascending from 0 to ${values.length}, the number of values`,
    };
  }
  for (let i = 0; i < rows; i += 1) {
    let least = 0;
    for (let k = rowStarts[i]!; k < rowStarts[i + 1]!; k += 1) {
      const column = entryColumns[k]!;
      if (column < least || column >= columns) {
        return {
          field: "entryColumns",
          message: `expected columns ascending and < ${columns} in row ${i}, got ${column}`,
        };
      }
      least = column + 1;
    }
  }
  const isZero = values.includes(0);
  return isZero ? { field: "values", message: "expected numbers other than 0, got 0" } : undefined;
}
