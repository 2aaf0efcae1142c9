// A session whose user, host and neighbours do things in any order while the approval of a plan is open, and what the user meant by it.

import { setTimeout as pause } from "node:timers/promises";
import type { ExtensionUIDialogOptions } from "@mariozechner/pi-coding-agent";
import { foldBranch } from "../../src/session/fold.ts";
import { fixture, PACKAGE } from "../host/kit/host.ts";
import { at, text } from "../host/kit/json.ts";
import type { Scratch } from "../host/kit/scratch.ts";
import { call, scripted } from "../host/kit/script.ts";
import { startSdk } from "../host/kit/sdk.ts";
import { judged, type Said } from "./approval-truth.ts";

/** `late`: to a question that is gone, where there is one. */
export type Event =
  | { readonly kind: "answer"; readonly answer: number | string | undefined; readonly late?: true }
  | { readonly kind: "mode"; readonly mode: string }
  | { readonly kind: "request"; readonly mode: string }
  | { readonly kind: "message"; readonly as: "steer" | "followUp" }
  | { readonly kind: "abort" | "reload" | "quit" | "time-out" | "approve" };

/** What the host says that keeps one session. */
const ONE_SESSION = "This host keeps one session.";

interface Question {
  readonly title: string;
  readonly options: readonly string[];
  readonly resolve: (answer: string | undefined) => void;
  state: "open" | "answered" | "gone";
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
  /** Answers that the package may have acted on. */
  let answers = 0;

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
      answers += 1;
      mean(question, answer);
    }
    question.resolve(answer);
  };
  /**
   * What still comes back to an instance that is gone must write nothing. Only where the next one wasn't answered meanwhile; a slow machine
   * may just be writing what `/mode` or a neighbour asked for.
   */
  const outlive = async (end: () => Promise<unknown>): Promise<void> => {
    const before = questions.filter(({ state }) => state !== "answered");
    const answered = answers;
    await end();
    await pause(20);
    const written = ours().length;
    for (const question of before) {
      question.state = "answered";
      question.resolve(question.options.find((option) => /^Approve|^done|^yes/.test(option)) ?? question.options[0]);
    }
    await pause(20);
    const late = ours().filter((entry, index) => index >= written && !said.modesAsked.includes(text(at(entry, "data"), "mode")));
    if (late.length > 0 && answers === answered) wrong.push(`an instance that was gone wrote ${JSON.stringify(late)}`);
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
        said.modesAsked.push(event.mode);
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

  const dismiss = (question: Question): void => {
    if (isOpen(question)) question.state = "answered";
    question.resolve(undefined);
  };
  const settle = async (): Promise<void> => {
    // Twice the rounds that the package needs from an answer to the next question.
    for (let round = 0; round < 12; round += 1) await pause(2);
  };

  /** Dismisses what is asked meanwhile, and isn't `kept`; what was asked before may still be on its way to the screen. */
  const dismissing = async (action: () => Promise<void>, kept = (_question: Question) => false): Promise<void> => {
    const timer = setInterval(() => {
      for (const question of questions) if (!kept(question)) dismiss(question);
    }, 2);
    await action().finally(() => clearInterval(timer));
  };
  const reset = async (): Promise<void> => {
    for (const question of questions) dismiss(question);
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
    if (!questions.some(isApproval)) throw new Error(`the approval isn't shown; asked: ${questions.map(({ title }) => title).join("\n")}`);
    said = { approved: [], leaves: false, switched: false, modesAsked: [] };
  };

  return {
    open: async () => {
      await dismissing(reset);
      await dismissing(submit, isApproval);
    },
    happen: (event) => void under.push(run(event)),
    settle,
    wrongs: () => [...wrong, ...sdk.errors.filter((error) => !error.endsWith(ONE_SESSION)), ...judged(sdk, branch(), said)],
    mode: () => foldBranch(branch()).mode,
    close: () => dismissing(sdk.close),
  };
}

function isOpen({ state }: Question): boolean {
  return state === "open";
}

function isApproval(question: Question): boolean {
  return isOpen(question) && question.options.includes("Approve and execute");
}

/** Rejects when it takes longer than anything here may. */
async function settled<T>(promise: Promise<T>, otherwise: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), 5_000);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
