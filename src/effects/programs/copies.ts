// cp, mv, install, ln, dd: what happens to the source and to what stood at the target. Law: a source that is moved out of the work is removed from it;
// a copy of nothing empties its target, a copy of an endless device fills the disk, and a device's own name is never a target for a move.

import type { WordFact } from "../../shell/facts.ts";
import { couldSplit, knownPrefix, literal, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { targetsOf } from "../paths.ts";
import { emptied } from "../ruin.ts";
import { isSink } from "../scopes.ts";
import { isEndless, isUnbounded } from "../streams.ts";
import { ln as makeLink } from "./basics.ts";
import { carriedLinks, type LinkPlace, linkEffects } from "./links.ts";
import { placedEffects } from "./placed.ts";
import { withPlainGlobs } from "./plain-globs.ts";
import { afterPrefix, wordOf } from "./texts.ts";

interface Places {
  readonly sources: readonly WordFact[];
  readonly target: WordFact | undefined;
}

/** Sources and target; with `-t` every operand is a source. */
function placesOf(call: Call): Places {
  const { options, operands } = call.parse();
  if (options.some((option) => ["--help", "--version", "-d", "--directory"].includes(option.name) && !/^(?:cp|ln)$/.test(call.program)))
    return { sources: [], target: undefined };
  const named = options.findLast((option) => option.name === "-t" || option.name === "--target-directory")?.value;
  return named ? { sources: operands, target: named } : { sources: operands.slice(0, -1), target: operands.at(-1) };
}

function names(word: WordFact, test: (path: string) => boolean): boolean {
  return valuesOf(word)?.some(test) === true;
}

/** What the source does to the target. */
function filled(call: Call, effects: readonly Effect[], { sources }: Places): readonly Effect[] {
  const nothing = sources.some((word) => names(word, (path) => path === "/dev/null"));
  const endless = sources.find((word) => names(word, isEndless));
  return [
    ...(nothing ? emptied(effects, call.workspace) : effects),
    ...(endless ? [call.effect({ kind: "system", why: "it fills the disk" }, endless)] : []),
  ];
}

/** What replaces its target instead of writing through it takes a device away from everybody. */
function replaced(call: Call, { sources, target }: Places): readonly Effect[] {
  return target && sources.length > 0 && names(target, isSink)
    ? [call.effect({ kind: "system", why: `${call.program} replaces a device` }, target)]
    : [];
}

const RECURSIVE = ["-r", "-R", "--recursive", "-a", "--archive"];
const KEEPS_LINKS = [...RECURSIVE, "-d", "-P", "--no-dereference"];

export function cp(given: Call): readonly Effect[] {
  const call = withPlainGlobs(given);
  const places = placesOf(call);
  const { sources, target } = places;
  const symbolic = isGiven(call, ["-s", "--symbolic-link"]);
  const links =
    symbolic || isGiven(call, ["-l", "--link"])
      ? linkEffects(call, sources, { target, form: formOf(call, places), symbolic })
      : isGiven(call, KEEPS_LINKS)
        ? carriedLinks(call, sources, { target, form: formOf(call, places) })
        : [];
  const inside = placedEffects(call, sources, target, {
    form: formOf(call, places),
    whole: isGiven(call, RECURSIVE),
    merges: "/.",
    parents: isGiven(call, ["--parents"]),
  });
  return [...filled(call, call.table(), places), ...(target ? links : []), ...inside];
}

export function install(call: Call): readonly Effect[] {
  const places = placesOf(call);
  const inside = placedEffects(call, places.sources, places.target, { form: formOf(call, places), whole: false });
  return [...filled(call, call.table(), places), ...inside, ...replaced(call, places)];
}

function isGiven(call: Call, names: readonly string[]): boolean {
  return call.parse().options.some((option) => names.includes(option.name));
}

function formOf(call: Call, { sources, target }: Places): LinkPlace["form"] {
  if (isGiven(call, ["-t", "--target-directory"])) return "inside";
  if (isGiven(call, ["-T", "--no-target-directory"])) return "itself";
  return sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(literal(target) ?? "x") ? "inside" : "either";
}

/** A file that becomes a link to nothing has lost its content. */
export function ln(call: Call): readonly Effect[] {
  const { options, operands } = call.parse();
  const forced = options.some((option) => option.name === "-f" || option.name === "--force");
  if (isGiven(call, ["--help", "--version"])) return call.table();
  const places = placesOf(call);
  const alone = operands.length === 1 && !isGiven(call, ["-t", "--target-directory"]);
  const form = alone ? "inside" : formOf(call, places);
  const target = alone ? undefined : places.target;
  const sources = alone ? operands : places.sources;
  // `-r` makes the text of the link from a name that counts here.
  const symbolic = isGiven(call, ["-s", "--symbolic"]) && !isGiven(call, ["-r", "--relative"]);
  const effects = [
    ...makeLink(call),
    ...linkEffects(call, sources, { target, form, symbolic, replaces: isGiven(call, ["-n", "--no-dereference"]) }),
    ...placedEffects(call, sources, target ?? wordOf(".", call), { form, whole: true }),
  ];
  return forced && !alone ? [...filled(call, effects, places), ...replaced(call, places)] : effects;
}

/** Inside the work a move is a change of names; what leaves the work is gone from it. */
export function mv(given: Call): readonly Effect[] {
  const call = withPlainGlobs(given);
  const places = placesOf(call);
  const { sources, target } = places;
  if (!target || sources.length === 0) return call.table();
  const targets = targetsOf(target, call.fact.cwd, call.workspace, "write");
  const stays = targets.length > 0 && targets.every((one) => one.kind !== "unknown" && one.scope === "workspace");
  const moved = sources.flatMap((word) => call.remove(word, true)).map((effect) => (stays ? renamed(effect) : effect));
  const form = formOf(call, places);
  const inside = placedEffects(call, sources, target, { form, whole: true });
  return [
    ...filled(call, call.table(), places),
    ...moved,
    ...inside,
    ...carriedLinks(call, sources, { target, form }),
    ...replaced(call, places),
  ];
}

/** A second name of a file. */
export function link(call: Call): readonly Effect[] {
  const { options, operands } = call.parse();
  if (options.some((option) => option.name === "--help" || option.name === "--version")) return call.table();
  return [...call.table(), ...linkEffects(call, operands.slice(0, 1), { target: operands[1], form: "itself", symbolic: false })];
}

/** A removal that puts the thing elsewhere in the work. What must not be lost stays a removal. */
export function renamed(effect: Effect): Effect {
  if (effect.kind !== "delete" || effect.target.kind === "unknown" || effect.target.scope !== "workspace") return effect;
  if (effect.target.marks.includes("root")) return effect;
  return { origin: effect.origin, kind: "write", target: effect.target };
}

const DD_VALUES = new Set(["bs", "ibs", "obs", "cbs", "count", "skip", "iseek", "seek", "oseek", "conv", "iflag", "oflag", "status"]);

/** `if=` is read, `of=` is written, other names are sizes and flags. */
export function dd(call: Call): readonly Effect[] {
  const effects = call.args.flatMap((word) => ddWord(call, word));
  const words = call.args.map(literal);
  const source = words.find((text) => text?.startsWith("if="))?.slice(3);
  if (!effects.some((effect) => effect.kind === "write")) return effects;
  const { stdin } = call.fact;
  const input = source ?? (stdin.kind === "file" ? literal(stdin.target) : undefined);
  if (input === "/dev/null") return emptied(effects, call.workspace);
  if (input === undefined || !isEndless(input)) return effects;
  const fills = isUnbounded(words);
  return [...emptied(effects, call.workspace), ...(fills ? [call.effect({ kind: "system", why: "it fills the disk" })] : [])];
}

function ddWord(call: Call, word: WordFact): readonly Effect[] {
  const text = literal(word);
  if (text === "--help" || text === "--version" || text === "--") return [];
  const name = /^([a-z]+)=/.exec(knownPrefix(word))?.[1];
  const value = name === undefined ? undefined : afterPrefix(word, `${name}=`);
  if (!value || couldSplit(value)) return [call.opaque("dd gets a word that is not known", word)];
  if (name === "if") return call.read(value);
  if (name === "of") return call.write(value);
  return name !== undefined && DD_VALUES.has(name) ? [] : [call.opaque(`dd ${name}= is not known`, word)];
}
