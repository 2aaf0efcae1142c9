// What a schema can't say: names must name something, fields stand only in the files that they are meant for, patterns stay cheap to match.

import { HAND_OVER_KINDS, handOverProblem } from "../plan/hand-over.ts";
import { EFFECT_CLASSES } from "../policy/classes.ts";
import type { PolicySource } from "../policy/rule.ts";
import { classesLike } from "../policy/rules.ts";
import { clean } from "../policy/wording.ts";
import type { ConfigFile } from "./config-file.ts";
import { CHOICES_OF_FILE, choicesOf, costlyPattern } from "./cost.ts";
import { type FieldPath, quoted } from "./problem.ts";
import type { Config } from "./schema.ts";
import { hint } from "./shape.ts";

type Report = (severity: "error" | "warning", path: FieldPath, message: string) => void;

interface Known {
  /** Modes of other files and those that ship. */
  readonly modes: ReadonlySet<string>;
  /** How bad a mode is that doesn't exist. */
  readonly missing: "error" | "warning";
}

/** Reports what has the right shape and is wrong all the same. */
export function checkNames({ config, source }: ConfigFile, known: Known, report: Report): void {
  checkSeats(config, source, report);
  for (const { path, names } of modeNames(config)) checkModeNames(path, names, config, known, report);
  for (const { path, globs } of rowGlobs(config)) checkRows(path, globs, report);
  checkExtends(config, known, report);
  checkCost(patterns(config), source, report);
  for (const { path, text } of shownTexts(config)) {
    if (clean(text) !== text || text.includes("\n"))
      report("error", path, "Invisible characters and line breaks can't be shown. Take them out.");
  }
  checkHandOvers(config, report);
  for (const [index, text] of (config.secrets ?? []).entries()) {
    if (text.replace("!", "").trim() === "") report("error", ["secrets", index], "Expected a path, but found none.");
  }
  for (const [index, tool] of (config.shellTools ?? []).entries()) {
    if (OWN_TOOLS.has(tool)) report("error", ["shellTools", index], `${quoted(tool)} is a tool of pi's own: what it does is known.`);
  }
}

/** A text for the model may have line breaks; nothing in it may be hidden from who reads the file. */
function checkHandOvers({ handOvers = {} }: Config, report: Report): void {
  for (const kind of HAND_OVER_KINDS) {
    const text = handOvers[kind];
    if (text === undefined) continue;
    const why =
      clean(text) !== text
        ? "Invisible characters can't be shown. Take them out."
        : text.trim() === ""
          ? "Expected a text, but found only spaces. Take the field out for the text that ships."
          : handOverProblem(kind, text)?.why;
    if (why !== undefined) report("error", ["handOvers", kind], why);
  }
}

const OF_PATHS: ReadonlySet<string | number> = new Set(["path", "secrets", "protectedPaths", "writable", "outputs"]);

/** Names of files are short, and the words of a command need not be; and the user may slow down nobody else. */
function wildcardsIn(path: FieldPath, source: PolicySource): number {
  const isOfPaths = path.some((part) => OF_PATHS.has(part));
  return isOfPaths && source !== "project" ? 3 : 2;
}

function checkCost(texts: readonly PatternText[], source: PolicySource, report: Report): void {
  let choices = 0;
  for (const { path, text } of texts) {
    const why = costlyPattern(text, wildcardsIn(path, source));
    if (why !== undefined)
      report("error", path, `This pattern would take too long to match: ${why}. Use simpler patterns, several if need be.`);
    choices += choicesOf(text);
  }
  if (choices > CHOICES_OF_FILE)
    report("error", [], `The file has too many patterns: ${choices} with all choices in braces, ${CHOICES_OF_FILE} at most.`);
}

/** Judged by what they are; calling one a shell would hide what it does. */
const OWN_TOOLS: ReadonlySet<string> = new Set(["bash", "read", "write", "edit", "grep", "find", "ls"]);

const SEATS = [
  { field: "lock", source: "administrator", whose: "the administrator's file" },
  { field: "shortcut", source: "user", whose: "the user's own file" },
  { field: "audit", source: "user", whose: "the user's own file" },
] as const;

function checkSeats(config: Config, source: PolicySource, report: Report): void {
  for (const { field, source: seat, whose } of SEATS) {
    if (config[field] !== undefined && source !== seat) report("error", [field], `This counts only in ${whose}. Take it out of here.`);
  }
}

/** What stands in the footer, in questions and in lists. */
function shownTexts(config: Config): readonly PatternText[] {
  const rules = (config.rules ?? []).flatMap(({ reason }, index) =>
    reason === undefined ? [] : [{ path: ["rules", index, "reason"], text: reason }],
  );
  const modes = Object.entries(config.modes ?? {}).flatMap(([name, mode]) =>
    (["label", "purpose", "open", "closed", "instead", "model"] as const).flatMap((field) => {
      const text = mode[field];
      return text === undefined ? [] : [{ path: ["modes", name, field], text }];
    }),
  );
  return [...rules, ...modes];
}

interface NamedModes {
  readonly path: FieldPath;
  readonly names: readonly string[];
}

function modeNames(config: Config): readonly NamedModes[] {
  const found: NamedModes[] = [];
  for (const [index, { modes }] of (config.rules ?? []).entries()) if (modes) found.push({ path: ["rules", index, "modes"], names: modes });
  for (const [name, mode] of Object.entries(config.modes ?? {})) {
    if (mode.transitions) found.push({ path: ["modes", name, "transitions"], names: mode.transitions });
  }
  if (config.cycle) found.push({ path: ["cycle"], names: config.cycle });
  if (config.lock?.modes) found.push({ path: ["lock", "modes"], names: config.lock.modes });
  return found;
}

function checkModeNames(path: FieldPath, names: readonly string[], config: Config, known: Known, report: Report): void {
  for (const [index, name] of names.entries()) checkMode([...path, index], name, config, known, report);
}

function checkMode(path: FieldPath, name: string, config: Config, known: Known, report: Report): void {
  const names = [...known.modes, ...Object.keys(config.modes ?? {})];
  if (names.includes(name)) return;
  const why = `There is no mode ${quoted(name)}.${hint(name, names)} The modes are ${[...new Set(names)].join(", ")}.`;
  report(known.missing, path, why);
}

/** Both fields that hold one mode, and the ways from mode to mode. */
function checkExtends(config: Config, known: Known, report: Report): void {
  if (config.startMode !== undefined) checkMode(["startMode"], config.startMode, config, known, report);
  const modes = new Map(Object.entries(config.modes ?? {}));
  for (const [name, mode] of modes) {
    if (mode.extends !== undefined) checkMode(["modes", name, "extends"], mode.extends, config, known, report);
    else if (!known.modes.has(name)) {
      report(
        known.missing,
        ["modes", name],
        `The mode is new, so it needs "extends": the mode that it starts from.${hint(name, [...known.modes])}`,
      );
    }
  }
  for (const circle of circles(new Map([...modes].map(([name, mode]) => [name, mode.extends])))) {
    const [first = ""] = circle;
    report(
      "error",
      ["modes", first, "extends"],
      `These modes start from each other: ${[...circle, first].join(" -> ")}. One of them must start from another mode.`,
    );
  }
}

/** Each ring of names that lead to each other, once. */
function circles(next: ReadonlyMap<string, string | undefined>): readonly (readonly string[])[] {
  const done = new Set<string>();
  const found: (readonly string[])[] = [];
  for (const start of next.keys()) {
    const way: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && next.has(name) && !done.has(name) && !way.includes(name)) {
      way.push(name);
      name = next.get(name);
    }
    if (name !== undefined && way.includes(name)) found.push(way.slice(way.indexOf(name)));
    for (const passed of way) done.add(passed);
  }
  return found;
}

interface RowGlobs {
  readonly path: FieldPath;
  readonly globs: string | readonly string[];
}

function rowGlobs(config: Config): readonly RowGlobs[] {
  const found: RowGlobs[] = [];
  for (const [index, { effect }] of (config.rules ?? []).entries()) {
    if (effect !== undefined) found.push({ path: ["rules", index, "effect"], globs: effect });
  }
  if (config.lock?.floor) found.push({ path: ["lock", "floor"], globs: config.lock.floor });
  return found;
}

function checkRows(path: FieldPath, globs: string | readonly string[], report: Report): void {
  const named: readonly (readonly [FieldPath, string])[] =
    typeof globs === "string" ? [[path, globs]] : globs.map((glob, index) => [[...path, index], glob]);
  for (const [place, glob] of named) {
    if (costlyPattern(glob) !== undefined || classesLike(glob).length > 0) continue;
    report(
      "error",
      place,
      `${quoted(glob)} names no row of the policy table.${hint(glob, EFFECT_CLASSES)} The rows are ${EFFECT_CLASSES.join(", ")}.`,
    );
  }
}

interface PatternText {
  readonly path: FieldPath;
  readonly text: string;
}

/** Every text that becomes a pattern. */
function patterns(config: Config): readonly PatternText[] {
  const found: PatternText[] = [];
  const add = (path: FieldPath, value: string | readonly string[] | undefined) => {
    if (typeof value === "string") found.push({ path, text: value });
    else for (const [index, text] of (value ?? []).entries()) found.push({ path: [...path, index], text });
  };
  for (const [index, rule] of (config.rules ?? []).entries()) {
    for (const field of ["tool", "command", "path", "effect"] as const) add(["rules", index, field], rule[field]);
  }
  for (const field of ["secrets", "protectedPaths", "readOnlyCommands"] as const) add([field], config[field]);
  for (const [name, mode] of Object.entries(config.modes ?? {})) {
    for (const field of ["writable", "outputs", "checks"] as const) add(["modes", name, field], mode[field]);
  }
  add(["lock", "floor"], config.lock?.floor);
  return found;
}
