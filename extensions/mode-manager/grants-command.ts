// `/mode grants`: what was agreed to and holds on, why, and its end. Plain text, so that every host can show it.

import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import type { Grant, GrantedShape } from "../../src/policy/grants.ts";
import { describeShape, oneLine, shownCommand } from "../../src/policy/shape-words.ts";
import { clean, describeClass, shorten } from "../../src/policy/wording.ts";
import type { GrantKeeper, GrantList, KeptGrant } from "../../src/session/keeper.ts";
import { failure, info, type Reply } from "../shared/reply.ts";
import { sessionWorkspace } from "../shared/workspace.ts";

const NEXT = "Use /mode grants why ID, or /mode grants revoke ID (or all).";
const USAGE = `${NEXT} /mode grants lists what there is.`;
/** UTF-16 units of a shape in the list. */
const LINE_LIMIT = 160;

/** `words`: what follows `/mode grants`. */
export function grantsCommand(words: readonly string[], keeper: GrantKeeper, context: Pick<ExtensionContext, "cwd">): Reply {
  const { root } = sessionWorkspace(context.cwd);
  const [action, id, ...more] = words;
  if (action === undefined) return info(listText(keeper.list(), root));
  if (id === undefined || more.length > 0) return failure(USAGE);
  switch (action) {
    case "why":
      return why(id, keeper, root);
    case "revoke":
      return id === "all" ? revokeAll(keeper) : revoke(id, keeper, root);
    default:
      return failure(USAGE);
  }
}

function why(id: string, keeper: GrantKeeper, root: string): Reply {
  const found = keeper.list().kept.filter(({ grant }) => grant.id === id);
  return found.length === 0 ? unknown(id) : info(found.map((kept) => detailText(kept, root)).join("\n\n"));
}

function revoke(id: string, keeper: GrantKeeper, root: string): Reply {
  const result = keeper.revoke(id);
  switch (result.kind) {
    case "revoked":
      return info(`Revoked ${id}: ${covered(result.grants, root)}. From now on that is asked again.`);
    case "unknown":
      return unknown(id);
    case "failed":
      return failure(clean(result.why));
    default:
      return result satisfies never;
  }
}

/** Goes on after a failure, so that as little as possible holds. */
function revokeAll(keeper: GrantKeeper): Reply {
  const ids = [...new Set(keeper.list().kept.map(({ grant }) => grant.id))];
  if (ids.length === 0) return info(NONE);
  const failures = ids.map((id) => keeper.revoke(id)).flatMap((result) => (result.kind === "failed" ? [clean(result.why)] : []));
  const done = `Revoked ${counted(ids.length - failures.length, "grant", "grants")}.`;
  return failures.length === 0 ? info(done) : failure([done, ...failures].join("\n"));
}

const NONE = "Nothing is granted: every question is asked.";

function unknown(id: string): Reply {
  return failure(`There is no grant ${oneLine(shorten(id, 40))}. /mode grants lists them.`);
}

/** One line for each grant, and a word about what can't be read. */
function listText({ kept, unreadable }: GrantList, root: string): string {
  const lines = kept.map(({ grant }) => lineOf(grant, root));
  const notes = [
    ...(unreadable.entries > 0
      ? [`${counted(unreadable.entries, "entry", "entries")} of this session can't be read: nothing that was granted before holds.`]
      : []),
    ...(unreadable.files > 0
      ? [`${counted(unreadable.files, "file", "files")} in the folder of grants can't be read and open nothing.`]
      : []),
  ];
  return [lines.length === 0 ? NONE : "Granted:", ...lines, ...notes, ...(lines.length === 0 ? [] : [NEXT])].join("\n");
}

function lineOf(grant: Grant, root: string): string {
  const until = grant.expires === undefined ? "" : `, until ${timeText(grant.expires)}`;
  return `  ${grant.id}  ${scopeText(grant, root)}, from ${clean(grant.mode)} mode on: ${shorten(covers(grant.shape, root), LINE_LIMIT)} (given ${timeText(grant.given)}${until})`;
}

function detailText({ grant, file }: KeptGrant, root: string): string {
  return [
    `${grant.id} covers ${covers(grant.shape, root)}`,
    ...shapeLines(grant.shape).map(([name, value]) => `  ${name}: ${oneLine(value)}`),
    `  holds: ${scopeText(grant, root)}, in ${clean(grant.mode)} mode and in modes that close nothing more`,
    `  given: ${timeText(grant.given)}, when this was shown: ${oneLine(grant.shown)}`,
    `  expires: ${grant.expires === undefined ? "never" : timeText(grant.expires)}`,
    `  stored: ${file === undefined ? "in the log of this session" : clean(file)}`,
  ].join("\n");
}

/** Every field that a call must agree with. */
function shapeLines(shape: GrantedShape): readonly (readonly [string, string])[] {
  const { tool, path, base, access, recursive, program, argv, cwd } = shape;
  const fields = [
    ["tool", tool],
    ["program", program],
    ["words", argv && shownCommand(argv)],
    ["folder", cwd],
    ["access", recursive ? `${access}, with all in it` : access],
    ["path", path],
    ["below", base],
    ["row of the policy", shape.class],
  ] as const;
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

function covers(shape: GrantedShape, root: string): string {
  return `${describeShape(shape, root)}, ${describeClass(shape.class)}`;
}

function covered(grants: readonly Grant[], root: string): string {
  return [...new Set(grants.map(({ shape }) => covers(shape, root)))].join("; ");
}

function scopeText({ scope, root: given }: Grant, root: string): string {
  switch (scope) {
    case "session":
      return "this session";
    case "project":
      return given === root ? "this project" : `the project ${oneLine(given ?? "")}`;
    case "everywhere":
      return "everywhere";
    default:
      return scope satisfies never;
  }
}

function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
