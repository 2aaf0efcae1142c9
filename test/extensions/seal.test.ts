import { describe, expect, it } from "vitest";
import { sealInput } from "../../extensions/tool-guard/seal.ts";

const never = () => false;

describe("a sealed input", () => {
  it("reads as before", () => {
    const input = { path: "a", edits: [{ oldText: "x", newText: "y" }] };
    const copy = structuredClone(input);
    sealInput(input, never);
    expect({ ...input }).toEqual(copy);
    expect(JSON.stringify(input)).toBe(JSON.stringify(copy));
    expect(Object.keys(input)).toEqual(Object.keys(copy));
  });

  it("refuses a change that isn't accepted, and keeps the old value", () => {
    const input = { command: "ls" };
    sealInput(input, never);
    expect(() => {
      input.command = "rm -rf src";
    }).toThrow(/changed "command"/);
    expect(input.command).toBe("ls");
  });

  it("takes a change that is accepted, judged with the rest of the input", () => {
    const input = { command: "ls", timeout: 5 };
    const seen: unknown[] = [];
    sealInput(input, (candidate) => seen.push(candidate) > 0);
    input.command = "ls -la";
    expect(input.command).toBe("ls -la");
    expect(seen).toEqual([{ command: "ls -la", timeout: 5 }]);
  });

  it("allows no new field, no deletion and no change inside a field", () => {
    const input: Record<string, unknown> = { command: "ls", nested: { list: [1] } };
    sealInput(input, () => true);
    expect(() => {
      input.extra = 1;
    }).toThrow();
    expect(() => {
      delete input.command;
    }).toThrow();
    expect(() => {
      (input.nested as { list: number[] }).list.push(2);
    }).toThrow();
    expect(() => Object.defineProperty(input, "command", { value: "rm" })).toThrow();
  });

  it("refuses an input that is nested without end", () => {
    const input: Record<string, unknown> = {};
    let inner: Record<string, unknown> = input;
    for (let depth = 0; depth < 100; depth += 1) inner = inner.next = {};
    expect(() => sealInput(input, never)).toThrow(/deeply/);
  });

  it("refuses an input that somebody else could still change, and takes a frozen one", () => {
    const open = Object.defineProperty({}, "command", { enumerable: true, configurable: false, get: () => "ls", set: () => {} });
    expect(() => sealInput(open, never)).toThrow(/holds "command"/);
    expect(sealInput(Object.freeze({ command: "ls" }), never).current()).toEqual({ command: "ls" });
  });

  it("holds a copy that nobody has a hand on, also in what was frozen at the surface", () => {
    const edit = { oldText: "a", newText: "b" };
    const input = { path: "x", edits: Object.freeze([edit]) };
    const { current } = sealInput(input, never);
    edit.newText = "changed";
    expect(input.edits[0]).toEqual({ oldText: "a", newText: "b" });
    expect(current()).toEqual({ path: "x", edits: [{ oldText: "a", newText: "b" }] });
    expect(() => Object.setPrototypeOf(input, { command: "rm" })).toThrow();
  });

  it.each<[string, () => object]>([
    [
      "a getter inside",
      () => ({ nested: Object.defineProperty({}, "a", { enumerable: true, configurable: true, get: () => Math.random() }) }),
    ],
    ["a getter", () => Object.defineProperty({}, "command", { enumerable: true, configurable: true, get: () => "ls" })],
    ["a hidden field", () => Object.defineProperty({}, "command", { enumerable: false, configurable: true, writable: true, value: "ls" })],
    ["an inherited field", () => Object.create({ command: "ls" })],
    ["an inherited field inside", () => ({ nested: Object.create({ a: 1 }) })],
    ["a symbol", () => ({ [Symbol("a")]: 1 })],
    ["a function", () => ({ command: () => "ls" })],
    ["an object with a life of its own", () => ({ command: new Map() })],
    ["a text with a life of its own", () => ({ command: Object.assign(new String("ls"), { toString: () => "rm" }) })],
    ["a frozen input that holds something open", () => Object.freeze({ edits: [{ oldText: "a" }] })],
    ["an array", () => ["ls"]],
  ])("refuses %s", (_name, make) => {
    expect(() => sealInput(make(), () => true)).toThrow(/plain data|holds/);
  });

  it("keeps odd names as what they are", () => {
    const input: unknown = JSON.parse('{"__proto__":{"command":"rm"},"constructor":"x","command":"ls"}');
    const { current } = sealInput(input, never);
    expect(JSON.stringify(current())).toBe('{"__proto__":{"command":"rm"},"constructor":"x","command":"ls"}');
    expect(JSON.stringify(input)).toBe(JSON.stringify(current()));
  });

  it("passes over what is no object", () => {
    for (const input of [undefined, null, "x", 7]) expect(() => sealInput(input, never)).not.toThrow();
  });
});
