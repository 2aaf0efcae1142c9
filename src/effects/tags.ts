// What the short names of the knowledge files stand for.

import type { WordFact } from "../shell/facts.ts";
import { textWord } from "../shell/word.ts";
import type { Call } from "./call.ts";
import type { Effect, PathTarget } from "./effect.ts";
import type { EffectTag } from "./knowledge/schema.ts";
import { inlineEffects } from "./programs/inline-code.ts";

/** The effects of a tag. A tag that isn't known is opaque. */
export function effectsOfTag(tag: EffectTag, call: Call): readonly Effect[] {
  const { program } = call;
  switch (tag) {
    case "execute:check":
      return [call.effect({ kind: "execute", what: "check", why: `${program} checks the project with the project's own code` })];
    case "execute:project":
      return [call.effect({ kind: "execute", what: "project", why: `${program} runs code of the project` })];
    case "execute:inline":
      // Whatever the language is, its words can be looked at.
      return [
        call.effect({ kind: "execute", what: "inline", why: `${program} runs code that is given to it` }),
        ...codeWords(call).flatMap((word) => inlineEffects(call, word).slice(1)),
      ];
    case "execute:installed":
      return [call.effect({ kind: "execute", what: "installed", why: `${program} runs code whose effects can't be seen` })];
    case "network:fetch":
      return [call.effect({ kind: "network", direction: "fetch", peer: "elsewhere" })];
    case "network:send":
      return [call.effect({ kind: "network", direction: "send", peer: "elsewhere" })];
    case "network:own-remote":
      return [call.effect({ kind: "network", direction: "fetch", peer: "own-remote" })];
    case "network:loopback":
      return [call.effect({ kind: "network", direction: "fetch", peer: "loopback" })];
    case "install:declared":
      return [call.effect({ kind: "install", what: "declared" })];
    case "install:new":
      return [call.effect({ kind: "install", what: "new" })];
    case "vcs:local":
      return [call.effect({ kind: "vcs", act: "local" })];
    case "vcs:discard":
      return [call.effect({ kind: "vcs", act: "discard" })];
    case "vcs:rewrite":
      return [call.effect({ kind: "vcs", act: "rewrite" })];
    case "vcs:publish":
      return [call.effect({ kind: "vcs", act: "publish" })];
    case "system":
      return [call.effect({ kind: "system", why: `${program} changes the system` })];
    case "reset":
      return [call.effect({ kind: "reset", why: `${program} empties a store of data` })];
    case "destroy":
      return [call.effect({ kind: "destroy", why: `${program} does what can't be undone` })];
    case "opaque":
      return [call.opaque(`what ${program} does here is not known`)];
    case "read:cwd":
      return call.read(here(call));
    case "write:cwd":
      return call.write(here(call));
    case "write:temp":
      return [call.effect({ kind: "write", target: below(call.workspace.temp[0] ?? "/tmp", "temp") })];
    case "write:home":
      return [call.effect({ kind: "write", target: below(call.workspace.home, "home") })];
    case "write:unknown":
      return [call.effect({ kind: "write", target: { kind: "unknown", why: `${program} chooses where it writes` } })];
    case "delete:cwd":
      return call.remove(here(call), true);
    default:
      return unknownTag(tag, call);
  }
}

function codeWords(call: Call): readonly WordFact[] {
  const { stdin } = call.fact;
  return stdin.kind === "text" ? [...call.args, stdin.content] : call.args;
}

function unknownTag(tag: never, call: Call): readonly Effect[] {
  return [call.opaque(`the effect ${JSON.stringify(tag)} is not known`)];
}

export function here(call: Call): ReturnType<typeof textWord> {
  return textWord(".", call.fact.place);
}

function below(base: string, scope: "temp" | "home"): PathTarget {
  return { kind: "pattern", path: `${base}/*`, base, scope, marks: [] };
}
