import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { installationFolder } from "../modules/installation.ts";
import { type Handlers, sourcePath, textOf } from "./protocol.ts";
import type { Scripts } from "./scripts.ts";

/** Requests about the user's texts. */
export function sourceRequests(scripts: Scripts): Handlers {
  return {
    dumpCell: (given) => ({ sourcePath: scripts.addText(textOf(given, "code")) }),
    source: (given) => {
      const path = sourcePath(given);
      const content = scripts.cellText(path) ?? readFileSync(path, "utf8");
      return { content, mimeType: "text/typescript" };
    },
    modules: () => {
      const modules = scripts.files
        .filter(isOfUser)
        .map((path, id) => ({ id, name: basename(path), path }));
      return { modules, totalModules: modules.length };
    },
  };
}

function isOfUser(path: string): boolean {
  return !path.includes("/node_modules/") && !path.startsWith(`${installationFolder}/`);
}
