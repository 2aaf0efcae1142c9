// The sandbox in words: for the model beside a result, for the user in `/mode status`. Law: what is said is what was tried on this machine.

import { clean, shorten } from "../policy/wording.ts";
import type { SandboxLevel } from "./layout.ts";
import type { Changes } from "./script.ts";

/** What is known of the sandbox here. */
export type SandboxState =
  | { readonly kind: "works"; readonly level: SandboxLevel; readonly hidden: number; readonly without?: string }
  | { readonly kind: "missing"; readonly why: string; readonly remedy: string };

const SHOWN_CHANGES = 10;

/** For the model, below what the command printed; empty where there is nothing to say. `root`: paths below it are shown relative to it. */
export function resultNote(changes: Changes, failed: boolean, root: string): string {
  const lines = [...changesLines(changes, root), ...(failed ? [FAILED] : [])];
  return lines.length === 0 ? "" : ["[pi-modes] Ran in a sandbox.", ...lines].join(" ");
}

const FAILED =
  "In it there is no network, secrets are hidden, /tmp is empty, and nothing outside can be changed: if that is why it failed, say so. Called again unchanged, it becomes a question to the user.";

function changesLines({ written, removed }: Changes, root: string): readonly string[] {
  const names = (paths: readonly string[]): string => {
    const shown = paths.slice(0, SHOWN_CHANGES).map((path) => clean(shorten(below(path, root), 200)).replaceAll("\n", " "));
    const more = paths.length - shown.length;
    return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  };
  return [
    ...(written.length === 0 ? [] : [`What it wrote was thrown away: ${names(written)}.`]),
    ...(removed.length === 0 ? [] : [`What it removed is still there: ${names(removed)}.`]),
  ];
}

function below(path: string, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** One line for `/mode status`. */
export function sandboxLine(state: SandboxState, isRequired: boolean): string {
  switch (state.kind) {
    case "works":
      return `Sandbox: on. Tried here: code that can't be judged ${LEVEL_WORDS[state.level]}, reaches no network, no other process and none of ${state.hidden} hidden files (secrets, sockets).${state.without === undefined ? "" : ` Without the layer that takes writes: ${clean(shorten(state.without, 300))}.`}`;
    case "missing": {
      const then = isRequired
        ? "code that can't be judged is refused, since this mode requires it"
        : "code that can't be judged stays a question";
      return `Sandbox: off, so ${then}. ${clean(shorten(state.why, 300))} ${state.remedy}`;
    }
    default:
      return state satisfies never;
  }
}

const LEVEL_WORDS = {
  overlay: "writes only into a layer that is thrown away",
  "read-only": "can write nothing but its own /tmp",
} as const;
