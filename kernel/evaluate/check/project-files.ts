import { statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { Connection } from "./json-rpc.ts";
import type { FileEvent } from "./protocol.ts";
import { type LanguageServer, uriOf } from "./server.ts";

/** Milliseconds; file times lag behind the clock by up to a tick of the system. */
const clockStep = 20;

interface Session {
  readonly generation: number;
  readonly socket: Socket;
  readonly connection: Connection;
}

/**
 * The files of the user that the cells rest on: local modules, the project's own declarations, its
 * `tsconfig.json`. The server watches no file; this tells what was edited since the last look.
 */
export class ProjectFiles {
  readonly #server: LanguageServer;
  readonly #configPath: string;
  /** Path to time of last change, ms; undefined where the file is gone. */
  readonly #times = new Map<string, number | undefined>();
  #session: Promise<Session> | undefined;

  constructor(server: LanguageServer, configPath: string) {
    this.#server = server;
    this.#configPath = configPath;
  }

  /** Changes on disk since the file was last looked at. */
  takeChanges(): FileEvent[] {
    const changes: FileEvent[] = [];
    for (const [path, before] of this.#times) {
      const now = changeTime(path);
      if (now === before) continue;
      this.#times.set(path, now);
      const type = now === undefined ? 3 : before === undefined ? 1 : 2;
      changes.push({ uri: uriOf(path), type });
    }
    return changes;
  }

  /** Follows `path` from now on, whether it is there or not. */
  follow(path: string): void {
    this.#times.set(path, changeTime(path));
  }

  /**
   * Asks the server which files its program holds now and follows those of the user.
   * @param since - Time, ms, before the server read them: what is younger counts as changed.
   */
  async refresh(since: number): Promise<void> {
    for (const path of await this.#programFiles()) {
      if (path.includes("/node_modules/") || this.#times.has(path)) continue;
      if (this.#server.holds(path)) continue; // a cell
      const time = changeTime(path);
      const isRead = time === undefined || time < since - clockStep;
      this.#times.set(path, isRead ? time : Number.NaN);
    }
  }

  dispose(): void {
    this.#session?.then(({ socket }) => socket.destroy()).catch(() => {});
  }

  async #programFiles(): Promise<readonly string[]> {
    const { connection } = await this.#open();
    const answer = await connection.request("updateSnapshot", {});
    const { snapshot, projects } = answer as SnapshotAnswer; // the shape of the pinned server
    const project = projects.find(({ configFileName }) => configFileName === this.#configPath);
    const params = { snapshot, project: project?.id };
    const files = project ? await connection.request("getSourceFileNames", params) : [];
    await connection.request("release", { snapshot });
    return files as readonly string[]; // the shape of the pinned server
  }

  /** The server's second door, which knows programs rather than documents. */
  async #open(): Promise<Session> {
    const { generation } = this.#server;
    const old = await this.#session?.catch(() => undefined);
    if (old?.generation === generation) return old;
    old?.socket.destroy();
    this.#session = this.#connect(generation);
    return this.#session;
  }

  async #connect(generation: number): Promise<Session> {
    const { pipe } = await this.#server.request("custom/initializeAPISession", {});
    const socket = connect(pipe);
    const connection = new Connection(socket, socket);
    socket.on("close", () => connection.close(new Error("the server closed its second door")));
    await connection.request("initialize", null);
    return { generation, socket, connection };
  }
}

interface SnapshotAnswer {
  readonly snapshot: number;
  readonly projects: readonly { readonly id: string; readonly configFileName: string }[];
}

function changeTime(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
