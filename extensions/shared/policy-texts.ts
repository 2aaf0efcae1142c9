// The texts of all config files, and their last good versions. Law: a broken file keeps what it last said without a mistake, in this session.

import type { BuiltPolicy } from "../../src/config/policy.ts";
import type { Problem } from "../../src/config/problem.ts";
import { STRICTEST_MODE } from "../../src/policy/modes.ts";
import type { FileText } from "./policy-read.ts";

export interface Texts {
  readonly administrator: FileText;
  readonly user: FileText;
  readonly project: FileText;
  /** From the workspace folder down. */
  readonly above: readonly FileText[];
}

/** All files, in the order in which they are read. */
export function allOf({ administrator, user, project, above }: Texts): readonly FileText[] {
  return [administrator, user, ...above, project];
}

function replaceIn({ administrator, user, project, above }: Texts, by: (text: FileText) => FileText): Texts {
  return { administrator: by(administrator), user: by(user), project: by(project), above: above.map(by) };
}

/** Puts the last good version in the place of each broken file, and keeps what was wrong with it. */
export function buildWithLastGood(texts: Texts, lastGood: Map<string, FileText>, build: (texts: Texts) => BuiltPolicy): BuiltPolicy {
  let used = texts;
  let built = build(used);
  const mistakes: Problem[] = [];
  const originals = allOf(texts);
  // A version that takes its place may show a mistake in a file that names its modes: so once more for each file.
  for (const _ of originals) {
    const replaced = allOf(used).filter((text) => originals.includes(text) && isBroken(text, built) && goodOf(text, lastGood) !== text);
    if (replaced.length === 0) break;
    const files = new Set(replaced.map(fileOf));
    mistakes.push(...built.problems.filter(({ file }) => files.has(file)).map(stillHeld));
    used = replaceIn(used, (text) => (replaced.includes(text) ? goodOf(text, lastGood) : text));
    built = build(used);
  }
  const present = new Set(originals.map(fileOf));
  for (const file of lastGood.keys()) if (!present.has(file)) lastGood.delete(file);
  for (const text of allOf(used)) {
    if (text.kind !== "absent" && originals.includes(text) && !isBroken(text, built)) lastGood.set(text.file, text);
  }
  const others = built.problems.filter(({ file }) => !mistakes.some((mistake) => mistake.file === file));
  return { ...built, problems: [...mistakes, ...others] };
}

export function isBroken(text: FileText, { brokenFiles }: BuiltPolicy): boolean {
  return text.kind !== "absent" && brokenFiles.includes(text.file);
}

function goodOf(text: FileText, lastGood: ReadonlyMap<string, FileText>): FileText {
  return (text.kind === "absent" ? undefined : lastGood.get(text.file)) ?? text;
}

/** What is wrong with a file that holds the session. `isOfProject`: the user can do without it. */
export function heldBy(problem: Problem, isOfProject: boolean): Problem {
  if (problem.severity !== "error") return problem;
  const way = isOfProject ? ", or until you say /mode trust no" : "";
  return { ...problem, message: `${problem.message} Until this is mended the session stays in ${STRICTEST_MODE} mode${way}.` };
}

function stillHeld(problem: Problem): Problem {
  return { ...problem, message: `${problem.message} What the file said before still holds.` };
}

/** Where the text stands; undefined where there is none. */
export function fileOf(text: FileText): string | undefined {
  return text.kind === "absent" ? undefined : text.file;
}
