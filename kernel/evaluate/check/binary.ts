import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Finds TypeScript 7's native compiler in the package that npm installs for this platform.
 * @param platform - Operating system and processor, as npm's packages name them.
 * @returns Its path.
 * @throws {Error} If the package is not installed; the message says what to do.
 */
export function findNativeCompiler(platform = `${process.platform}-${process.arch}`): string {
  const name = platform.startsWith("win32") ? "tsc.exe" : "tsc";
  try {
    const alias = createRequire(import.meta.url).resolve("typescript7/package.json");
    const manifest = createRequire(alias).resolve(
      `@typescript/typescript-${platform}/package.json`,
    );
    const path = join(dirname(manifest), "lib", name);
    if (existsSync(path)) return path;
  } catch {
    // Told below with the remedy.
  }
  throw new Error(
    `TypeScript 7 has no native compiler for ${platform} here (package @typescript/typescript-${platform}); run npm install without --omit=optional`,
  );
}
