// In a real terminal: what a person sees and presses.

import assert from "node:assert/strict";
import { loading } from "../host/kit/host.ts";
import { type ModelServer, toolTexts } from "../host/kit/model-server.ts";
import { until } from "../host/kit/process.ts";
import { fingerprint } from "../host/kit/project.ts";
import { makeScratch } from "../host/kit/scratch.ts";
import { editorOf, footerOf, startTui, type Tui } from "../host/kit/tui.ts";
import type { Suite } from "./checks.ts";
import { once } from "./once.ts";
import { assertRefused, CARRIED_OUT, code, isThere, NINE, touch } from "./prompts.ts";

/** Longer than the time in which the keys of a new dialog don't count yet. */
const READING = 900;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function tuiSuite(server: ModelServer): Suite {
  const scratch = makeScratch(server.url);
  const started = once(async () => {
    const tui = startTui(scratch, ["--plan", ...loading()]);
    await footerShows(tui, "plan");
    return tui;
  });
  const made = (name: string) => isThere(scratch, name);

  /** A session of its own in the same terminal, in this mode. */
  const begin = async (mode: "plan" | "execute"): Promise<Tui> => {
    const tui = await started();
    // The process was started with --plan, and so is every session in it.
    await command(tui, "/new");
    await footerShows(tui, "plan");
    if (mode === "execute") await command(tui, "/mode execute");
    await footerShows(tui, mode);
    return tui;
  };
  /** Sends a prompt, and waits for the model's last words. */
  const prompt = async (tui: Tui, words: string) => {
    await send(tui, words);
    await tui.see(isDone);
  };

  return {
    checks: {
      refuses: async () => {
        const tui = await begin("plan");
        const before = fingerprint(scratch.project);
        await send(tui, NINE);
        // One of them is a question, which is closed.
        await question(tui);
        tui.keys("Escape");
        await tui.see(isDone);
        assertRefused(toolTexts(server.requests.at(-1)));
        assert.deepEqual(fingerprint(scratch.project), before);
      },
      asks: async () => {
        const tui = await begin("plan");
        await send(tui, code("allowed"));
        await question(tui);
        tui.type("y");
        await tui.see(isDone);
        assert.equal(made("allowed"), true);
      },
      closes: async () => {
        const tui = await begin("plan");
        await send(tui, code("closed"));
        await question(tui);
        tui.keys("Escape");
        await tui.see(isDone);
        assert.equal(made("closed"), false);
      },
      switches: async () => {
        const tui = await begin("plan");
        tui.type("half a thought");
        await tui.see("half a thought");
        for (const mode of ["execute", "plan"]) {
          tui.keys("C-M-p");
          await footerShows(tui, mode);
        }
        assert.match(editorOf(tui.screen()), /half a thought/);
        tui.keys("C-u");
        await command(tui, "/mode review");
        await footerShows(tui, "review");
        await command(tui, "/mode status");
        await tui.see(/review[\s\S]*enforced/i);
      },
      shows: async () => {
        const tui = await begin("plan");
        assert.match(tui.screen(), /ctrl\+alt\+p|\/mode/);
        await prompt(tui, touch("made"));
        await tui.see(/1 (call )?refused|refused:? 1/);
      },
      own: async () => {
        const tui = await begin("plan");
        await send(tui, "!touch made-by-person");
        await until(
          () => made("made-by-person"),
          () => `the file; the screen:\n${tui.screen()}`,
        );
        await footerShows(tui, "plan");
      },
      keeps: async () => {
        const tui = await begin("execute");
        await prompt(tui, touch("kept"));
        assert.equal(made("kept"), true);
        await command(tui, "/reload");
        await tui.see(/reloaded/i);
        await footerShows(tui, "execute");
        await begin("plan");
      },
      plans: async () => {
        const tui = await begin("plan");
        await send(tui, CARRIED_OUT);
        await tui.see("a  Approve and execute");
        await pause(READING);
        tui.type("a");
        // The push isn't asked about: it is in the plan.
        await tui.see("Review it now, in review mode?");
        assert.equal(made("greeting"), true);
        await pause(READING);
        tui.keys("Escape");
        // A key right behind it would be taken for a part of it.
        await tui.see((screen) => !screen.includes("Review it now, in review mode?"));
        assert.match(tui.screen(), /that was all/);
        await footerShows(tui, "execute");
      },
      ends: async () => {
        const tui = await started();
        tui.keys("C-d");
        await tui.see("It ended with 0");
        assert.doesNotMatch(tui.screen(), /error|warning/i);
      },
    },
    close: async () => {
      (await started().catch(() => undefined))?.close();
      scratch.remove();
    },
  };
}

const isDone = (screen: string) => /^ *that was all/m.test(screen);

const footerShows = (tui: Tui, word: string) => tui.see((screen) => footerOf(screen).includes(word));

/** Types words and sends them when the editor shows their end: a key that comes earlier could be taken for part of a paste. */
async function send(tui: Tui, words: string): Promise<void> {
  const end = words.replace(/\s/g, "").slice(-12);
  tui.type(words);
  await tui.see((screen) => editorOf(screen).replace(/\s/g, "").includes(end));
  tui.keys("Enter");
}

/** The first Enter may only choose from the list of completions, then a second one sends. */
async function command(tui: Tui, words: string): Promise<void> {
  await send(tui, words);
  const gone = () => !editorOf(tui.screen()).includes(words);
  await until(gone, () => "the editor to be empty", 1_500).catch(() => tui.keys("Enter"));
  await tui.see(gone);
}

/** Waits for the question and for the time that a person needs to see it. */
async function question(tui: Tui): Promise<void> {
  await tui.see("Allow once");
  await pause(READING);
}
