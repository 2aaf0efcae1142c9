// What pi offers after `/mode `. With a list open, pi takes Enter as a choice from it: a word that is whole has to be sent by it.

import type { AutocompleteItem } from "@mariozechner/pi-tui";
import { beforeAll, expect, it } from "vitest";
import modeManager from "../../extensions/mode-manager/index.ts";
import { testBus } from "../support/bus.ts";

type Complete = (prefix: string) => readonly AutocompleteItem[] | null;

let complete: Complete;
beforeAll(async () => {
  const ignored = () => {};
  const registerCommand = (_name: string, command: { readonly getArgumentCompletions: Complete }) => {
    complete = command.getArgumentCompletions;
  };
  const rest = { on: ignored, registerFlag: ignored, registerShortcut: ignored, registerMessageRenderer: ignored, registerTool: ignored };
  await modeManager({ events: testBus(), registerCommand, ...rest } as unknown as Parameters<typeof modeManager>[0]);
});

const offered = (prefix: string) => complete(prefix)?.map(({ value }) => value);

it("offers the modes and the commands that begin so, in small letters or capitals", () => {
  expect(offered("")).toEqual(expect.arrayContaining(["plan", "execute", "review", "status", "grants"]));
  expect(offered("re")).toEqual(["review"]);
  expect(offered("PL")).toEqual(["plan"]);
});

it.each(["plan", "Execute", "review", "grants", "status", "plan what is here?", "nothing"])("offers nothing for %j", (typed) => {
  expect(offered(typed)).toBeUndefined();
});
