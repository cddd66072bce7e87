import { z } from "zod";

const text = z.string();
const object = z.record(text, z.unknown());
const bundle = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.unknown());
const failure = { ename: text, evalue: text, traceback: z.array(text) };
const status = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("ok"), ...shape }),
    z.strictObject({ status: z.literal("error"), ...failure }),
  ]);
const display = z.strictObject({
  data: bundle,
  metadata: object,
  transient: z.strictObject({ display_id: text.optional() }),
});

/** Content of every message a kernel may send; a type that is not here is an error. */
const contents: Readonly<Record<string, z.ZodType>> = {
  status: z.strictObject({ execution_state: z.enum(["starting", "busy", "idle"]) }),
  iopub_welcome: z.strictObject({ subscription: text }),
  stream: z.strictObject({ name: z.enum(["stdout", "stderr"]), text: text.min(1) }),
  execute_input: z.strictObject({ code: text, execution_count: z.int() }),
  execute_result: z.strictObject({
    execution_count: z.int(),
    data: bundle.refine((data) => "text/plain" in data, "text/plain is required"),
    metadata: object,
  }),
  display_data: display,
  update_display_data: display.refine(
    ({ transient }) => transient.display_id !== undefined,
    "display_id is required",
  ),
  error: z.strictObject(failure),
  clear_output: z.strictObject({ wait: z.boolean() }),
  comm_open: z.strictObject({ comm_id: text, target_name: text, data: object }),
  comm_msg: z.strictObject({ comm_id: text, data: object }),
  comm_close: z.strictObject({ comm_id: text, data: object }),
  execute_reply: z.discriminatedUnion("status", [
    z.strictObject({
      status: z.literal("ok"),
      execution_count: z.int(),
      payload: z.array(object),
      user_expressions: z.record(text, status({ data: bundle, metadata: object })),
    }),
    z.strictObject({ status: z.literal("error"), execution_count: z.int(), ...failure }),
    z.strictObject({ status: z.literal("aborted"), execution_count: z.int() }),
  ]),
  complete_reply: status({
    matches: z.array(text),
    cursor_start: z.int().nonnegative(),
    cursor_end: z.int().nonnegative(),
    metadata: z.strictObject({
      _jupyter_types_experimental: z.array(
        z.strictObject({
          text,
          type: text,
          start: z.int(),
          end: z.int(),
          signature: text.optional(),
        }),
      ),
    }),
  }),
  inspect_reply: status({ found: z.boolean(), data: bundle, metadata: object }),
  is_complete_reply: z.discriminatedUnion("status", [
    z.strictObject({ status: z.enum(["complete", "invalid", "unknown"]) }),
    z.strictObject({ status: z.literal("incomplete"), indent: text }),
    z.strictObject({ status: z.literal("error"), ...failure }),
  ]),
  history_reply: status({
    history: z.array(
      z.tuple([z.int(), z.int(), z.union([text, z.tuple([text, text.nullable()])])]),
    ),
  }),
  comm_info_reply: status({ comms: z.record(text, z.strictObject({ target_name: text })) }),
  kernel_info_reply: status({
    protocol_version: z.literal("5.5"),
    implementation: text,
    implementation_version: text,
    language_info: z.strictObject({
      name: text,
      version: text,
      mimetype: text,
      file_extension: text,
      pygments_lexer: text,
      codemirror_mode: text,
      nbconvert_exporter: text,
    }),
    banner: text,
    help_links: z.array(z.strictObject({ text, url: z.url() })),
    supported_features: z.array(text),
  }),
  interrupt_reply: status({}),
  debug_reply: z.strictObject({
    type: z.literal("response"),
    seq: z.int(),
    request_seq: z.int(),
    command: text,
    success: z.boolean(),
    message: text.optional(),
    body: object,
  }),
  debug_event: z.strictObject({
    type: z.literal("event"),
    seq: z.int(),
    event: text,
    body: object,
  }),
  input_request: z.strictObject({ prompt: text, password: z.boolean() }),
  create_subshell_reply: status({ subshell_id: text }),
  delete_subshell_reply: status({}),
  list_subshell_reply: status({ subshell_id: z.array(text) }),
  shutdown_reply: status({ restart: z.boolean() }),
};

const header = z.strictObject({
  msg_id: text.min(1),
  session: text.min(1),
  username: text,
  date: z.iso.datetime({ offset: true }),
  msg_type: text,
  version: z.literal("5.5"),
});

/** Throws unless a header and a content are what the protocol says of their type. */
export function validateMessage(messageHeader: unknown, content: unknown): void {
  const { msg_type } = header.parse(messageHeader);
  const schema = contents[msg_type];
  if (schema === undefined) throw new Error(`validateMessage: unknown type ${msg_type}`);
  const result = schema.safeParse(content);
  if (!result.success) {
    throw new Error(`${msg_type}: ${z.prettifyError(result.error)} in ${JSON.stringify(content)}`);
  }
}
