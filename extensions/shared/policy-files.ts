// The policy as the files of the moment say it. Law: a look at the files never throws and never opens by failing: a broken file keeps what
// it last said without a mistake, and is nothing where there is no such version.
//
// The project's file is that of the nearest `.pi` from the session's folder up to the workspace folder, so that a package inside a large
// repository may have its own; its paths are still meant from the workspace folder.

import { dirname } from "node:path";
import type { CheckedPolicy } from "../../src/config/examples.ts";
import { type BuiltPolicy, buildPolicy, type Sources } from "../../src/config/policy.ts";
import type { Problem } from "../../src/config/problem.ts";
import { withoutUnchecked } from "../../src/config/unchecked.ts";
import type { Waiting } from "../../src/config/waiting.ts";
import type { PathPlace } from "../../src/policy/path-pattern.ts";
import { BUILT_IN, type Policy } from "../../src/policy/policy.ts";
import type { PolicySource } from "../../src/policy/rule.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/policy/settings.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { type FileText, isThere, readFileText, stampOf } from "./policy-read.ts";
import { createTrust, type Trust } from "./trust.ts";

export const FILE_NAME = "pi-modes.json";
const ADMINISTRATOR_FILE = "/etc/pi-modes/policy.json";

export interface PolicyFilesOptions {
  /** The session's folder, absolute. */
  readonly cwd: string;
  readonly place: PathPlace;
  readonly agentDir?: string;
  readonly administratorFile?: string;
  /** The user whom the administrator's file and its folder must belong to: root unless given. */
  readonly administrator?: number;
  /** What checks the examples of rules, as soon as it is there. Before that, rules that open something and have examples are left out. */
  readonly check?: () => Check | undefined;
  /** False: the host was told not to trust this project, so nothing of its file opens anything. */
  readonly hostTrusts?: () => boolean;
}

type Check = (built: BuiltPolicy) => CheckedPolicy | undefined;

export interface PolicyState {
  readonly policy: Policy;
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  readonly waiting: readonly Waiting[];
  /** The folder that holds the `.pi` whose file counts. */
  readonly project: string;
  /** SHA-256 of the bytes of the project's file; undefined where there is none that can be read. */
  readonly projectHash: string | undefined;
  /** Differs whenever anything else here does. */
  readonly stamp: string;
}

export interface PolicyFiles {
  /** Cheap while no file changed. Never throws. */
  readonly current: () => PolicyState;
  readonly trustOf: Trust["of"];
  readonly decideTrust: Trust["decide"];
}

type Texts = Readonly<Record<PolicySource, FileText>>;
const SOURCES: readonly PolicySource[] = ["administrator", "user", "project"];

export function createPolicyFiles(options: PolicyFilesOptions): PolicyFiles {
  const { place, administratorFile = ADMINISTRATOR_FILE, administrator = 0 } = options;
  const agentDir = options.agentDir ?? agentDirectory(undefined, place.home);
  const trust = createTrust(agentDir);
  const userFile = `${agentDir}/${FILE_NAME}`;
  const lastGood = new Map<PolicySource, FileText>();
  let known: { readonly seen: string; readonly key: string; readonly state: PolicyState } | undefined;

  let builds = 0;

  const look = (): PolicyState => {
    const project = projectFolder(options.cwd, place);
    const projectFile = `${project}/.pi/${FILE_NAME}`;
    const check = options.check?.();
    const mayTrust = isYes(options.hostTrusts);
    const watched = [administratorFile, dirname(administratorFile), userFile, projectFile, trust.pathOf(project)];
    const seen = [...watched.map(stampOf), check !== undefined, mayTrust].join("\n");
    if (known?.seen === seen) return known.state;
    const texts: Texts = {
      administrator: readFileText(administratorFile, administrator),
      user: readFileText(userFile),
      project: readFileText(projectFile),
    };
    const isTrusted = (text: FileText): boolean => mayTrust && text.kind === "text" && trust.of(project, text.sha256) === "trusted";
    const trusted = [texts.project, lastGood.get("project") ?? texts.project].map(isTrusted);
    const key = JSON.stringify([...SOURCES.map((source) => keyOf(texts[source])), trusted, project, check !== undefined]);
    if (known?.key !== key) known = { seen, key, state: stateOf(texts, isTrusted, project, check) };
    else known = { ...known, seen };
    return known.state;
  };

  const stateOf = (texts: Texts, isTrusted: (text: FileText) => boolean, project: string, check: Check | undefined): PolicyState => {
    const built = buildWithLastGood(texts, lastGood, (used) => buildPolicy(sourcesOf(used, isTrusted), place));
    const { policy, problems } = checked(built, check, place, userFile);
    builds += 1;
    return {
      ...{ policy, settings: built.settings, problems: [...built.problems, ...problems], waiting: built.waiting, project },
      projectHash: texts.project.kind === "text" ? texts.project.sha256 : undefined,
      stamp: `${builds}`,
    };
  };

  return {
    current: () => {
      try {
        return look();
      } catch (error) {
        return failedState(error, known?.state, userFile);
      }
    },
    trustOf: trust.of,
    decideTrust: (project, sha256, decision) => {
      known = known && { ...known, seen: "" };
      return trust.decide(project, sha256, decision);
    },
  };
}

function isYes(question: (() => boolean) | undefined): boolean {
  try {
    return question?.() ?? true;
  } catch {
    return false;
  }
}

/** A check that fails itself leaves out what it should have checked. */
function checked(built: BuiltPolicy, check: Check | undefined, place: PathPlace, file: string): CheckedPolicy {
  try {
    const result = check?.(built);
    if (result) return result;
  } catch (error) {
    return { policy: withoutUnchecked(built, place), problems: [problemWith(file, "The examples of rules can't be checked", error)] };
  }
  return { policy: withoutUnchecked(built, place), problems: [] };
}

function problemWith(file: string, what: string, error: unknown): Problem {
  const message = `${what}: ${error instanceof Error ? error.message : String(error)}.`;
  return { severity: "error", file, line: 1, column: 1, field: "", message };
}

/** The session's folder or one above it, up to the workspace folder, which it is where no folder has the file. */
function projectFolder(cwd: string, { root, real }: PathPlace): string {
  for (let folder = real(cwd); folder.startsWith(`${root}/`); folder = dirname(folder)) {
    if (isThere(`${folder}/.pi/${FILE_NAME}`)) return folder;
  }
  return root;
}

function keyOf(text: FileText): readonly string[] {
  return text.kind === "text" ? [text.file, text.sha256] : text.kind === "unreadable" ? [text.file, "", text.why] : [];
}

function sourcesOf({ administrator, user, project }: Texts, isTrusted: (text: FileText) => boolean): Sources {
  return { administrator, user, project: { ...project, trusted: isTrusted(project) } };
}

/** Puts the last good version in the place of each broken file, and keeps what was wrong with it. */
function buildWithLastGood(texts: Texts, lastGood: Map<PolicySource, FileText>, build: (texts: Texts) => BuiltPolicy): BuiltPolicy {
  let used = texts;
  let built = build(used);
  const mistakes: Problem[] = [];
  // A version that takes its place may show a mistake in a file that names its modes: so once more for each file.
  for (const _ of SOURCES) {
    const replaced = built.broken.filter((source) => used[source] === texts[source] && isSameFile(lastGood.get(source), texts[source]));
    if (replaced.length === 0) break;
    const files = new Set(replaced.map((source) => fileOf(texts[source])));
    mistakes.push(...built.problems.filter(({ file }) => files.has(file)).map(stillHeld));
    used = { ...used, ...Object.fromEntries(replaced.map((source) => [source, lastGood.get(source)])) };
    built = build(used);
  }
  for (const source of SOURCES) {
    if (texts[source].kind === "absent") lastGood.delete(source);
    else if (used[source] === texts[source] && !built.broken.includes(source)) lastGood.set(source, texts[source]);
  }
  const others = built.problems.filter(({ file }) => !mistakes.some((mistake) => mistake.file === file));
  return { ...built, problems: [...mistakes, ...others] };
}

function stillHeld(problem: Problem): Problem {
  return { ...problem, message: `${problem.message} What the file said before still holds.` };
}

function isSameFile(good: FileText | undefined, now: FileText): boolean {
  return good !== undefined && good !== now && fileOf(good) === fileOf(now);
}

function fileOf(text: FileText): string | undefined {
  return text.kind === "absent" ? undefined : text.file;
}

/** What held before, or what ships. */
function failedState(error: unknown, before: PolicyState | undefined, file: string): PolicyState {
  const problem = problemWith(file, "The config files can't be looked at", error);
  const { policy, settings, waiting, project, projectHash, stamp } = before ?? NOTHING;
  return { policy, settings, problems: [problem], waiting, project, projectHash, stamp: `${stamp} ${problem.message}` };
}

const NOTHING = { policy: BUILT_IN, settings: DEFAULT_SETTINGS, waiting: [], project: "", projectHash: undefined, stamp: "" } as const;
