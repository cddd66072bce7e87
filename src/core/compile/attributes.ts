import type { TFEOpAttr, TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import { CompileError } from "../errors.ts";
import type { Attribute, DataTypeNumber } from "./graph.ts";

/**
 * Type attributes that tfjs-node leaves out or gets wrong, since the eager runtime takes them from
 * the inputs; a graph does not. By operation: attribute, and the input whose dtype it is.
 */
const inferred: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ExpandDims: { T: 0, Tdim: 1 },
  Mean: { T: 0 }, // an int32 input was cast
};

/** Translates the attributes of an operation as tfjs-node gives them to those of a graph's node. */
export function attributesOf(
  binding: TFJSBinding,
  op: string,
  attributes: readonly TFEOpAttr[],
  inputDtypes: readonly DataTypeNumber[],
): Readonly<Record<string, Attribute>> {
  const given = attributes.map((attribute) => [attribute.name, translate(binding, op, attribute)]);
  const implied = Object.entries(inferred[op] ?? {}).map(([name, input]) => [
    name,
    { kind: "type", value: inputDtypes[input] },
  ]);
  return Object.fromEntries([...given, ...implied]);
}

function translate(binding: TFJSBinding, op: string, { name, type, value }: TFEOpAttr): Attribute {
  const kinds = new Map([
    [binding.TF_ATTR_TYPE, "type"],
    [binding.TF_ATTR_INT, "integer"],
    [binding.TF_ATTR_FLOAT, "float"],
    [binding.TF_ATTR_BOOL, "boolean"],
    [binding.TF_ATTR_STRING, "string"],
    [binding.TF_ATTR_SHAPE, "shape"],
  ]);
  const kind = kinds.get(type);
  if (kind === undefined) {
    throw new CompileError(
      `compile: operation ${op} can not be part of a graph, since its attribute ${name} has kind ${type}. ` +
        "Compute it outside and pass the result as an argument.",
    );
  }
  return { kind, value } as Attribute; // as tfjs-node types its attributes
}
