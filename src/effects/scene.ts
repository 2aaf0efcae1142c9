// What the judging of one call shares from its outermost text to its innermost command, and the limits that keep it finite.

import type { Budget } from "../shell/budget.ts";
import type { CommandFact, Place, WordFact } from "../shell/facts.ts";
import type { CommandShape, Effect } from "./effect.ts";
import type { ProgramKnowledge } from "./knowledge/schema.ts";
import type { Workspace } from "./workspace.ts";

export interface Scene {
  readonly workspace: Workspace;
  readonly tool: string;
  /** How many commands stand around this one. */
  readonly depth: number;
  /** Where the command stands in the outermost text that holds this one; absent in that text itself. */
  readonly within?: Place;
  /** A command around this one is fed, and this one may get at that. */
  readonly fed?: true;
  /** Shared by the whole call: what may still be judged. Reading texts has a budget of its own. */
  readonly budget: Budget;
  readonly reading: Budget;
  /** What was made of each command of the call so far. */
  readonly shapes: Map<CommandFact, CommandShape>;
  /** Judges an inner command. */
  readonly judge: (fact: CommandFact, scene: Scene) => readonly Effect[];
  /** Judges a shell text. `near`: the command whose folder and variables it runs in. */
  readonly script: (text: string, near: CommandFact, args: readonly WordFact[] | undefined, scene: Scene) => readonly Effect[];
}

/** A program or one of its subcommands, about to be judged. */
export interface Site {
  readonly scene: Scene;
  readonly fact: CommandFact;
  readonly program: string;
  /** The entry and those around it, innermost first. */
  readonly levels: readonly [ProgramKnowledge, ...ProgramKnowledge[]];
  readonly args: readonly WordFact[];
  /** The word that chose this entry or this effect; absent: the program's name. */
  readonly decided?: WordFact;
}

export const DEPTH_LIMIT = 16;
/** Steps of judging: a command costs a few, and each of its words one; a path that is looked up costs more. */
export const JUDGING_STEPS = 4_000;
export const EFFECT_LIMIT = 1000;
