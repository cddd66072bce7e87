import { createRequire } from "node:module";
import { isJsonObject, type JsonObject, protocolVersion, readString } from "../wire/index.ts";

const require = createRequire(import.meta.url);

/** Content of the kernel_info_reply. */
export function kernelInfo(): JsonObject {
  const version = packageVersion("triptych");
  const typescript = packageVersion("typescript7");
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "triptych",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "application/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `Triptych ${version}: TypeScript ${typescript} on Node ${process.versions.node}`,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
    ],
    supported_features: ["debugger", "kernel subshells"],
  };
}

function packageVersion(name: string): string {
  const manifest: unknown = require(`${name}/package.json`);
  return isJsonObject(manifest) ? readString(manifest, "version", "") : "";
}
