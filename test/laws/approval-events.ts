// A session whose user, host and neighbours do things in any order while the approval of a plan is open, and what the user meant by it.

import { setTimeout as pause } from "node:timers/promises";
import type { ExtensionUIDialogOptions } from "@mariozechner/pi-coding-agent";
import { PLAN_ENTRY } from "../../src/plan/entries.ts";
import { foldPlan } from "../../src/plan/fold.ts";
import type { Manifest } from "../../src/plan/model.ts";
import { foldBranch } from "../../src/session/fold.ts";
import { fixture, PACKAGE } from "../host/kit/host.ts";
import { at, text } from "../host/kit/json.ts";
import type { Scratch } from "../host/kit/scratch.ts";
import { call, scripted } from "../host/kit/script.ts";
import { type Sdk, startSdk } from "../host/kit/sdk.ts";

/** `late`: to a question that is gone, where there is one. */
export type Event =
  | { readonly kind: "answer"; readonly answer: number | string | undefined; readonly late?: true }
  | { readonly kind: "mode"; readonly mode: string }
  | { readonly kind: "request"; readonly mode: string }
  | { readonly kind: "message"; readonly as: "steer" | "followUp" }
  | { readonly kind: "abort" | "reload" | "quit" | "time-out" | "approve" };

interface Question {
  readonly title: string;
  readonly options: readonly string[];
  readonly resolve: (answer: string | undefined) => void;
  state: "open" | "answered" | "gone";
}

/** What the user said, by the questions that were on the screen when it was said. */
interface Said {
  /** Every manifest that was agreed to, item by item, as the labels had it. */
  readonly approved: (readonly string[])[];
  leaves: boolean;
  switched: boolean;
  readonly modesAsked: string[];
}

const COMMANDS = ["npm run build", "git push origin *"];
const WRITES = ["src/greet.js"];
const SUBMIT = scripted(
  call("plan", { action: "submit", title: "Greet politely", steps: ["Greet", "Push"], commands: COMMANDS, writes: WRITES }),
  { say: "The end." },
);
const ALL = [...WRITES.map((item) => `write ${item}`), ...COMMANDS.map((item) => `run ${item}`)];

export interface Stage {
  /** A plan is submitted, and its approval is open. */
  readonly open: () => Promise<void>;
  readonly happen: (event: Event) => void;
  readonly settle: () => Promise<void>;
  /** What went wrong, a line each. */
  readonly wrongs: () => readonly string[];
  readonly mode: () => string;
  readonly close: () => Promise<void>;
}

export async function makeStage(scratch: Scratch, timeOuts: Set<AbortController>): Promise<Stage> {
  const sdk = await startSdk(scratch, { extensions: [PACKAGE, fixture("neighbour")], plan: true });
  await sdk.prompt(scripted({ say: "Hello." }));
  const start = sdk.session.sessionManager.getLeafId() ?? "";
  let questions: Question[] = [];
  let said: Said = { approved: [], leaves: false, switched: false, modesAsked: [] };
  let wrong: string[] = [];
  let under: Promise<unknown>[] = [];
  let ticked: readonly string[] = ALL;
  let isOver = false;

  const ask = (title: string, options: readonly string[], how?: ExtensionUIDialogOptions): Promise<string | undefined> =>
    new Promise((resolve) => {
      const question: Question = { title, options, resolve, state: "open" };
      const gone = () => {
        if (question.state === "open") question.state = "gone";
        resolve(undefined);
      };
      questions.push(question);
      if (how?.signal?.aborted) return gone();
      how?.signal?.addEventListener("abort", gone, { once: true });
    });
  Object.assign(sdk.ui.context, {
    select: ask,
    confirm: async (title: string, _message: string, how?: ExtensionUIDialogOptions) => (await ask(title, ["yes"], how)) === "yes",
    input: (title: string, _placeholder: string, how?: ExtensionUIDialogOptions) => ask(title, ["use fewer words"], how),
    editor: (title: string, prefill = "") => ask(title, [prefill, prefill.replace("Greet politely", "Greet kindly"), "no plan"]),
  });

  const branch = () => sdk.session.sessionManager.getBranch();
  const ours = () => sdk.session.sessionManager.getEntries().filter((entry) => text(entry, "customType").startsWith("pi-modes:"));
  const open = () => questions.findLast(isOpen);

  /** What an answer means that is given to a question on the screen. */
  const mean = ({ title, options }: Question, answer: string | undefined): void => {
    if (answer === undefined || !options.includes(answer)) return;
    if (title.startsWith("An approval releases")) {
      ticked = options.flatMap((option) => (/^untick: /.test(option) ? [option.slice("untick: ".length)] : []));
      if (answer === "done") said.approved.push(ticked);
    }
    if (answer.startsWith("Leave plan mode")) said.leaves = true;
    if (title.startsWith("Another extension asks") && answer === "yes") said.switched = true;
  };
  const give = (event: Extract<Event, { kind: "answer" }>): void => {
    const question = event.late ? questions.find(({ state }) => state === "gone") : open();
    if (!question) return;
    // What approves comes up more often than its place would have it.
    const offered = [...question.options, ...question.options.filter((option) => /^(?:Approve and|done|yes)/.test(option))];
    const answer = typeof event.answer === "number" ? offered[event.answer % offered.length] : event.answer;
    if (question.state === "open") {
      question.state = "answered";
      mean(question, answer);
    }
    question.resolve(answer);
  };
  /** What still comes back to an instance that is gone must write nothing; a slow machine may just be writing the user's `/mode`. */
  const outlive = async (end: () => Promise<unknown>): Promise<void> => {
    const before = questions.filter(({ state }) => state !== "answered");
    await end();
    await pause(20);
    const written = ours().length;
    for (const question of before) {
      question.state = "answered";
      question.resolve(question.options.find((option) => /^Approve|^done|^yes/.test(option)) ?? question.options[0]);
    }
    await pause(20);
    const late = ours().filter((entry, index) => index >= written && !said.modesAsked.includes(text(at(entry, "data"), "mode")));
    if (late.length > 0) wrong.push(`an instance that was gone wrote ${JSON.stringify(late)}`);
  };
  const run = async (event: Event): Promise<unknown> => {
    switch (event.kind) {
      case "answer":
        return give(event);
      case "mode":
        said.switched ||= event.mode !== "plan";
        said.modesAsked.push(event.mode);
        return sdk.session.prompt(`/mode ${event.mode}`);
      case "request":
        return sdk.session.prompt(`/test-request ${event.mode}`);
      case "approve":
        return sdk.session.prompt("/mode approve");
      case "message":
        return sdk.session.isStreaming ? sdk.session.prompt("And mind the tests.", { streamingBehavior: event.as }) : undefined;
      case "abort":
        return sdk.session.abort();
      case "time-out":
        for (const controller of timeOuts) controller.abort(new DOMException("It took too long.", "TimeoutError"));
        return timeOuts.clear();
      case "reload":
        return outlive(() => sdk.session.reload());
      case "quit":
        isOver = true;
        return outlive(() => sdk.session.extensionRunner.emit({ type: "session_shutdown", reason: "quit" }));
      default:
        return event satisfies never;
    }
  };

  const settle = async (): Promise<void> => {
    // Twice the rounds that the package needs from an answer to the next question.
    for (let round = 0; round < 12; round += 1) await pause(2);
  };

  /** Dismisses what is asked meanwhile; what was asked before may still be on its way to the screen. */
  const dismissing = async (action: () => Promise<void>): Promise<void> => {
    const timer = setInterval(() => {
      for (const question of questions) if (!isApproval(question)) question.resolve(undefined);
    }, 2);
    await action().finally(() => clearInterval(timer));
  };
  const reset = async (): Promise<void> => {
    for (const question of questions) question.resolve(undefined);
    // What was dismissed may begin another run.
    for (let quiet = 0; quiet < 2; quiet = sdk.session.isStreaming ? 0 : quiet + 1) {
      await settled(sdk.session.abort(), "the run doesn't stop");
      await settled(Promise.allSettled(under), "something that was begun doesn't end");
      await pause(5);
    }
    if (isOver) await sdk.session.reload();
    await sdk.session.navigateTree(start);
    if (foldBranch(branch()).mode !== "plan") throw new Error("the beginning isn't in plan mode");
  };
  const submit = async (): Promise<void> => {
    [questions, wrong, under, ticked, isOver] = [questions.filter(isOpen), [], [], ALL, false];
    under.push(sdk.session.prompt(SUBMIT));
    for (let round = 0; round < 1_000 && !questions.some(isApproval); round += 1) await pause(2);
    if (!questions.some(isApproval)) throw new Error("the approval isn't shown");
    said = { approved: [], leaves: false, switched: false, modesAsked: [] };
  };

  return {
    open: async () => {
      // Also approvals, until the new one.
      const all = setInterval(() => {
        for (const { resolve } of questions) resolve(undefined);
      }, 2);
      await reset().finally(() => clearInterval(all));
      await dismissing(submit);
    },
    happen: (event) => void under.push(run(event)),
    settle,
    wrongs: () => [...wrong, ...sdk.errors, ...judged(sdk, branch(), said)],
    mode: () => foldBranch(branch()).mode,
    close: () => sdk.close(),
  };
}

function judged(sdk: Sdk, branch: readonly unknown[], { approved, leaves, switched }: Said): readonly string[] {
  const wrong: string[] = [];
  const { mode } = foldBranch(branch);
  if (mode !== "plan" && approved.length === 0 && !leaves && !switched) wrong.push(`the session is in ${mode} mode, and nobody chose that`);
  const events = branch.flatMap((entry) => (text(entry, "customType") === PLAN_ENTRY ? [at(entry, "data")] : []));
  const approvals = events.filter((event) => text(event, "event") === "approved");
  const named = approvals.map((event) => `${text(event, "plan")} ${String(at(event, "revision"))}`);
  if (new Set(named).size !== named.length) wrong.push(`approved twice: ${named.join(", ")}`);
  for (const event of approvals) {
    const items = itemsOf(at(event, "release", "manifest") as Manifest);
    if (!approved.some((agreed) => agreed.length === items.length && items.every((item) => agreed.includes(item))))
      wrong.push(`released: ${items.join(", ")}; agreed to: ${approved.map((agreed) => agreed.join(", ")).join(" | ") || "nothing"}`);
  }
  if (foldPlan(branch).unreadable > 0) wrong.push("an entry on the branch makes no sense");
  const words = branch.filter((entry) => ["message", "custom_message", "label"].includes(text(entry, "type")) && !isScript(entry));
  const claims = [...words.map((entry) => JSON.stringify(entry)), ...sdk.ui.status.values(), ...[...sdk.ui.widget.values()].flat()].filter(
    (word) => /approved/i.test(word.replaceAll(/nothing is approved/gi, "")),
  );
  if (approvals.length === 0 && claims.length > 0) wrong.push(`nothing was approved, but it says: ${claims.join("; ").slice(0, 600)}`);
  return wrong;
}

function isOpen({ state }: Question): boolean {
  return state === "open";
}

function isApproval(question: Question): boolean {
  return isOpen(question) && question.options.includes("Approve and execute");
}

function isScript(entry: unknown): boolean {
  return ["user", "assistant"].includes(text(entry, "message", "role"));
}

function itemsOf({ writes, commands }: Manifest): readonly string[] {
  return [...writes.map((item) => `write ${item}`), ...commands.map((item) => `run ${item}`)];
}

/** Rejects when it takes longer than anything here may. */
async function settled<T>(promise: Promise<T>, otherwise: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), 5_000);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
