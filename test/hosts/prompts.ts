// What the scripted model does in these checks, and what has to come of it.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ATTEMPT_STEPS, ATTEMPTS } from "../host/kit/attempts.ts";
import type { Scratch } from "../host/kit/scratch.ts";
import { bash, call, scripted } from "../host/kit/script.ts";

export const NINE = scripted(...ATTEMPT_STEPS, { say: "that was all" });
export const say = (words: string) => scripted({ say: words });
export const touch = (name: string) => scripted(bash(`touch ${name}`), { say: "that was all" });
/** A question in plan mode, and nothing to ask about in execute. */
export const code = (name: string) => scripted(bash(`node -e "require('fs').writeFileSync('${name}', 'x')"`), { say: "that was all" });
/** A neighbour makes another call of it, see the fixture `rewriter`. */
export const LOOK = scripted(bash("ls"), { say: "that was all" });

const PUSH = "git push origin main";
const SUBMIT = call("plan", { action: "submit", title: "Greet politely", steps: ["Change it", "Push it"], commands: [PUSH] });
const tick = (step: number) => call("plan", { action: "progress", updates: [{ step, status: "done" }] });
const WRITE = call("write", { path: "greeting", content: "Good day\n" });
/** Handed in and, if it was approved, carried out. */
export const CARRIED_OUT = scripted(SUBMIT, WRITE, tick(1), bash(PUSH), tick(2), { say: "that was all" });

export const isThere = ({ project }: Scratch, name: string) => existsSync(join(project, name));

/** Nine texts of tools, each a refusal of the guard. */
export function assertRefused(texts: readonly string[]): void {
  assert.equal(texts.length, ATTEMPTS.length);
  for (const [index, text] of texts.entries()) assert.match(text, /^Not run: /, ATTEMPTS[index]?.name);
}

/** The two that can't be undone, and so are questions in execute. */
export const ASKED_IN_EXECUTE = ["find -delete", "git checkout"];

/** In execute: what a person could want back is a question, the rest just runs. Gives the names of the attempts that were refused. */
export function refusedOf(texts: readonly string[]): readonly string[] {
  assert.equal(texts.length, ATTEMPTS.length);
  return ATTEMPTS.filter((_, index) => texts[index]?.startsWith("Not run: ")).map(({ name }) => name);
}
