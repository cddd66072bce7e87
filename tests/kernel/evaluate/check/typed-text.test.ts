import { beforeEach, describe, expect, it } from "vitest";
import type { ServerRequests } from "../../../../kernel/evaluate/check/protocol.ts";
import { TypedText } from "../../../../kernel/evaluate/check/typed-text.ts";

let asked: string[];
let header: string;
let typed: TypedText;

const offered = ["value1", "value2", "other"].map((label) => ({ label, data: label }));

/** A server that offers three names and tells their signatures. */
const server = {
  write: () => {},
  async request<M extends keyof ServerRequests>(method: M, params: ServerRequests[M]["params"]) {
    asked.push("label" in params ? params.label : method);
    const signature = "label" in params ? { ...params, detail: `const ${params.label}: 1` } : null;
    const answer = method === "textDocument/completion" ? { items: offered } : signature;
    return answer as ServerRequests[M]["result"];
  },
};

beforeEach(() => {
  asked = [];
  header = "";
  typed = new TypedText({
    cwd: "/",
    server,
    compose: (code) => `${header}\n${code}`,
    isType: () => false,
    prepare: () => {},
  });
});

describe("complete", () => {
  it("asks the server once while a word grows", async () => {
    expect((await typed.complete("v", 1)).items).toHaveLength(2);
    asked = [];
    const { items, end } = await typed.complete("value1", 6);
    expect(items).toEqual([{ text: "value1", kind: "text", signature: "const value1: 1" }]);
    expect([asked, end]).toEqual([[], 6]);
  });

  it("asks for the signatures of what is shown only", async () => {
    await typed.complete("o", 1);
    expect(asked).toEqual(["textDocument/completion", "other"]);
  });

  it.each([
    ["the word is another", () => typed.complete("o", 1)],
    ["the word is shorter", () => typed.complete("v", 1)],
    ["the text before it is another", () => typed.complete("1;val", 5)],
    ["the text after it is another", () => typed.complete("val;", 3)],
    [
      "a cell may have changed what it means",
      () => {
        typed.forget();
        return typed.complete("val", 3);
      },
    ],
    [
      "the notebook has other names",
      () => {
        header = "import { value3 } from './a';";
        return typed.complete("val", 3);
      },
    ],
    [
      "the server has seen another text since",
      async () => {
        await typed.inspect("other", 1);
        return typed.complete("val", 3);
      },
    ],
  ])("asks anew when %s", async (_case, complete) => {
    await typed.complete("va", 2);
    asked = [];
    await complete();
    expect(asked).toContain("textDocument/completion");
  });
});
