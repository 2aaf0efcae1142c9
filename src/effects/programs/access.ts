// chmod, chown, chgrp, setfacl: who may use a file. Law: what closes a file to its owner, opens it to everybody or changes a whole part of the work
// is more than an edit; giving a program the rights of its owner changes the system.

import { literal } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { closed } from "../ruin.ts";
import { withPlainGlobs } from "./plain-globs.ts";

/** Adds to what is there, and to nobody's but the owner's and group's right to write. */
const ADDS = /^(?:(?:[ugoa]*\+[rxX]+|[ug]*\+[rwxX]+|u=rwx?X?)(?:,(?=.)|$))+$/;

function isRecursive(call: Call): boolean {
  return call.parse().options.some((option) => option.name === "-R" || option.name === "--recursive");
}

/** With `-R`, or where the words come from a search through folders. */
function isWide(call: Call, effects: readonly Effect[]): boolean {
  const deep = effects.some((effect) => effect.kind === "write" && effect.target.kind === "pattern" && effect.target.path.includes("**"));
  return isRecursive(call) || deep;
}

export function chmod(given: Call): readonly Effect[] {
  const call = withPlainGlobs(given);
  const { options, operands } = call.parse();
  const table = call.table();
  if (options.some((option) => ["--help", "--version"].includes(option.name))) return table;
  const [mode] = operands;
  // A mode that starts with a dash was read as options.
  const dashed = options.some((option) => /^-[rwxXstugo]$/.test(option.name));
  const text = dashed ? undefined : literal(mode);
  const rights =
    text !== undefined && setsIdentity(text) ? [call.effect({ kind: "system", why: "a program gets the rights of its owner" }, mode)] : [];
  const shuts = dashed ? options.some((option) => option.name === "-r") : text !== undefined && shutsOut(text);
  if (shuts) return [...closed(table, false, call.workspace), ...rights];
  const adds = text !== undefined && ADDS.test(text);
  return [...(isWide(call, table) && !adds ? closed(table, true, call.workspace) : table), ...rights];
}

/** The owner can't read it any more. */
function shutsOut(mode: string): boolean {
  if (/^[0-7]+$/.test(mode)) return (Number.parseInt(mode, 8) & 0o400) === 0;
  return /(?:^|,)(?:[go]*[ua][ugoa]*-[wxX]*r|[go]*[ua]?[ugoa]*=(?![r]|[^,]*r)|-[wxX]*r)/.test(mode);
}

function setsIdentity(mode: string): boolean {
  if (/^[0-7]+$/.test(mode)) return (Number.parseInt(mode, 8) & 0o6000) !== 0;
  return /[+=][rwxX]*s/.test(mode);
}

/** A whole part of the work gets another owner, group or list of rights. */
export function chown(call: Call): readonly Effect[] {
  const table = call.table();
  return isWide(call, table) ? closed(table, true, call.workspace) : table;
}
