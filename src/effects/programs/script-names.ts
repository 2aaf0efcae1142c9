// What a script, task or target does, judged by its name alone. Law: a name proves little, so a check is only what says so and says nothing else.

import type { WordFact } from "../../shell/facts.ts";
import { literal, textWord } from "../../shell/word.ts";
import type { Call, Handler } from "../call.ts";
import type { Effect } from "../effect.ts";

/** A name is a check when one of its parts says so ... */
const CHECKS = new Set(
  "test tests spec specs unit e2e lint linter eslint stylelint type types typecheck typecheck typing tsc check checks build compile coverage verify validate mypy pyright pytest vitest jest clippy ruff flake8 vet".split(
    " ",
  ),
);
/** ... and none of them says that it changes, starts or sends something. */
const NEVER = new Set(
  (
    "fix fixes autofix write watch dev develop start serve server run open ui update snapshot snapshots accept approve record generate gen codegen " +
    "clean reset drop seed migrate migration migrations setup teardown init install uninstall add remove delete destroy prune bump version tag commit " +
    "deploy release publish push upload sync send ship promote rollback format fmt prettier prepare db database docker up down prod production apply"
  ).split(" "),
);
/** These words are harmless beside `check`: `format:check`, `fmt-check`, `prettier:check`. */
const FORMATS = new Set(["format", "fmt", "prettier", "docker"]);
const SENDS = new Set(["deploy", "deploys", "release", "releases", "publish", "ship", "promote", "upload", "push"]);

/** `test:unit`, `lint-css`, `buildAll`, `//app:test` as lower-case parts. */
function partsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/type-check/g, "typecheck")
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "");
}

function isCheckName(name: string): boolean {
  const parts = partsOf(name);
  if (!parts.some((part) => CHECKS.has(part))) return false;
  const checksFormat = parts.includes("check") || parts.includes("lint") || parts.includes("verify");
  return parts.every((part) => !NEVER.has(part) || (checksFormat && FORMATS.has(part)));
}

function sends(name: string): boolean {
  return partsOf(name).some((part) => SENDS.has(part));
}

/** What running a script of that name does. */
export function scriptEffects(call: Call, name: string, word: WordFact): readonly Effect[] {
  if (isCheckName(name)) return [call.effect({ kind: "execute", what: "check", why: `${name} is a check by its name` }, word)];
  const runs = call.effect({ kind: "execute", what: "project", why: `${name} is a script of the project` }, word);
  return sends(name) ? [runs, call.effect({ kind: "network", direction: "send", peer: "elsewhere" }, word)] : [runs];
}

const REWRITES = /^--?(fix\S*|write|update\S*|apply\S*|auto-?correct\S*|in-place|accept\S*|-u)$|^-u$/;

/** Words that are handed to a check and make it rewrite files: `npm test -- -u`, `yarn lint --fix`. */
export function rewriteEffects(call: Call, rest: readonly WordFact[]): readonly Effect[] {
  const word = rest.find((one) => REWRITES.test((literal(one) ?? "").split("=")[0] ?? ""));
  return word ? call.write(textWord(".", word.place)) : [];
}

/** A script that is a check by its entry. */
const checkScript: Handler = (call) => [...call.table(), ...rewriteEffects(call, call.args)];

export const scriptHandlers: Readonly<Record<string, Handler>> = { "check-script": checkScript };
