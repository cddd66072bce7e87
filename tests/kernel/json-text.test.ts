import { describe, expect, it } from "vitest";
import { encodeJson, JsonText, toJson } from "../../kernel/json-text.ts";

describe("JsonText", () => {
  const text = new JsonText(Buffer.from('"é\\n😀"'));

  it("goes into a larger JSON as it is, wherever it stands", () => {
    const value = { a: text, b: [1, text], c: "é" };
    expect(encodeJson(value).toString()).toBe('{"a":"é\\n😀","b":[1,"é\\n😀"],"c":"é"}');
    expect(encodeJson(text).toString()).toBe('"é\\n😀"');
  });

  it("is its value for all others", () => {
    expect(JSON.stringify({ text })).toBe('{"text":"é\\n😀"}');
    expect(String(text)).toBe("é\n😀");
  });
});

describe("toJson", () => {
  it.each([
    { name: "half a character", value: "a\ud83d\n\ude00b", json: '"a\ufffd\\n\ufffdb"' },
    { name: "half a character after a backslash", value: "\\\udc00", json: '"\\\\\ufffd"' },
    { name: "the name of half a character", value: "\\ud83d", json: '"\\\\ud83d"' },
    { name: "whole characters", value: { "😀": "é" }, json: '{"😀":"é"}' },
    { name: "a function", value: () => {}, json: undefined },
  ])("writes $name as all can read it", ({ value, json }) => {
    expect(toJson(value)).toBe(json);
  });
});

describe("encodeJson", () => {
  it("leaves nothing behind when a value cannot be written", () => {
    expect(() => encodeJson({ a: new JsonText(Buffer.from("1")), b: 1n })).toThrow();
    expect(encodeJson({ a: 2 }).toString()).toBe('{"a":2}');
  });
});
