// The `Call` that handlers get. Law: every method answers for every word; what it can't know it calls unknown or opaque.

import { SPENT, take } from "../shell/budget.ts";
import type { CommandFact, WordFact } from "../shell/facts.ts";
import { gather } from "../shell/gather.ts";
import { literal, shown, valuesOf } from "../shell/word.ts";
import type { Call, RunHow } from "./call.ts";
import type { Effect, EffectKind, Origin, PathTarget } from "./effect.ts";
import { requestTo } from "./network.ts";
import { parseOptions } from "./options.ts";
import { folderOf, isBroad, targetsOf } from "./paths.ts";
import { DEPTH_LIMIT, type Scene, type Site } from "./scene.ts";
import type { Access } from "./scopes.ts";
import { shapeOf } from "./shape.ts";

const SCRIPT_VALUE_LIMIT = 8;
const ARGV_LIMIT = 10_000;

/** `judge`: what the entry alone gives. */
export function makeCall(site: Site, table: (site: Site, call: Call) => readonly Effect[]): Call {
  const { scene, fact, program, args } = site;
  const { workspace } = scene;
  const effect = (kind: EffectKind, word?: WordFact): Effect => ({ origin: originOf(scene, fact, program, word ?? site.decided), ...kind });
  const opaque = (why: string, word?: WordFact): Effect => effect({ kind: "opaque", why }, word);
  const standard = (word: WordFact): boolean => literal(word) === "-";
  const targets = (word: WordFact, access: Access): readonly PathTarget[] | undefined =>
    take(scene.budget, lookupCost(word, fact)) ? targetsOf(word, fact.cwd, workspace, access) : undefined;
  let told = false;
  // Said once: what follows in the command isn't looked at either.
  const spent = (): readonly Effect[] => {
    const first = !told;
    told = true;
    return first ? [opaque(SPENT, fact.argv[0])] : [];
  };
  const touch = (kind: "read" | "write", word: WordFact): readonly Effect[] =>
    standard(word) ? [] : (targets(word, kind)?.map((target) => effect({ kind, target }, word)) ?? spent());
  const run = (argv: readonly WordFact[], how: RunHow = {}): readonly Effect[] => {
    if (scene.depth >= DEPTH_LIMIT) return [opaque("commands are nested too deep: write the inner one by itself")];
    const words = how.open ? [...argv, openWord(fact)] : argv;
    if (words.length === 0) return [opaque(`${program} is not told what to run`)];
    if (words.length > ARGV_LIMIT) return [opaque("there are too many words: split the command")];
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
    if (scene.depth >= DEPTH_LIMIT) return [opaque("scripts are nested too deep: run the inner one by itself", text)];
    return gather(values, (value) => scene.script(value, fact, parameters, { ...scene, depth: scene.depth + 1 }));
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
      targets(word, "delete")?.map((target) =>
        effect({ kind: "delete", target, broad: isBroad(target, recursive, workspace), ...deep(recursive) }, word),
      ) ?? spent(),
    network: (direction, word) => requestTo(word, direction).map((kind) => effect(kind, word)),
    run,
    script,
    folder: (word) => folderOf(word, fact.cwd, workspace),
    with: (change) => makeCall({ ...site, fact: change.cwd ? { ...fact, cwd: change.cwd } : fact, args: change.args ?? args }, table),
  };
  return call;
}

/** Where a path leads costs as much as several words, once for each thing that it may be; what it could match costs more. */
function lookupCost(word: WordFact, fact: CommandFact): number {
  const folders = fact.cwd.kind === "dirs" ? fact.cwd.dirs.length : 1;
  const values = word.pieces.reduce((product, piece) => (piece.kind === "choice" ? product * piece.values.length : product), 1);
  const guessed = fact.cwd.kind === "unknown" || word.pieces.some((piece) => piece.kind === "glob" || piece.kind === "unknown");
  return (guessed ? 24 : 4) * folders * Math.min(values, 64);
}

function deep(recursive: boolean): { readonly recursive?: true } {
  return recursive ? { recursive } : {};
}

/** Words that are appended later: any number of them, and anything. */
function openWord(fact: CommandFact): WordFact {
  return { pieces: [{ kind: "unknown", splits: true, form: "any", why: "words that are appended" }], place: { ...fact.place, text: "…" } };
}

export function originOf(scene: Scene, fact: CommandFact, program: string, word?: WordFact): Origin {
  const decided = word ?? fact.argv[0];
  const { offset, end } = scene.within ?? fact.place;
  return {
    tool: scene.tool,
    program,
    word: decided ? shown(decided) : program,
    command: shapeOf(fact, scene),
    offset,
    end,
  };
}
