// Programs that look at the machine or change it, told apart by a word. Law: what isn't certainly looking changes the system.

import type { WordFact } from "../../shell/facts.ts";
import { isNumber, knownPrefix, literal, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { isWithin } from "../scopes.ts";

/** Signal 0, lists of signals, and jobs of the same shell are free. */
export function kill(call: Call): readonly Effect[] {
  const words = call.args.map(literal);
  const first = words[0];
  if (first !== undefined && /^(-l|-L|--list|--table|-l=.*|--list=.*|--help|--version)$/.test(first)) return [];
  if (first === "-0" || (/^(-s|-n|--signal)$/.test(first ?? "") && /^(0|EXIT)$/.test(words[1] ?? "")) || first === "--signal=0") return [];
  const named = call.args.slice(/^(-s|-n)$/.test(first ?? "") ? 2 : 0);
  const targets = named.filter((word, index) => !(index === 0 && /^-[A-Za-z0-9]+$/.test(literal(word) ?? "")) && literal(word) !== "--");
  // `kill -1` alone is every process, so a number counts as a signal only where a target follows it.
  if (targets.length > 0 && targets.every(isOwnJob)) return [];
  return [systemEffect(call, "kill ends processes that may be others'")];
}

function isOwnJob(word: WordFact): boolean {
  if (/^%(\d*|[%+-]|[A-Za-z?][\w.?-]*)$/.test(literal(word) ?? "")) return true;
  const [piece, ...more] = word.pieces;
  return piece?.kind === "unknown" && isNumber(piece) && piece.why === "$!" && more.length === 0;
}

/** `service NAME status` looks. */
export function service(call: Call): readonly Effect[] {
  const { operands } = call.parse();
  const looks = operands.length === 0 || (operands.length === 2 && literal(operands[1]) === "status");
  return looks ? call.table() : [...call.table(), systemEffect(call, "service starts or stops services")];
}

/** A name alone is shown; anything after it is set. */
export function ifconfig(call: Call): readonly Effect[] {
  const { operands } = call.parse();
  const looks = operands.length === 0 || (operands.length === 1 && literal(operands[0]) !== undefined);
  return looks ? call.table() : [...call.table(), systemEffect(call, "ifconfig changes an interface")];
}

/** `name=value` sets. */
export function sysctl(call: Call): readonly Effect[] {
  const sets = call.parse().operands.filter((word) => valuesOf(word)?.every((text) => !text.includes("=")) !== true);
  return [...call.table(), ...sets.map((word) => systemEffect(call, "sysctl sets a value of the kernel", word))];
}

/** Only queries look. */
export function rpm(call: Call): readonly Effect[] {
  const asks = call
    .parse()
    .options.some((option) => ["-q", "--query", "--version", "--help", "--showrc", "--querytags"].includes(option.name));
  return asks ? call.table() : [...call.table(), ...installs(call)];
}

/** Queries of the local and of the known remote packages look. */
export function pacman(call: Call): readonly Effect[] {
  const first = literal(call.args[0]) ?? "";
  const rest = call.args.slice(1).map((word) => literal(word) ?? (knownPrefix(word) === "" ? "-" : knownPrefix(word)));
  const looks = /^(-Q[a-z]*|-T|-V|-h|--version|--help|--query|-S[silgpq]*[silgp][silgpq]*|-F[lxq]*)$/.test(first);
  return looks && rest.every((text) => !/^-(-|.*[A-Zywcb])/.test(text)) ? [] : installs(call);
}

/** A program of the system is only asked what it needs; another could be run for the answer. */
export function ldd(call: Call): readonly Effect[] {
  const foreign = call
    .parse()
    .operands.filter((word) => !isInstalled(word, call))
    .filter((word) => !/^\/(usr\/)?(local\/)?(s?bin|lib(exec|32|64|x32)?|opt)\/(?!.*\.\.)/.test(literal(word) ?? ""));
  const why = "ldd may run the program that it is asked about";
  return [...call.table(), ...foreign.map((word) => call.effect({ kind: "execute", what: "project", why }, word))];
}

/** What a name finds in `PATH`, in which nothing of the project is. */
function isInstalled({ pieces }: WordFact, call: Call): boolean {
  const [only] = pieces;
  const { workspace } = call;
  const folders = (workspace.env("PATH") ?? "")
    .split(":")
    .map((entry) => (entry.startsWith("/") ? workspace.realPath("/", entry) : undefined));
  const isForeign = folders.every(
    (folder) => folder !== undefined && ![workspace.root, ...workspace.temp].some((place) => isWithin(folder, place)),
  );
  return pieces.length === 1 && only?.kind === "unknown" && !only.splits && only.form === "program" && isForeign;
}

function installs(call: Call): readonly Effect[] {
  return [call.effect({ kind: "install", what: "new" }), systemEffect(call, `${call.program} changes installed packages`)];
}

function systemEffect(call: Call, why: string, word?: WordFact): Effect {
  return call.effect({ kind: "system", why }, word);
}
