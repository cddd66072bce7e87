import { createRequire, register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { HooksData } from "./hooks.ts";
import { installationUrl } from "./installation.ts";

/** The ways a cell reaches other modules, as if it were a file in the notebook's folder. */
export interface Imports {
  /** `import()`; names that a CommonJS module has only on its default export are added. */
  readonly import: (
    specifier: string,
    options?: object,
    names?: readonly string[],
  ) => Promise<object>;
  readonly meta: ImportMeta;
  readonly require: NodeJS.Require;
  /** The file that cells pretend to be; it does not exist. */
  readonly filename: string;
}

/** Prepares imports from the folder `cwd`. */
export function createImports(cwd: string): Imports {
  const filename = join(cwd, "cell.ts");
  const url = pathToFileURL(filename).href;
  const load = new Script("(specifier, options) => import(specifier, options)", {
    filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (specifier: string, options?: object) => Promise<object>;
  return {
    import: async (specifier, options, names = []) => {
      installHooks();
      const site = new Error("import");
      try {
        return withDefaultNames(await load(specifier, options), names);
      } catch (error) {
        addFrames(error, site);
        throw error;
      }
    },
    meta: {
      url,
      filename,
      dirname: cwd,
      resolve: (specifier: string, parent = url) => {
        installHooks();
        return import.meta.resolve(specifier, parent);
      },
    } as ImportMeta,
    require: requireFrom(filename),
    filename,
  };
}

let areHooksInstalled = false;

/** Starts the thread of the module hooks, with the first import: many cells run without one. */
function installHooks(): void {
  if (areHooksInstalled) return;
  const tslabUrl = new URL("./tslab.js", import.meta.url).href;
  const data: HooksData = { installationUrl, tslabUrl };
  register(new URL("./hooks.js", import.meta.url), { data });
  areHooksInstalled = true;
}

/** A module that is not found leaves an error without a frame; the import's own line helps. */
function addFrames(error: unknown, site: Error): void {
  if (!(error instanceof Error) || error.stack === undefined || error.stack.includes("In[")) return;
  const [, ...frames] = site.stack?.split("\n    at ") ?? [];
  const value = [error.stack, ...frames].join("\n    at ");
  Reflect.defineProperty(error, "stack", { value, configurable: true, writable: true });
}

/** Node finds only some of a CommonJS module's names; TypeScript's users expect all of them. */
function withDefaultNames(namespace: object, names: readonly string[]): object {
  const whole: unknown = Reflect.get(namespace, "default");
  if (typeof whole !== "object" && typeof whole !== "function") return namespace;
  if (whole === null || names.every((name) => name in namespace)) return namespace;
  return Object.fromEntries(
    names.map((name) => [name, Reflect.get(name in namespace ? namespace : whole, name)]),
  );
}

/** `require` as in a file of that name; a package that is not found there may be the kernel's. */
function requireFrom(filename: string): NodeJS.Require {
  const own = createRequire(import.meta.url);
  const require = createRequire(filename);
  const orOwn = <T>(attempt: (require: NodeJS.Require) => T, specifier: string): T => {
    try {
      require.resolve(specifier);
    } catch (error) {
      try {
        own.resolve(specifier);
      } catch {
        throw error;
      }
      return attempt(own);
    }
    return attempt(require);
  };
  return Object.assign((specifier: string) => orOwn((from) => from(specifier), specifier), {
    ...require,
    resolve: Object.assign(
      (specifier: string, options?: NodeJS.RequireResolveOptions) =>
        orOwn((from) => from.resolve(specifier, options), specifier),
      { paths: require.resolve.paths },
    ),
  });
}
