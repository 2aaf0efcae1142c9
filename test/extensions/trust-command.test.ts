// What the user agrees to is what was shown, all of it.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { describe, expect, it } from "vitest";
import { trustCommand } from "../../extensions/mode-manager/trust.ts";
import type { Connection } from "../../extensions/shared/connection.ts";
import { type ProjectFile, shareStore } from "../../src/session/store.ts";
import { testBus } from "../support/bus.ts";

type Select = (title: string, options: string[]) => Promise<string | undefined>;

function setUp(waiting: readonly string[], more: Partial<ProjectFile> = {}) {
  const decided: string[] = [];
  const { store } = shareStore(testBus(), "mode-manager");
  const file = (sha256: string): ProjectFile => ({
    ...{ file: "/p/.pi/pi-modes.json", sha256, broken: false, waiting, decision: undefined },
    decide: (answer) => {
      decided.push(`${answer} ${sha256}`);
      return undefined;
    },
    ...more,
  });
  store.project = file("a");
  const connection = { store } as Connection;
  const say = (words: string, select?: Select) =>
    trustCommand(words === "" ? [] : [words], connection, { hasUI: select !== undefined, ui: { select } } as unknown as ExtensionContext);
  return { decided, say, change: (sha256: string) => (store.project = file(sha256)) };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}: rules[${index}]: allow \`x${index}\``);

describe("/mode trust", () => {
  it("takes a yes only for the bytes that were shown last", async () => {
    const { decided, say, change } = setUp(numbered(1));
    expect((await say("yes"))?.text).toContain("allow `x0`");
    expect(decided).toEqual([]);
    change("b");
    expect((await say("yes"))?.text).toContain("allow `x0`");
    expect(decided).toEqual([]);
    await say("yes");
    expect(decided).toEqual(["trusted b"]);
  });

  it("asks instead of taking a yes unseen where it can ask", async () => {
    const { decided, say } = setUp(numbered(1));
    await say("yes", async (title, options) => (title.includes("allow `x0`") ? options[0] : options[1]));
    expect(decided).toEqual(["refused a"]);
  });

  it("shows everything, page by page, with the yes under the last one", async () => {
    const { decided, say } = setUp(numbered(40));
    const titles: string[] = [];
    await say("", async (title, options) => {
      titles.push(title);
      expect(options.some((option) => option.startsWith("Trust"))).toBe(titles.length === 4);
      return options[1];
    });
    for (const line of numbered(40)) expect(titles.join("\n")).toContain(line);
    expect(decided).toEqual(["trusted a"]);
  });

  it.each([
    [1, undefined],
    [1, 0],
    [2, undefined],
  ] as const)("that ends at page %s with answer %s trusts nothing, then or later", async (at, option) => {
    const { decided, say } = setUp(numbered(20));
    let page = 0;
    await say("", async (_title, options) => (++page < at ? options[1] : option === undefined ? undefined : options[option]));
    expect(decided).toEqual(option === undefined ? [] : ["refused a"]);
    if (at === 1) await say("yes");
    expect(decided.filter((one) => one.startsWith("trusted"))).toEqual([]);
  });

  it.each([
    ["too many things", numbered(41)],
    ["a line that is too long", [`line 7: rules[1]: allow \`${"x".repeat(400)}\``]],
  ])("refuses to trust %s, and says why", async (_what, waiting) => {
    const { decided, say } = setUp(waiting);
    for (const words of ["", "yes"]) {
      const reply = await say(words, () => Promise.reject(new Error("asked")));
      expect(reply).toMatchObject({ kind: "error", text: expect.stringContaining("shown here") });
    }
    expect(decided).toEqual([]);
    await say("no");
    expect(decided).toEqual(["refused a"]);
  });

  it("lets a broken file be left out, and not be trusted", async () => {
    const { decided, say } = setUp([], { broken: true });
    for (const words of ["", "yes"]) expect((await say(words))?.text).toContain("/mode trust no");
    expect(decided).toEqual([]);
    await say("no");
    expect(decided).toEqual(["refused a"]);
  });
});
