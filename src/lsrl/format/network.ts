import { ShapeError } from "../../core/errors.ts";
import type { SparseMatrix } from "../matrix.ts";
import { type AffineMap, Network, type Stage } from "../network/index.ts";
import { parseDocument } from "./document.ts";
import {
  type AffineMapJson,
  type NetworkJson,
  networkFormat,
  networkSchema,
  type StageJson,
} from "./network-schema.ts";
import { boundsFromJson, boundsToJson, vectorFromJson, vectorToJson } from "./numbers.ts";
import { matrixFromJson, matrixToJson } from "./sparse.ts";

/**
 * Writes a compiled network as JSON: labels and bounds are kept, and every number comes back bit for
 * bit.
 *
 * @throws {NumericsError} If a weight is not finite.
 */
export function networkToJson({ inputDim, inputBounds, stages, readout }: Network): NetworkJson {
  return {
    format: networkFormat,
    inputDim,
    ...(inputBounds === undefined ? {} : { inputBounds: boundsToJson(inputBounds) }),
    stages: stages.map((stage, i) => stageToJson(`networkToJson: stages[${i}]`, stage)),
    readout: mapToJson("networkToJson: readout", readout),
  };
}

/**
 * Reads a network that {@link networkToJson}, or another tool, has written.
 *
 * @param json - The parsed JSON; see `networkJsonSchema`.
 * @throws {ConfigError} If it is no such document.
 * @throws {ShapeError} If a stage does not fit the one before it.
 */
export function networkFromJson(json: unknown): Network {
  const document = parseDocument("networkFromJson", networkFormat, networkSchema, json);
  const { inputDim, inputBounds } = document;
  let width = inputDim;
  const stages = document.stages.map((stageJson, i) => {
    const stage = readStage(`networkFromJson: stages[${i}]`, stageJson, width);
    width = stage.width;
    return stage;
  });
  return new Network({
    inputDim,
    inputBounds: inputBounds === undefined ? undefined : boundsFromJson(inputBounds),
    stages,
    readout: readMap("networkFromJson: readout", document.readout, ["m", width]),
  });
}

function stageToJson(subject: string, stage: Stage): StageJson {
  const { labels, bounds } = stage;
  const notes = {
    ...(labels === undefined ? {} : { labels: labels.map((label) => label ?? null) }),
    ...(bounds === undefined ? {} : { bounds: bounds.map(boundsToJson) }),
  };
  switch (stage.kind) {
    case "ReLU":
      return { kind: stage.kind, map: mapToJson(`${subject}.map`, stage.map), ...notes };
    case "Multiplicative":
      return {
        kind: stage.kind,
        gate: mapToJson(`${subject}.gate`, stage.gate),
        value: mapToJson(`${subject}.value`, stage.value),
        ...notes,
      };
    case "LinState":
      return {
        kind: stage.kind,
        A: matrixToJson(`${subject}.A`, stage.A),
        B: matrixToJson(`${subject}.B`, stage.B),
        bias: vectorToJson(`${subject}.bias`, stage.bias),
        initState: vectorToJson(`${subject}.initState`, stage.initState),
        ...notes,
      };
  }
}

function mapToJson(subject: string, { weights, bias }: AffineMap): AffineMapJson {
  return {
    weights: matrixToJson(`${subject}.weights`, weights),
    bias: vectorToJson(`${subject}.bias`, bias),
  };
}

/** @param columns - Units of the stage before, or entries of the token. */
function readStage(subject: string, json: StageJson, columns: number): Stage {
  switch (json.kind) {
    case "ReLU": {
      const map = readMap(`${subject}.map`, json.map, ["m", columns]);
      const width = map.bias.length;
      return { kind: json.kind, map, width, ...readNotes(subject, json, width) };
    }
    case "Multiplicative": {
      const gate = readMap(`${subject}.gate`, json.gate, ["m", columns]);
      const width = gate.bias.length;
      const value = readMap(`${subject}.value`, json.value, [width, columns]);
      return { kind: json.kind, gate, value, width, ...readNotes(subject, json, width) };
    }
    case "LinState": {
      const A = matrixFromJson(json.A);
      const B = matrixFromJson(json.B);
      const bias = vectorFromJson(json.bias);
      const initState = vectorFromJson(json.initState);
      const width = A.rows;
      requireShape(`${subject}.A`, A, [width, width]);
      requireShape(`${subject}.B`, B, [width, columns]);
      requireLength(`${subject}.bias`, bias, width);
      requireLength(`${subject}.initState`, initState, width);
      const notes = readNotes(subject, json, width);
      return { kind: json.kind, A, B, bias, initState, width, ...notes };
    }
  }
}

function readMap(subject: string, json: AffineMapJson, shape: Shape): AffineMap {
  const weights = matrixFromJson(json.weights);
  const bias = vectorFromJson(json.bias);
  requireShape(`${subject}.weights`, weights, shape);
  requireLength(`${subject}.bias`, bias, weights.rows);
  return { weights, bias };
}

function readNotes(
  subject: string,
  { labels, bounds }: StageJson,
  width: number,
): Pick<Stage, "labels" | "bounds"> {
  if (labels !== undefined) requireLength(`${subject}.labels`, labels, width);
  if (bounds !== undefined) requireLength(`${subject}.bounds`, bounds, width);
  return {
    ...(labels === undefined ? {} : { labels: labels.map((label) => label ?? undefined) }),
    ...(bounds === undefined ? {} : { bounds: bounds.map(boundsFromJson) }),
  };
}

/** Rows, where they are known, and columns. */
type Shape = readonly [number | "m", number];

function requireShape(subject: string, { rows, columns }: SparseMatrix, expected: Shape): void {
  if ((expected[0] === "m" || expected[0] === rows) && expected[1] === columns) return;
  throw new ShapeError(subject, { expected, actual: [rows, columns] });
}

function requireLength(subject: string, vector: ArrayLike<unknown>, expected: number): void {
  if (vector.length === expected) return;
  throw new ShapeError(subject, { expected: [expected], actual: [vector.length] });
}
