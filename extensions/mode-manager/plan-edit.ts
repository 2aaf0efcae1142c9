// What the user makes of a plan by hand, in its file or in the editor. Laws: what can't be read is the user's to mend, and is neither lost nor
// written over; what the model wrote into the file is not the user's word.

import { basename } from "node:path";
import type { ExtensionContext } from "@mariozechner/pi-coding-agent";
import { isNamedInWrites } from "../../src/plan/file-writes.ts";
import { planMarkdown, readPlanMarkdown } from "../../src/plan/markdown.ts";
import type { Plan } from "../../src/plan/model.ts";
import { inTurn, type SessionStore } from "../../src/session/store.ts";
import { say } from "../shared/connection.ts";
import { dialogEnd, timeLimit } from "../shared/dialogs.ts";
import { keptPlace } from "./kept-files.ts";
import { createPlanFiles } from "./plan-file.ts";

/** For one question. What the user wrote becomes the plan by `submit`. */
export interface PlanEdits {
  /** Writes the plan's file. True when the user had changed it, and the plan is another one now. `former`: the revision before. */
  readonly takeFile: (plan: Plan, former: Plan | undefined, context: ExtensionContext) => Promise<boolean>;
  /** The plan in the host's editor. The result is why the question ends with it; undefined: it goes on. */
  readonly takeText: (plan: Plan, signal: AbortSignal | undefined, context: ExtensionContext) => Promise<End | undefined>;
}

type End = "aborted" | "timed-out" | "stale";

/** Undefined: the editor was closed. */
type Written = { readonly kind: "text"; readonly text: string | undefined } | { readonly kind: "ended"; readonly how: End };

export function createPlanEdits(store: SessionStore, submit: (plan: Plan) => void): PlanEdits {
  /** What could not be read. */
  let draft: string | undefined;
  /** The file holds an edit of another revision, which no editor can take up. */
  let isLeft = false;
  let files: ReturnType<typeof createPlanFiles> | undefined;

  const waits = (plan: Plan): boolean => {
    const { plan: current, stage } = store.plan;
    return current?.id === plan.id && current.revision === plan.revision && stage === "submitted";
  };
  const take = (text: string, plan: Plan, context: ExtensionContext): boolean => {
    const edit = readPlanMarkdown(text, plan);
    draft = edit.kind === "wrong" ? text : undefined;
    if (edit.kind === "wrong") say(context, `pi-modes: the plan wasn't changed: line ${edit.line}: ${edit.why}`, "error");
    if (edit.kind !== "edited") return false;
    submit(edit.plan);
    return true;
  };

  const takeFile: PlanEdits["takeFile"] = async (plan, former, context) => {
    if (draft !== undefined || isLeft) return false;
    const { marks } = store.plan;
    files ??= createPlanFiles(keptPlace(context.cwd));
    const written = files.write(plan, marks, former);
    if (written.kind === "failed") {
      store.reported.add(written.why);
      say(context, `pi-modes: ${written.why}`, "warning");
    }
    if (written.kind !== "changed") return false;
    const found = files.read(plan);
    if (found.kind !== "text") return false;
    const isTheirs = await isTheUsers(store, found.file, context);
    if (!waits(plan)) return false;
    if (isTheirs) {
      isLeft = !hasMark(found.text, planMarkdown(plan));
      return take(found.text, plan, context);
    }
    files.write(plan, marks);
    return false;
  };

  const takeText: PlanEdits["takeText"] = async (plan, signal, context) => {
    const shown = planMarkdown(plan, store.plan.marks);
    const written = await editor(store, draft !== undefined && hasMark(draft, shown) ? draft : shown, signal, context);
    if (written.kind === "ended") return written.how;
    if (!waits(plan)) return "stale";
    if (written.text !== undefined) take(written.text, plan, context);
    return undefined;
  };
  return { takeFile, takeText };
}

/** The host can't take its editor back: what is written there after the run was stopped, or when nobody came back to it, counts no more. */
function editor(store: SessionStore, text: string, signal: AbortSignal | undefined, context: ExtensionContext): Promise<Written> {
  const timeout = timeLimit(store.settings.askTimeoutMs);
  const ends = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const ended = (): Written => ({ kind: "ended", how: signal?.aborted ? "aborted" : "timed-out" });
  return inTurn<Written>(store, () => {
    if (ends.aborted) return Promise.resolve(ended());
    const end = new Promise<Written>((resolve) => ends.addEventListener("abort", () => resolve(ended()), { once: true }));
    const saved = context.ui.editor("The plan: save to go on", text).then((written): Written => ({ kind: "text", text: written }));
    return Promise.race([saved, end]);
  });
}

/** True when the text says that it is this revision of the plan. */
function hasMark(text: string, written: string): boolean {
  return text.includes(written.slice(0, written.indexOf("\n")));
}

/** Plan mode lets the model write that file, and only the user can say whose the words in it are. */
async function isTheUsers(store: SessionStore, file: string, context: ExtensionContext): Promise<boolean> {
  if (!isNamedInWrites(context.sessionManager.getBranch(), basename(file))) return true;
  if (!context.hasUI) return false;
  const question =
    "The model wrote to it too. Is what stands there now yours? No: what was submitted counts, and the file is written anew.";
  return (
    (await inTurn(store, () => context.ui.confirm(`The plan's file was changed: ${file}`, question, dialogEnd(context, store)))) === true
  );
}
