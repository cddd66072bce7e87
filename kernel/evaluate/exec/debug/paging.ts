/** Most things listed at once; more are grouped in ranges. */
const pageSize = 100;

/** How what is inside a value is counted and read. */
export type Kind = "array" | "map" | "set" | "object";

/**
 * Functions that the engine calls on a value, as text. They call nothing of the user's: no getter,
 * no method that a class may have replaced.
 */
export const countFunctions: Readonly<Record<Kind, string>> = {
  array: "function () { return this.length; }",
  map: sizeFunction("Map"),
  set: sizeFunction("Set"),
  object: "function () { return Reflect.ownKeys(this).length; }",
};

/**
 * Make an object whose own properties are the things from `start` on; those of a map are a key and a
 * value in turns.
 */
export const pageFunctions: Readonly<Record<Kind, string>> = {
  array: `function (start, count) {
    const page = Object.create(null);
    const end = Math.min(start + count, this.length);
    for (let i = start; i < end; i += 1) {
      const found = Object.getOwnPropertyDescriptor(this, i);
      if (found !== undefined) Object.defineProperty(page, i, found);
    }
    return page;
  }`,
  map: `function (start, count) {
    const page = Object.create(null);
    let i = 0;
    for (const [key, value] of Map.prototype.entries.call(this)) {
      if (i >= start + count) break;
      if (i >= start) Object.assign(page, { ["key " + i]: key, ["value " + i]: value });
      i += 1;
    }
    return page;
  }`,
  set: `function (start, count) {
    const page = Object.create(null);
    let i = 0;
    for (const value of Set.prototype.values.call(this)) {
      if (i >= start + count) break;
      if (i >= start) page[i] = value;
      i += 1;
    }
    return page;
  }`,
  object: `function (start, count) {
    const page = Object.create(null);
    for (const key of Reflect.ownKeys(this).slice(start, start + count)) {
      Object.defineProperty(page, key, Object.getOwnPropertyDescriptor(this, key));
    }
    return page;
  }`,
};

function sizeFunction(name: "Map" | "Set"): string {
  return `function () {
    return Object.getOwnPropertyDescriptor(${name}.prototype, "size").get.call(this);
  }`;
}

/** A run of things. */
export interface Range {
  readonly start: number;
  readonly count: number;
}

/** Cuts a range into at most `pageSize` equal ranges; none where it fits on a page. */
export function rangesOf({ start, count }: Range): Range[] {
  if (count <= pageSize) return [];
  let size = pageSize;
  while (size * pageSize < count) size *= pageSize;
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    start: start + index * size,
    count: Math.min(size, count - index * size),
  }));
}
