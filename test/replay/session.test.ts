import { describe, expect, it } from "vitest";
import { type ModeEntries, readSession } from "../../src/replay/session.ts";
import { bash, sessionLines, stream } from "./sessions.ts";

const MODES: ModeEntries = {
  type: "pi-modes:mode",
  read: (data) => (typeof data === "object" && data !== null && "mode" in data && typeof data.mode === "string" ? data.mode : "plan"),
  first: "execute",
};
const read = (lines: readonly string[]) => readSession(stream(lines), MODES);
const commands = async (lines: readonly string[]) =>
  (await read(lines)).calls.map(({ input }) => (typeof input === "object" && input !== null && "command" in input ? input.command : input));
const entry = (id: string, parentId: string | null, command: string) =>
  JSON.stringify({
    type: "message",
    id,
    parentId,
    message: { role: "assistant", content: [{ type: "toolCall", id: `c-${id}`, name: "bash", arguments: { command } }] },
  });

describe("a session file", () => {
  it("gives its folder and its calls in order, with what became of them", async () => {
    const session = await read(sessionLines([bash("ls"), bash("false", false), { tool: "read", input: { path: "a" } }]));
    expect(session).toEqual({
      cwd: "/home/u/proj",
      damaged: 0,
      calls: [
        { tool: "bash", input: { command: "ls" }, mode: "execute", ran: true },
        { tool: "bash", input: { command: "false" }, mode: "execute", ran: false },
        { tool: "read", input: { path: "a" }, mode: "execute", ran: true },
      ],
    });
  });

  it("has each call in the mode that held then", async () => {
    const { calls } = await read(sessionLines([bash("a"), { mode: "plan" }, bash("b"), { mode: "review" }, bash("c")]));
    expect(calls.map(({ mode }) => mode)).toEqual(["execute", "plan", "review"]);
  });

  it("is its last branch only", async () => {
    const lines = [
      JSON.stringify({ type: "session", version: 3, cwd: "/p" }),
      entry("1", null, "root"),
      entry("2", "1", "left"),
      entry("3", "1", "right"),
    ];
    expect(await commands(lines)).toEqual(["root", "right"]);
  });

  it("of the first version has no branches", async () => {
    const line = (command: string) =>
      JSON.stringify({
        type: "message",
        message: { role: "assistant", content: [{ type: "toolCall", id: command, name: "bash", arguments: { command } }] },
      });
    expect(await commands([JSON.stringify({ type: "session", cwd: "/p" }), line("a"), line("b")])).toEqual(["a", "b"]);
  });

  it("with damaged lines is read around them, and they are counted", async () => {
    const lines = sessionLines([bash("a"), { line: "{ no json" }, { line: '"a text"' }, bash("b"), { line: "{}" }, bash("c")]);
    expect(await commands(lines)).toEqual(["a", "b", "c"]);
    expect((await read(lines)).damaged).toBe(3);
  });

  it("goes on before a line that is lost", async () => {
    const lines = [JSON.stringify({ type: "session", version: 3, cwd: "/p" }), entry("1", null, "a"), "lost", entry("3", "2", "c")];
    expect(await commands(lines)).toEqual(["a", "c"]);
  });

  it("whose entries name each other in a circle ends", async () => {
    const lines = [
      JSON.stringify({ type: "session", version: 3, cwd: "/p" }),
      entry("1", "2", "a"),
      entry("2", "1", "b"),
      entry("2", "2", "c"),
    ];
    expect(await commands(lines)).toEqual(["a", "b", "c"]);
  });

  it("without a header or with nothing in it gives no folder", async () => {
    expect(await read([])).toEqual({ cwd: undefined, calls: [], damaged: 0 });
  });
});
