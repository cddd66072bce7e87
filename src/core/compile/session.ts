import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompileError } from "../errors.ts";
import { encodeSavedModel, type GraphNode } from "./graph.ts";
import type { Backend } from "./handles.ts";

/**
 * Opens a TensorFlow session of a graph.
 *
 * @returns The addon's number of it.
 * @throws {CompileError} If TensorFlow refuses the graph; names the operation.
 */
export function openSession(backend: Backend, nodes: readonly GraphNode[]): number {
  // TensorFlow loads sessions from a folder only.
  const folder = mkdtempSync(join(tmpdir(), "triptych-graph-"));
  try {
    writeFileSync(join(folder, "saved_model.pb"), encodeSavedModel(nodes));
    return backend.loadSavedModelMetaGraph(folder, "serve");
  } catch (cause) {
    throw refusal(cause, nodes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** TensorFlow's message names the node at fault, and the node's name the operation. */
function refusal(cause: unknown, nodes: readonly GraphNode[]): CompileError {
  const reason = reasonOf(cause);
  const culprit = findNode(reason, nodes);
  const operation = culprit ? `operation ${culprit.op}` : "an operation";
  return new CompileError(
    `compile: ${operation} can not be part of a graph: ${reason}. Compute it outside and pass the result as an argument.`,
    culprit?.name,
    { cause },
  );
}

/** The node that a message names first. */
export function findNode(message: string, nodes: readonly GraphNode[]): GraphNode | undefined {
  const words = message.split(/[^\w/]+/);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const name = words.find((word) => byName.has(word));
  return name === undefined ? undefined : byName.get(name);
}

/** What TensorFlow says of a failure, without the addon's words around it. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^Failed to load SavedModel: |^Session fail to run with error: /, "")
    .replace(/\.$/, "");
}
