import { relative } from "node:path";

/** A path as the user is shown it: from the notebook's folder, where the file is near. */
export function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("../../") ? path : fromHere;
}
