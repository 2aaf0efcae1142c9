// Effects in words. The same words stand in the refusal, the question, `/mode why` and the command line tool.

import type { Effect, PathTarget } from "../effects/effect.ts";
import type { EffectClass } from "./classes.ts";

/** What the effect does, as the end of "this ...": "writes src/a.ts". */
export function describeEffect(effect: Effect, root: string): string {
  switch (effect.kind) {
    case "run":
      return "runs and changes nothing";
    case "read":
      return `reads ${describeTarget(effect.target, root)}`;
    case "write":
      return `${effect.ruins === undefined ? "writes" : RUIN_WORDS[effect.ruins]} ${describeTarget(effect.target, root)}`;
    case "delete":
      return `deletes ${describeTarget(effect.target, root)}`;
    case "execute":
      return effect.what === "check"
        ? `runs a check of the project (${effect.why})`
        : `runs code whose effects can't be seen (${effect.why})`;
    case "network":
      return describeNetwork(effect);
    case "install":
      return effect.what === "declared" ? "installs packages into the workspace" : "installs something new";
    case "vcs":
      return VCS_WORDS[effect.act];
    case "system":
      return `changes the system (${effect.why})`;
    case "reset":
      return `empties a database or a volume (${effect.why})`;
    case "destroy":
      return `destroys what can't be brought back (${effect.why})`;
    case "opaque":
      return `can't be judged (${effect.why})`;
    default:
      return effect satisfies never;
  }
}

const RUIN_WORDS = { content: "destroys the content of", access: "changes who may use everything in" } as const;

const VCS_WORDS = {
  local: "changes the local repository",
  discard: "discards uncommitted work",
  rewrite: "rewrites or removes history",
  publish: "publishes to a remote repository",
} as const;

function describeNetwork(effect: Extract<Effect, { kind: "network" }>): string {
  const host = effect.host === undefined ? "the network" : clean(effect.host);
  return effect.direction === "send" ? `sends data to ${host}` : `fetches from ${host}`;
}

/** Paths below the workspace are shown relative to it. */
function describeTarget(target: PathTarget, root: string): string {
  if (target.kind === "unknown") return `a path that isn't known (${target.why})`;
  const prefix = root.endsWith("/") ? root : `${root}/`;
  const path =
    target.path === root ? "the workspace itself" : target.path.startsWith(prefix) ? target.path.slice(prefix.length) : target.path;
  const marks = target.marks.map((mark) => MARK_WORDS[mark]);
  return marks.length > 0 ? `${clean(path)} (${marks.join(", ")})` : clean(path);
}

const MARK_WORDS = {
  secret: "a secret",
  guard: "steers pi or this guard",
  "vcs-internal": "inside the repository's own files",
  device: "a device",
  root: "a whole system or home folder",
} as const;

/** A row of the policy table as a clause about the mode: "plan keeps files as they are". */
export function describeClass(row: EffectClass): string {
  return CLASS_WORDS[row];
}

const CLASS_WORDS: Readonly<Record<EffectClass, string>> = {
  run: "running a command",
  read: "reading files",
  "read-secret": "reading secrets",
  write: "changing files",
  "delete-broad": "deleting, emptying or closing off on a broad scale",
  "write-secret": "changing secrets",
  "write-temp": "changing temporary files",
  "write-outside": "changing files outside the workspace",
  "write-guard": "changing what steers pi or this guard",
  "write-vcs": "changing what steers the repository",
  "execute-check": "running the project's checks",
  execute: "running code whose effects can't be seen",
  "network-loopback": "talking to servers on this machine",
  "network-own-remote": "reading from the repository's own remote",
  "network-fetch": "fetching from the network",
  "network-send": "sending data out",
  "install-declared": "installing declared packages",
  "install-new": "installing something new",
  "vcs-local": "changing the repository",
  "vcs-change": "discarding, rewriting or publishing work",
  system: "changing the system",
  reset: "emptying a database or a volume",
  destroy: "destroying what can't be brought back",
  opaque: "running what can't be judged",
};

/**
 * Whatever draws nothing, draws only a blank, turns the direction or has no agreed look: control and format characters, code points
 * without a character, blanks other than the plain one, and fillers.
 */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Makes characters that can't be seen visible, so that nothing hides in a message. */
export function clean(text: string): string {
  return text.replace(UNSEEN, (character) => {
    if (character === " " || character === "\n" || character === "\t") return character;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Cuts in the middle, since both the beginning and the end of a command matter. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.ceil(limit * 0.7);
  const tail = limit - head;
  return `${text.slice(0, head)} [... ${text.length - limit} characters left out ...] ${text.slice(text.length - tail)}`;
}
