// The `Call` that handlers get. Law: every method answers for every word; what it can't know it calls unknown or opaque.

import type { CommandFact, WordFact } from "../shell/facts.ts";
import { literal, shown, valuesOf } from "../shell/word.ts";
import type { Call, RunHow } from "./call.ts";
import type { Effect, EffectKind, Origin } from "./effect.ts";
import { requestTo } from "./network.ts";
import { parseOptions } from "./options.ts";
import { folderOf, isBroad, targetsOf } from "./paths.ts";
import { DEPTH_LIMIT, type Scene, type Site } from "./scene.ts";

const SCRIPT_VALUE_LIMIT = 8;
const ARGV_LIMIT = 10_000;

/** `judge`: what the entry alone gives. */
export function makeCall(site: Site, table: (site: Site, call: Call) => readonly Effect[]): Call {
  const { scene, fact, program, args } = site;
  const { workspace } = scene;
  const effect = (kind: EffectKind, word?: WordFact): Effect => ({ origin: originOf(scene, fact, program, word ?? site.decided), ...kind });
  const opaque = (why: string, word?: WordFact): Effect => effect({ kind: "opaque", why }, word);
  const standard = (word: WordFact): boolean => literal(word) === "-";
  const touch = (kind: "read" | "write", word: WordFact): readonly Effect[] =>
    standard(word) ? [] : targetsOf(word, fact.cwd, workspace, kind).map((target) => effect({ kind, target }, word));
  const run = (argv: readonly WordFact[], how: RunHow = {}): readonly Effect[] => {
    if (scene.depth >= DEPTH_LIMIT) return [opaque("commands are nested too deep")];
    const words = how.open ? [...argv, openWord(fact)] : argv;
    if (words.length === 0) return [opaque(`${program} is not told what to run`)];
    if (words.length > ARGV_LIMIT) return [opaque("too many words")];
    const inner: CommandFact = {
      ...fact,
      argv: words,
      stdin: how.stdin ?? fact.stdin,
      cwd: how.cwd ?? fact.cwd,
      env: how.env ? [...fact.env, ...how.env] : fact.env,
    };
    return scene.judge(inner, { ...scene, depth: scene.depth + 1 });
  };
  const script = (text: WordFact, parameters?: readonly WordFact[]): readonly Effect[] => {
    const values = valuesOf(text);
    if (!values || values.length > SCRIPT_VALUE_LIMIT) return [opaque("the text that a shell would run is not known", text)];
    if (scene.depth >= DEPTH_LIMIT) return [opaque("scripts are nested too deep", text)];
    return values.flatMap((value) => scene.script(value, fact, parameters, { ...scene, depth: scene.depth + 1 }));
  };
  const call: Call = {
    program,
    args,
    knowledge: site.levels[0],
    fact,
    workspace,
    parse: () => parseOptions(args, site.levels),
    table: () => table(site, call),
    effect,
    opaque,
    read: (word) => touch("read", word),
    write: (word) => touch("write", word),
    remove: (word, recursive) =>
      targetsOf(word, fact.cwd, workspace, "delete").map((target) =>
        effect({ kind: "delete", target, broad: isBroad(target, recursive, workspace) }, word),
      ),
    network: (direction, word) => requestTo(word, direction).map((kind) => effect(kind, word)),
    run,
    script,
    folder: (word) => folderOf(word, fact.cwd, workspace),
    with: (change) => makeCall({ ...site, fact: change.cwd ? { ...fact, cwd: change.cwd } : fact, args: change.args ?? args }, table),
  };
  return call;
}

/** Words that are appended later: any number of them, and anything. */
function openWord(fact: CommandFact): WordFact {
  return { pieces: [{ kind: "unknown", splits: true, form: "any", why: "words that are appended" }], place: { ...fact.place, text: "…" } };
}

export function originOf(scene: Scene, fact: CommandFact, program: string, word?: WordFact): Origin {
  const decided = word ?? fact.argv[0];
  return { tool: scene.tool, program, word: decided ? shown(decided) : program, offset: fact.place.offset, end: fact.place.end };
}
