import { z } from "zod";
import type { KernelClient } from "./client.ts";

const variable = z.object({
  name: z.string(),
  value: z.string(),
  type: z.string().optional(),
  variablesReference: z.int(),
});
const bodies = {
  breakpoints: z.object({
    breakpoints: z.array(z.object({ verified: z.boolean(), line: z.int() })),
  }),
  frames: z.object({
    stackFrames: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        line: z.int(),
        column: z.int(),
        source: z.object({ path: z.string() }),
      }),
    ),
  }),
  scopes: z.object({
    scopes: z.array(z.object({ name: z.string(), variablesReference: z.int() })),
  }),
  variables: z.object({ variables: z.array(variable) }),
  dump: z.object({ sourcePath: z.string() }),
};

type Variable = z.infer<typeof variable>;

/** A debugging front end. */
export class DebugClient {
  readonly #client: KernelClient;
  #seq = 0;
  #events = 0;

  constructor(client: KernelClient) {
    this.#client = client;
  }

  /** Sends a request; gives the whole response. */
  async ask(command: string, given: object = {}): Promise<Readonly<Record<string, unknown>>> {
    this.#seq += 1;
    const content = { type: "request", seq: this.#seq, command, arguments: given };
    const { reply } = await this.#client.request("debug_request", content, "control");
    return reply.content;
  }

  /** Sends a request that must succeed; gives the body of its response. */
  async request(command: string, given: object = {}): Promise<unknown> {
    const { success, message, body } = await this.ask(command, given);
    if (success !== true) throw new Error(`${command}: ${String(message)}`);
    return body;
  }

  async attach(): Promise<void> {
    await this.request("initialize", { clientID: "test" });
    await this.request("attach");
  }

  /** Sets breakpoints in a cell's text; gives the lines they got. */
  async setBreakpoints(code: string, breakpoints: readonly object[]): Promise<number[]> {
    const { sourcePath: path } = bodies.dump.parse(await this.request("dumpCell", { code }));
    return this.setFileBreakpoints(path, breakpoints);
  }

  async setFileBreakpoints(path: string, breakpoints: readonly object[]): Promise<number[]> {
    const body = await this.request("setBreakpoints", { source: { path }, breakpoints });
    return bodies.breakpoints.parse(body).breakpoints.map(({ line }) => line);
  }

  /** Waits for the next event of a name that was not waited for yet. */
  async event(name: string): Promise<Readonly<Record<string, unknown>>> {
    return this.#client.until(() => {
      const events = this.#client.published.filter(
        ({ header }) => header.msg_type === "debug_event",
      );
      const index = events.findIndex(
        ({ content }, position) => position >= this.#events && content["event"] === name,
      );
      if (index === -1) return undefined;
      this.#events = index + 1;
      const body = events[index]?.content["body"];
      return z.record(z.string(), z.unknown()).parse(body);
    });
  }

  /** Waits for a stop; gives why and `name:line` of the innermost frame. */
  async stop(): Promise<{ reason: unknown; at: string }> {
    const { reason } = await this.event("stopped");
    const [frame] = await this.frames();
    return { reason, at: `${frame?.name}:${frame?.line}` };
  }

  async frames() {
    const body = await this.request("stackTrace", { threadId: 1 });
    return bodies.frames.parse(body).stackFrames;
  }

  /** What a scope of a frame lists: name to value. */
  async scope(name: string, frame = 0): Promise<Record<string, string>> {
    return texts(await this.list(await this.scopeReference(name, frame)));
  }

  async scopeReference(name: string, frame = 0): Promise<number> {
    const frameId = (await this.frames())[frame]?.id;
    const { scopes } = bodies.scopes.parse(await this.request("scopes", { frameId }));
    return scopes.find((scope) => scope.name === name)?.variablesReference ?? 0;
  }

  async list(variablesReference: number, range: object = {}): Promise<Variable[]> {
    const body = await this.request("variables", { variablesReference, ...range });
    return bodies.variables.parse(body).variables;
  }

  async inspectVariables(): Promise<Variable[]> {
    return bodies.variables.parse(await this.request("inspectVariables")).variables;
  }

  /** Evaluates in the innermost frame; gives the value's text. */
  async evaluate(expression: string, given: object = {}): Promise<unknown> {
    const frameId = (await this.frames())[0]?.id;
    const body = await this.request("evaluate", { expression, frameId, ...given });
    return z.object({ result: z.string() }).parse(body).result;
  }
}

/** Name to value. */
export function texts(variables: readonly Variable[]): Record<string, string> {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}
