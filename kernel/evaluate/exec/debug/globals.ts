import type { Runtime } from "node:inspector";
import type { Session } from "node:inspector/promises";
import { withUserNames } from "../compile/index.ts";
import { DebugError, type Variable } from "./protocol.ts";
import { argumentOf, type Variables } from "./variables.ts";

/** This thread has the same globals as the main thread, and none of the user's. */
const builtIn = new Set(Object.keys(globalThis));
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** The notebook's variables, and what the user has put on `globalThis`. */
export async function globalVariables(session: Session, variables: Variables): Promise<Variable[]> {
  const declared = await declaredNames(session);
  const { result } = await session.post("Runtime.evaluate", {
    expression: `({ ${declared.join(", ")} })`,
  });
  const own = await variables.properties(result.objectId ?? "");
  const rest = await variables.properties(await globalObject(session));
  return [...own, ...rest.filter(isUserGlobal)].flatMap(({ name, value }) =>
    value === undefined
      ? []
      : variables.variableOf(withUserNames(name), value, withUserNames(name)),
  );
}

/** Whether a property of `globalThis` is the user's. */
export function isUserGlobal(property: Runtime.PropertyDescriptor): boolean {
  const { name, enumerable, symbol } = property;
  return enumerable && symbol === undefined && !builtIn.has(name);
}

/** Makes a value a variable of the notebook. */
export async function setGlobal(
  session: Session,
  name: string,
  value: Runtime.RemoteObject,
): Promise<void> {
  if (!identifier.test(name)) {
    throw new DebugError(`copyToGlobals: a variable's name is required, got ${name}`);
  }
  const declared = (await declaredNames(session)).find((one) => withUserNames(one) === name);
  const { exceptionDetails } = await session.post("Runtime.callFunctionOn", {
    objectId: await globalObject(session),
    functionDeclaration: `function (v) { ${declared ?? `this.${name}`} = v; }`,
    arguments: [argumentOf(value)],
  });
  if (exceptionDetails !== undefined) throw new DebugError(exceptionDetails.text);
}

async function declaredNames(session: Session): Promise<string[]> {
  const { names } = await session.post("Runtime.globalLexicalScopeNames", {});
  return [...new Set(names)];
}

async function globalObject(session: Session): Promise<string> {
  const { result } = await session.post("Runtime.evaluate", { expression: "globalThis" });
  return result.objectId ?? "";
}
