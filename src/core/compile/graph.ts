import { ProtobufWriter } from "./protobuf.ts";

/** TensorFlow's number of a dtype (`DataType` in types.proto). */
export type DataTypeNumber = number;

/** Host values of a constant. */
export interface ConstantValue {
  readonly dtype: DataTypeNumber;
  readonly shape: readonly number[];
  /** Row-major; as many bytes as the shape and dtype ask for, or a single entry that fills it. */
  readonly content: Uint8Array;
  readonly isFilled: boolean;
}

/** An attribute of a node, by kind. */
export type Attribute =
  | { readonly kind: "type"; readonly value: DataTypeNumber }
  | { readonly kind: "integer" | "float"; readonly value: number | readonly number[] }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "shape"; readonly value: readonly number[] }
  | { readonly kind: "constant"; readonly value: ConstantValue };

/** An operation of a graph. */
export interface GraphNode {
  readonly name: string;
  /** Name in TensorFlow's registry. */
  readonly op: string;
  /** `node:output`, and after all of these `^node` for what must have run before. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

// Field numbers of saved_model.proto, meta_graph.proto, graph.proto, node_def.proto,
// attr_value.proto, tensor.proto and tensor_shape.proto.

/** Writes a graph as the file `saved_model.pb` that TensorFlow loads a session from. */
export function encodeSavedModel(nodes: readonly GraphNode[]): Uint8Array {
  const PRODUCER = 1882; // graph version of TensorFlow 2.16; later ones read it, too
  return new ProtobufWriter()
    .integer(1, 1) // saved_model_schema_version
    .message(2, (metaGraph) =>
      metaGraph
        .message(1, (info) => info.string(4, "serve"))
        .message(2, (graph) => {
          for (const node of nodes) graph.message(1, (writer) => writeNode(writer, node));
          graph.message(4, (versions) => versions.integer(1, PRODUCER));
        }),
    )
    .finish();
}

function writeNode(writer: ProtobufWriter, { name, op, inputs, attributes }: GraphNode): void {
  writer.string(1, name).string(2, op);
  for (const input of inputs) writer.string(3, input);
  for (const [key, attribute] of Object.entries(attributes)) {
    writer.message(5, (entry) =>
      entry.string(1, key).message(2, (value) => writeAttribute(value, attribute)),
    );
  }
}

function writeAttribute(writer: ProtobufWriter, attribute: Attribute): void {
  switch (attribute.kind) {
    case "type":
      writer.integer(6, attribute.value);
      break;
    case "integer":
      writeNumbers(writer, attribute.value, { single: 3, list: 3, write: "integer" });
      break;
    case "float":
      writeNumbers(writer, attribute.value, { single: 4, list: 4, write: "float" });
      break;
    case "boolean":
      writer.boolean(5, attribute.value);
      break;
    case "string":
      writer.string(2, attribute.value);
      break;
    case "shape":
      writer.message(7, (shape) => writeShape(shape, attribute.value));
      break;
    case "constant":
      writer.message(8, (tensor) => writeConstant(tensor, attribute.value));
      break;
  }
}

function writeNumbers(
  writer: ProtobufWriter,
  value: number | readonly number[],
  fields: { readonly single: number; readonly list: number; readonly write: "integer" | "float" },
): void {
  if (typeof value === "number") writer[fields.write](fields.single, value);
  else {
    writer.message(1, (list) => {
      for (const entry of value) list[fields.write](fields.list, entry);
    });
  }
}

function writeShape(writer: ProtobufWriter, shape: readonly number[]): void {
  for (const size of shape) writer.message(2, (dimension) => dimension.integer(1, size));
}

function writeConstant(
  writer: ProtobufWriter,
  { dtype, shape, content, isFilled }: ConstantValue,
): void {
  writer.integer(1, dtype).message(2, (dimensions) => writeShape(dimensions, shape));
  if (!isFilled) writer.bytes(4, content);
  else writeFill(writer, dtype, content);
}

/** A list of one value, which TensorFlow repeats to fill the shape. */
function writeFill(writer: ProtobufWriter, dtype: DataTypeNumber, content: Uint8Array): void {
  const view = new DataView(content.buffer, content.byteOffset);
  const FLOAT = 1;
  const INT32 = 3;
  if (dtype === FLOAT) writer.float(5, view.getFloat32(0, true));
  else if (dtype === INT32) writer.integer(7, view.getInt32(0, true));
  else writer.boolean(11, content[0] !== 0);
}
