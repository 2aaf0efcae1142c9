// What holds in a session besides its branch: the policy of the config files, and the grants. Whoever owns the store puts them there.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { problemLine } from "../../src/config/problem.ts";
import type { ProjectFile, SessionStore } from "../../src/session/store.ts";
import { agentDirectory } from "../../src/workspace/agent-directory.ts";
import { createGrantFiles } from "../../src/workspace/grant-files.ts";
import { ourEntries } from "./branch.ts";
import { createGrantKeeper } from "./grants.ts";
import { createPolicyFiles, type PolicyFiles, type PolicyState } from "./policy-files.ts";
import { sessionWorkspace } from "./workspace.ts";

export interface SessionPolicy {
  /** Reads what changed on the disk into the store. Cheap while nothing did. True: something did. */
  readonly sync: (context: ExtensionContext) => boolean;
}

export function createSessionPolicy(pi: ExtensionAPI, store: SessionStore): SessionPolicy {
  const agentDir = agentDirectory();
  let current: ExtensionContext | undefined;
  let files: PolicyFiles | undefined;
  let cwd: string | undefined;
  let stamp: string | undefined;

  store.keeper = createGrantKeeper({
    branch: () => (current ? ourEntries(store, current) : []),
    everything: () => current?.sessionManager.getEntries() ?? [],
    append: (type, data) => pi.appendEntry(type, data),
    files: createGrantFiles(`${agentDir}/pi-modes/grants`),
    now: Date.now,
  });

  const filesIn = (folder: string): PolicyFiles => {
    if (files && cwd === folder) return files;
    const workspace = sessionWorkspace(folder);
    const place = { root: workspace.root, home: workspace.home, real: (path: string) => workspace.realPath("/", path) ?? path };
    cwd = folder;
    files = createPolicyFiles({
      ...{ cwd: folder, place, agentDir },
      check: () => {
        const { checkExamples } = store;
        return checkExamples && ((built) => checkExamples(built, workspace, place));
      },
      hostTrusts: () => isTrustedByHost(current),
    });
    return files;
  };
  const sync = (context: ExtensionContext): boolean => {
    current = context;
    const source = filesIn(context.cwd);
    const state = source.current();
    if (state.stamp === stamp) return false;
    stamp = state.stamp;
    store.policy = state.policy;
    store.settings = state.settings;
    store.held = state.held;
    store.project = projectFile(state, source);
    store.configuration = [...state.problems.map(problemLine), ...waitingLines(state, store.project)];
    return true;
  };
  return { sync };
}

function projectFile(state: PolicyState, { trustOf, decideTrust }: PolicyFiles): ProjectFile | undefined {
  const { project, projectHash } = state;
  if (projectHash === undefined) return undefined;
  const decision = trustOf(project, projectHash);
  return {
    file: `${project}/.pi/pi-modes.json`,
    sha256: projectHash,
    broken: state.projectBroken,
    waiting: state.waiting.map(({ line, text }) => `line ${line}: ${text}`),
    decision: decision === "unknown" ? undefined : decision,
    decide: (answer) => {
      const result = decideTrust(project, projectHash, answer);
      return result.kind === "failed" ? result.why : undefined;
    },
  };
}

function waitingLines({ waiting }: PolicyState, project: ProjectFile | undefined): readonly string[] {
  if (!project || waiting.length === 0 || project.decision === "refused") return [];
  return [
    `${project.file} would open ${waiting.length === 1 ? "something that waits" : `${waiting.length} things that wait`} for your trust: /mode trust`,
  ];
}

/** Newer hosts ask the user about the whole project; where they were told no, nothing of it may open anything. */
function isTrustedByHost(context: ExtensionContext | undefined): boolean {
  const ask: unknown = context && Reflect.get(context, "isProjectTrusted");
  return typeof ask !== "function" || ask.call(context) === true;
}
