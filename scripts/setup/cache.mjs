// Where data sets and the default model are kept.
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The first folder of TRIPTYCH_DATA, else the user's cache folder. */
export function cacheFolder() {
  const named = process.env.TRIPTYCH_DATA?.split(delimiter).find(Boolean);
  return named || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "triptych");
}
