// What a judgement of the command line tool stands on: the workspace of a folder, and the policy that holds in it.

import { checkExamples } from "../config/examples.ts";
import { buildPolicy, NO_SOURCES, type SourceText } from "../config/policy.ts";
import { type Problem, problemLine } from "../config/problem.ts";
import type { Workspace } from "../effects/workspace.ts";
import { judge } from "../judge.ts";
import { STRICTEST_MODE } from "../policy/modes.ts";
import type { PathPlace } from "../policy/path-pattern.ts";
import { BUILT_IN, modeNamed, type Policy } from "../policy/policy.ts";
import type { Verdict } from "../policy/verdict.ts";

export interface Ground {
  readonly workspace: Workspace;
  readonly policy: Policy;
  /** What is wrong with the config files; a line each. */
  readonly problems: readonly string[];
  /** A config file is broken: every mode is judged as the strictest one. */
  readonly held: boolean;
}

/** The policy that a session in the workspace would have. */
export type StandingPolicy = (
  workspace: Workspace,
  place: PathPlace,
) => {
  readonly policy: Policy;
  readonly problems: readonly Problem[];
  /** See `PolicyState.held`. */
  readonly held: string | undefined;
};

export interface GroundOptions {
  /** See `Arguments.config`. */
  readonly config: string | undefined;
  readonly readConfig: (file: string) => SourceText;
  readonly standing: StandingPolicy;
}

export function groundIn(workspace: Workspace, { config, readConfig, standing }: GroundOptions): Ground {
  const place = placeOf(workspace);
  if (config === "none") return { workspace, policy: BUILT_IN, problems: [], held: false };
  if (config === undefined) {
    const { policy, problems, held } = standing(workspace, place);
    return groundOf(workspace, policy, problems, held !== undefined);
  }
  const given = readConfig(config);
  const user: SourceText = given.kind === "absent" ? { kind: "unreadable", file: config, why: "there is no such file" } : given;
  const built = buildPolicy({ ...NO_SOURCES, user }, place);
  const checked = checkExamples(built, workspace, place);
  return groundOf(workspace, checked.policy, [...built.problems, ...checked.problems], built.broken.length > 0);
}

/** A name of a mode that isn't there means the strictest one. */
function groundOf(workspace: Workspace, policy: Policy, problems: readonly Problem[], held: boolean): Ground {
  const modes = held ? new Map([[STRICTEST_MODE, modeNamed(policy, STRICTEST_MODE)]]) : policy.modes;
  return { workspace, policy: { ...policy, modes }, problems: problems.map(problemLine), held };
}

function placeOf(workspace: Workspace): PathPlace {
  return { root: workspace.root, home: workspace.home, real: (path) => workspace.realPath("/", path) ?? path };
}

export function judgeOn({ workspace, policy }: Ground, tool: string, input: unknown, mode: string): Verdict {
  return judge({ tool, input }, workspace, modeNamed(policy, mode), policy);
}
