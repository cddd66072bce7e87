import type { Runtime } from "node:inspector";
import type { Session } from "node:inspector/promises";
import { evaluate } from "./evaluation.ts";
import { type Frame, scopesOf } from "./frames.ts";
import { globalVariables, setGlobal } from "./globals.ts";
import { type Arguments, type Handlers, numberOf, textOf } from "./protocol.ts";
import type { Stops } from "./stops.ts";
import type { Variables } from "./variables.ts";

/** Milliseconds that what the user types may take, and what a front end asks by itself. */
const patience = { typed: 10_000, asked: 1000 };

/** What the program's values are read from. */
interface Program {
  readonly session: Session;
  readonly stops: Stops;
  readonly variables: Variables;
}

/** Requests about variables, and to evaluate expressions. */
export function valueRequests({ session, stops, variables }: Program): Handlers {
  const evaluateIn = (expression: string, frame: Frame) =>
    evaluateTyped(session, expression, frame);

  return {
    scopes: (given) => ({
      scopes: scopesOf(stops.frame(numberOf(given, "frameId")), variables, evaluateIn),
    }),
    variables: async (given) => {
      const container = variables.at(numberOf(given, "variablesReference"));
      const count = numberOf(given, "count", 0);
      const range = { start: numberOf(given, "start", 0), count };
      return { variables: await container.list(count === 0 ? undefined : range) };
    },
    setVariable: (given) => {
      const container = variables.at(numberOf(given, "variablesReference"));
      return container.set(textOf(given, "name"), textOf(given, "value"));
    },
    evaluate: async (given) => {
      const { context } = given;
      const isTyped = context === undefined || context === "repl";
      const object = await evaluate(session, textOf(given, "expression"), {
        callFrameId: frameOf(given, stops)?.call.callFrameId,
        timeout: isTyped ? patience.typed : patience.asked,
        isPure: context === "hover",
      });
      const { value, type, variablesReference } = variables.variableOf("", object);
      return { result: value, type, variablesReference };
    },
    inspectVariables: async () => {
      if (stops.current === undefined) variables.clear();
      return { variables: await globalVariables(session, variables) };
    },
    // The value as a cell would show it.
    richInspectVariables: async (given) => {
      const frame = stops.current === undefined ? undefined : frameOf(given, stops);
      const expression = `__triptych.format(${textOf(given, "variableName")})`;
      const { value } = await evaluate(session, expression, {
        callFrameId: frame?.call.callFrameId,
        timeout: patience.asked,
        returnByValue: true,
      });
      return value;
    },
    copyToGlobals: async (given) => {
      const frame = stops.frame(numberOf(given, "srcFrameId"));
      const value = await evaluateIn(textOf(given, "srcVariableName"), frame);
      await setGlobal(session, textOf(given, "dstVariableName"), value);
    },
  };
}

/** Evaluates what the user has typed; without a frame, in the global scope. */
export function evaluateTyped(
  session: Session,
  expression: string,
  frame: Frame | undefined,
): Promise<Runtime.RemoteObject> {
  const callFrameId = frame?.call.callFrameId;
  return evaluate(session, expression, { callFrameId, timeout: patience.typed });
}

function frameOf(given: Arguments, stops: Stops): Frame | undefined {
  return given["frameId"] === undefined ? undefined : stops.frame(numberOf(given, "frameId"));
}
