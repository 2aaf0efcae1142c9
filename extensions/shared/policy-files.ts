// The policy as the files of the moment say it. Law: a look at the files never throws and never opens by failing: a broken file keeps what
// it last said without a mistake; where there is no such version nobody knows what it closes, and the strictest mode holds until it is mended.
//
// The project's file is that of the nearest `.pi` from the session's folder up to the workspace folder, so that a package inside a large
// repository may have its own; its paths are still meant from the workspace folder. Files of the folders between the two only close.

import { dirname } from "node:path";
import type { CheckedPolicy } from "../../src/config/examples.ts";
import { type BuiltPolicy, buildPolicy, type Sources } from "../../src/config/policy.ts";
import type { Problem } from "../../src/config/problem.ts";
import { withoutUnchecked } from "../../src/config/unchecked.ts";
import type { Waiting } from "../../src/config/waiting.ts";
import { STRICTEST_MODE } from "../../src/policy/modes.ts";
import type { PathPlace } from "../../src/policy/path-pattern.ts";
import { BUILT_IN, type Policy } from "../../src/policy/policy.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/policy/settings.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { type FileText, isThere, readFileText, stampOf } from "./policy-read.ts";
import { allOf, buildWithLastGood, fileOf, heldBy, isBroken, type Texts } from "./policy-texts.ts";
import { createTrust, type Trust } from "./trust.ts";

const FILE_NAME = "pi-modes.json";
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
  /** True while it is broken and nobody knows what it closes. */
  readonly projectBroken: boolean;
  /** The mode that the session is held in while a file is broken; undefined: none. */
  readonly held: string | undefined;
  /** Differs whenever anything else here does. */
  readonly stamp: string;
}

export interface PolicyFiles {
  /** Cheap while no file changed. Never throws. */
  readonly current: () => PolicyState;
  readonly trustOf: Trust["of"];
  readonly decideTrust: Trust["decide"];
}

export function createPolicyFiles(options: PolicyFilesOptions): PolicyFiles {
  const { place, administratorFile = ADMINISTRATOR_FILE, administrator = 0 } = options;
  const agentDir = options.agentDir ?? agentDirectory(undefined, place.home);
  const trust = createTrust(agentDir);
  const userFile = `${agentDir}/${FILE_NAME}`;
  const lastGood = new Map<string, FileText>();
  let known: { readonly seen: string; readonly key: string; readonly state: PolicyState } | undefined;

  let builds = 0;

  const look = (): PolicyState => {
    const [project = place.root, ...outer] = projectFolders(options.cwd, place);
    const check = options.check?.();
    const mayTrust = isYes(options.hostTrusts);
    const folders = [project, ...outer];
    const watched = [
      administratorFile,
      dirname(administratorFile),
      userFile,
      ...folders.flatMap((one) => [fileIn(one), trust.pathOf(one)]),
    ];
    const seen = [...watched.map(stampOf), ...folders, check !== undefined, mayTrust].join("\n");
    if (known?.seen === seen) return known.state;
    const texts: Texts = {
      administrator: readFileText(administratorFile, administrator),
      user: readFileText(userFile),
      project: readFileText(fileIn(project)),
      above: outer.toReversed().map((folder) => readFileText(fileIn(folder))),
    };
    const isTrusted = (text: FileText): boolean => mayTrust && text.kind === "text" && trust.of(project, text.sha256) === "trusted";
    const wasRefused = (text: FileText): boolean =>
      text.kind === "text" && folders.some((folder) => fileIn(folder) === text.file && trust.of(folder, text.sha256) === "refused");
    const trusted = [texts.project, lastGood.get(fileIn(project)) ?? texts.project].map(isTrusted);
    const key = JSON.stringify([allOf(texts).map(keyOf), trusted, allOf(texts).map(wasRefused), project, check !== undefined]);
    if (known?.key !== key) known = { seen, key, state: stateOf(texts, { isTrusted, wasRefused, project, check }) };
    else known = { ...known, seen };
    return known.state;
  };

  const stateOf = (texts: Texts, { isTrusted, wasRefused, project, check }: Circumstances): PolicyState => {
    const built = buildWithLastGood(texts, lastGood, (used) => buildPolicy(sourcesOf(used, isTrusted), place));
    const holding = allOf(texts).filter((text) => isBroken(text, built) && !wasRefused(text));
    const files = new Set(holding.map(fileOf));
    const { policy, problems } = checked(built, check, place, userFile);
    const own = built.problems.map((problem) => (files.has(problem.file) ? heldBy(problem, problem.file === fileIn(project)) : problem));
    builds += 1;
    return {
      ...{ policy, settings: built.settings, problems: [...own, ...problems], waiting: built.waiting, project },
      projectHash: texts.project.kind === "text" ? texts.project.sha256 : undefined,
      projectBroken: holding.includes(texts.project),
      held: holding.length > 0 ? STRICTEST_MODE : undefined,
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

interface Circumstances {
  readonly isTrusted: (text: FileText) => boolean;
  /** The user said no to exactly these bytes, so that nobody need know what they mean. */
  readonly wasRefused: (text: FileText) => boolean;
  readonly project: string;
  readonly check: Check | undefined;
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

/** The folders that have a file, from the session's folder up to the workspace folder. */
function projectFolders(cwd: string, { root, real }: PathPlace): readonly string[] {
  const folders: string[] = [];
  for (let folder = real(cwd); folder.startsWith(`${root}/`); folder = dirname(folder)) folders.push(folder);
  return [...folders, root].filter((folder) => isThere(fileIn(folder)));
}

function fileIn(folder: string): string {
  return `${folder}/.pi/${FILE_NAME}`;
}

function keyOf(text: FileText): readonly string[] {
  return text.kind === "text" ? [text.file, text.sha256] : text.kind === "unreadable" ? [text.file, "", text.why] : [];
}

function sourcesOf({ administrator, user, project, above }: Texts, isTrusted: (text: FileText) => boolean): Sources {
  return { administrator, user, project: { ...project, trusted: isTrusted(project) }, above };
}

/** What held before; else what ships, in the strictest mode. */
function failedState(error: unknown, before: PolicyState | undefined, file: string): PolicyState {
  const problem = problemWith(file, "The config files can't be looked at", error);
  const state = before ?? NOTHING;
  return { ...state, problems: [problem], stamp: `${state.stamp} ${problem.message}` };
}

const NOTHING: PolicyState = {
  ...{ policy: BUILT_IN, settings: DEFAULT_SETTINGS, problems: [], waiting: [], project: "", projectHash: undefined, stamp: "" },
  ...{ projectBroken: false, held: STRICTEST_MODE },
};
