type PageFunction = (...args: never[]) => unknown;

/** The functions of a front-end module: its parts, and others that these call by name. */
export interface PageFunctions {
  readonly render: PageFunction;
  readonly [name: string]: PageFunction;
}

/** The text of a front-end module. The functions use nothing but one another. */
export function moduleText(functions: PageFunctions): string {
  const sources = Object.entries(functions).map(([name, source]) => `const ${name} = ${source};`);
  const parts = "initialize" in functions ? "initialize, render" : "render";
  return [
    "const __name = (f) => f; // bundlers that keep names call it",
    ...sources,
    `export default { ${parts} };`,
  ].join("\n");
}
