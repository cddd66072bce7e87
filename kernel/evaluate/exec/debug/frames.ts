import type { Debugger, Runtime } from "node:inspector";
import { withUserNames } from "../compile/index.ts";
import { isUserGlobal } from "./globals.ts";
import type { Scope, StackFrame, Variable } from "./protocol.ts";
import type { Place, Scripts } from "./scripts.ts";
import type { Container, Variables } from "./variables.ts";

/** A call that is under way, in a text of the user. */
export interface Frame extends StackFrame {
  readonly call: Debugger.CallFrame;
  /** The names that the cell declares, where this is its outermost code. */
  readonly cellNames: ReadonlySet<string> | undefined;
}

/** Evaluates an expression in a frame. */
type Evaluate = (expression: string, frame: Frame) => Promise<Runtime.RemoteObject>;

/** The user's own frames, from the innermost on. */
export function framesOf(calls: readonly Debugger.CallFrame[], scripts: Scripts): Frame[] {
  const found = calls.flatMap((call) => {
    const place = placeOf(call, scripts);
    return place === undefined ? [] : { call, place };
  });
  return found.map(({ call, place: { path, line, column } }, index) => {
    const url = scripts.urlOf(call.location.scriptId);
    const cell = cellOf(call, url, scripts);
    const name = cell === undefined ? "(anonymous)" : url.slice(0, -".ts".length);
    return {
      id: index + 1,
      name: call.functionName || name,
      source: { path },
      line,
      column,
      call,
      cellNames: cell && new Set(cell.names),
    };
  });
}

/** Whether the innermost call is in a text of the user. */
export function isUserPlace(call: Debugger.CallFrame | undefined, scripts: Scripts): boolean {
  return call !== undefined && placeOf(call, scripts) !== undefined;
}

function placeOf({ location }: Debugger.CallFrame, scripts: Scripts): Place | undefined {
  return scripts.placeOf(scripts.urlOf(location.scriptId), positionOf(location));
}

/** The cell whose outermost code this is: the function around it begins in text of ours. */
function cellOf({ functionLocation }: Debugger.CallFrame, url: string, scripts: Scripts) {
  const cell = scripts.cellAt(url);
  if (functionLocation === undefined || cell === undefined) return undefined;
  return scripts.placeOf(url, positionOf(functionLocation)) === undefined ? cell : undefined;
}

function positionOf({ lineNumber, columnNumber = 0 }: Debugger.Location) {
  return { line: lineNumber + 1, column: columnNumber + 1 };
}

/** A part of what a frame sees: one of the engine's scopes, or some names of it. */
interface Part {
  readonly scope: string;
  readonly objectId: string;
  readonly isWanted: (property: Runtime.PropertyDescriptor) => boolean;
}

/** The scopes of a frame. Variables of a cell are its locals, and those of other cells globals. */
export function scopesOf(frame: Frame, variables: Variables, evaluate: Evaluate): Scope[] {
  const parts = frame.call.scopeChain.flatMap((scope) => partsOf(frame, scope));
  const names = [...new Set(["Locals", ...parts.map(({ scope }) => scope)])];
  return names.map((name) => ({
    name,
    variablesReference: variables.add(scopeContainer(name, parts, frame, variables, evaluate)),
    expensive: false,
  }));
}

function partsOf({ cellNames }: Frame, { type, object }: Debugger.Scope): Part[] {
  const { objectId } = object;
  if (objectId === undefined) return [];
  const all = () => true;
  switch (type) {
    case "global":
      return [{ scope: "Globals", objectId, isWanted: isUserGlobal }];
    case "script": {
      const own = ({ name }: Runtime.PropertyDescriptor) => cellNames?.has(name) === true;
      const rest = { scope: "Globals", objectId, isWanted: all };
      return cellNames === undefined
        ? [rest]
        : [{ scope: "Locals", objectId, isWanted: own }, rest];
    }
    case "module":
      return [{ scope: "Module", objectId, isWanted: all }];
    case "closure":
      return [{ scope: "Closure", objectId, isWanted: all }];
    default:
      return [{ scope: "Locals", objectId, isWanted: ({ name }) => name !== "__result" }];
  }
}

/** A name that an inner scope hides is not listed: an expression could not reach it. */
function scopeContainer(
  scope: string,
  parts: readonly Part[],
  frame: Frame,
  variables: Variables,
  evaluate: Evaluate,
): Container {
  return {
    list: async (range) => {
      const seen = new Set<string>();
      const listed: Variable[] = scope === "Locals" ? specialVariables(frame, variables) : [];
      for (const part of parts) {
        const found = (await variables.properties(part.objectId)).filter(part.isWanted);
        for (const { name, value } of found) {
          if (seen.has(name) || value === undefined) continue;
          seen.add(name);
          if (part.scope === scope)
            listed.push(variables.variableOf(withUserNames(name), value, withUserNames(name)));
        }
      }
      return range === undefined ? listed : listed.slice(range.start, range.start + range.count);
    },
    set: async (name, expression) =>
      variables.variableOf(name, await evaluate(`${name} = (${expression}\n)`, frame), name),
  };
}

function specialVariables({ call }: Frame, variables: Variables): Variable[] {
  const listed: Variable[] = [];
  if (call.returnValue !== undefined) {
    listed.push(variables.variableOf("(returned)", call.returnValue));
  }
  const { type, className } = call.this;
  if (type !== "undefined" && className !== "global") {
    listed.push(variables.variableOf("this", call.this, "this"));
  }
  return listed;
}
