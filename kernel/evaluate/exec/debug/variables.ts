import type { Runtime } from "node:inspector";
import type { Session } from "node:inspector/promises";
import { countFunctions, type Kind, pageFunctions, type Range, rangesOf } from "./paging.ts";
import { DebugError, type Variable } from "./protocol.ts";
import { typeText, valueText } from "./value-text.ts";

/** What a front end can list and change. */
export interface Container {
  list(range: Range | undefined): Promise<Variable[]>;
  /** Assigns the value of an expression. */
  set(name: string, expression: string): Promise<Variable>;
}

/** Keeps what can be listed, under the numbers by which a front end asks. */
export class Variables {
  readonly #session: Session;
  /** Evaluates an expression where the program stands. */
  readonly #evaluate: (expression: string) => Promise<Runtime.RemoteObject>;
  readonly #containers = new Map<number, Container>();
  #last = 0;

  constructor(session: Session, evaluate: (expression: string) => Promise<Runtime.RemoteObject>) {
    this.#session = session;
    this.#evaluate = evaluate;
  }

  /** Forgets all; numbers are not used again. */
  clear(): void {
    this.#containers.clear();
  }

  /** Makes something listable; returns its number. */
  add(container: Container): number {
    this.#last += 1;
    this.#containers.set(this.#last, container);
    return this.#last;
  }

  /** @throws {DebugError} If the number is none, or one of before the program went on. */
  at(reference: number): Container {
    const container = this.#containers.get(reference);
    if (container !== undefined) return container;
    throw new DebugError(
      `variablesReference: one that is still valid is required, got ${reference}`,
    );
  }

  /** A value under a name. */
  variableOf(name: string, object: Runtime.RemoteObject, evaluateName?: string): Variable {
    const { objectId } = object;
    return {
      name,
      value: valueText(object),
      variablesReference: objectId === undefined ? 0 : this.#addObject(object, objectId),
      ...(objectId === undefined ? {} : { type: typeText(object) }),
      ...(evaluateName === undefined ? {} : { evaluateName }),
    };
  }

  #addObject(object: Runtime.RemoteObject, objectId: string): number {
    const kind = kindOf(object);
    return this.add({
      list: async (range) => {
        if (object.subtype === "proxy") return this.#own(objectId);
        const whole = { start: 0, count: await this.#call<number>(objectId, countFunctions[kind]) };
        if (range !== undefined) return this.#page(objectId, kind, range);
        return this.#listRange(objectId, kind, whole);
      },
      set: (name, expression) => this.#setProperty(object, objectId, name, expression),
    });
  }

  /** A range of more than a page is listed as ranges. */
  async #listRange(objectId: string, kind: Kind, range: Range): Promise<Variable[]> {
    const ranges = rangesOf(range);
    if (ranges.length === 0) {
      const isWhole = range.start === 0 && kind === "object";
      return isWhole ? this.#own(objectId) : this.#page(objectId, kind, range);
    }
    return ranges.map((part) => ({
      name: `[${part.start} … ${part.start + part.count - 1}]`,
      value: "",
      variablesReference: this.add({
        list: (within) =>
          within === undefined
            ? this.#listRange(objectId, kind, part)
            : this.#page(objectId, kind, { ...within, start: part.start + within.start }),
        set: (name, expression) =>
          this.#setProperty({ type: "object" }, objectId, name, expression),
      }),
    }));
  }

  async #page(objectId: string, kind: Kind, { start, count }: Range): Promise<Variable[]> {
    const page = await this.#session.post("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration: pageFunctions[kind],
      arguments: [{ value: start }, { value: count }],
    });
    const properties = await this.properties(page.result.objectId ?? "");
    return kind === "map"
      ? this.#entries(properties)
      : properties.map((one) => this.#property(one));
  }

  #entries(properties: readonly Runtime.PropertyDescriptor[]): Variable[] {
    return properties.flatMap((key, index) => {
      const value = properties[index + 1]?.value;
      if (index % 2 === 1 || key.value === undefined || value === undefined) return [];
      return this.variableOf(valueText(key.value), value);
    });
  }

  /** All that an object itself has, with what only the engine sees. */
  async #own(objectId: string): Promise<Variable[]> {
    const found = await this.#session.post("Runtime.getProperties", propertiesOf(objectId));
    const hidden = [...(found.internalProperties ?? []), ...privateProperties(found)];
    const own = found.result.filter(({ name }) => name !== "__proto__");
    return [
      ...own.map((one) => this.#property(one)),
      ...hidden.flatMap(({ name, value }) =>
        value === undefined || name === "[[Prototype]]" ? [] : this.variableOf(name, value),
      ),
    ];
  }

  /** The own properties of an object. */
  async properties(objectId: string): Promise<Runtime.PropertyDescriptor[]> {
    const { result } = await this.#session.post("Runtime.getProperties", propertiesOf(objectId));
    return result;
  }

  #property({ name, value }: Runtime.PropertyDescriptor): Variable {
    if (value !== undefined) return this.variableOf(name, value);
    return { name, value: "(getter)", variablesReference: 0 };
  }

  async #call<Result>(objectId: string, functionDeclaration: string): Promise<Result> {
    const { result } = await this.#session.post("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration,
      returnByValue: true,
    });
    // Both ends are ours.
    return result.value as Result;
  }

  /** A setter is not called: it could run for ever. */
  async #setProperty(
    { subtype }: Runtime.RemoteObject,
    objectId: string,
    name: string,
    expression: string,
  ): Promise<Variable> {
    const isPlain = subtype === undefined || subtype === "array" || subtype === "typedarray";
    if (!isPlain)
      throw new DebugError(`setVariable: an object or an array is required, got a ${subtype}`);
    const value = await this.#evaluate(expression);
    const { exceptionDetails } = await this.#session.post("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration: setFunction,
      arguments: [{ value: name }, argumentOf(value)],
    });
    if (exceptionDetails !== undefined) {
      throw new DebugError(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return this.variableOf(name, value);
  }
}

const setFunction = `function (name, value) {
  "use strict";
  const { writable = false } = Object.getOwnPropertyDescriptor(this, name) ?? {};
  if (!writable) throw new TypeError("setVariable: a writable property is required, got " + name);
  this[name] = value;
}`;

/** A value, to be handed to a function. */
export function argumentOf({
  objectId,
  unserializableValue,
  value,
}: Runtime.RemoteObject): Runtime.CallArgument {
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value } : { unserializableValue };
}

/** `generatePreview` is missing in Node's types. */
function propertiesOf(objectId: string): Runtime.GetPropertiesParameterType {
  const parameters = { objectId, ownProperties: true, generatePreview: true };
  return parameters;
}

function kindOf({ subtype }: Runtime.RemoteObject): Kind {
  if (subtype === "map" || subtype === "set") return subtype;
  return subtype === "array" || subtype === "typedarray" ? "array" : "object";
}

/** Missing in Node's types. */
function privateProperties(found: object): Runtime.InternalPropertyDescriptor[] {
  const { privateProperties: list } = found as {
    readonly privateProperties?: Runtime.InternalPropertyDescriptor[];
  };
  return list ?? [];
}
