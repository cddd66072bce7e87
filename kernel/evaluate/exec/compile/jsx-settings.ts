import { notebookProject } from "./project.ts";

/** The settings of a `tsconfig.json` that say what an element becomes, by TypeScript's names. */
export interface JsxSettings {
  /** `react` calls a factory; all else calls the `jsx` function of a package. */
  readonly jsx: "react" | "react-jsx";
  readonly jsxFactory?: string;
  readonly jsxFragmentFactory?: string;
  readonly jsxImportSource?: string;
}

/** `@jsx h` names a factory, and asks for one. */
const asksFactory = /\/\*\*?[^*]*@jsx\s/;
const asksOther = /@jsx(?:Runtime|ImportSource)\s/;

/**
 * What elements in a text become, by the nearest `tsconfig.json`; without one they are React's. The
 * comments `@jsxImportSource` and `@jsx` in the text go before that, and are read by compilers.
 */
export function jsxSettings(source: string): JsxSettings {
  const given: Readonly<Record<string, unknown>> = notebookProject()?.config.compilerOptions ?? {};
  const names = ["jsxFactory", "jsxFragmentFactory", "jsxImportSource"] as const;
  const texts = names.flatMap((name) =>
    typeof given[name] === "string" ? [[name, given[name]] as const] : [],
  );
  const isAsked = asksFactory.test(source) && !asksOther.test(source);
  const jsx = isAsked || given["jsx"] === "react" ? "react" : "react-jsx";
  return { jsx, ...Object.fromEntries(texts) };
}
