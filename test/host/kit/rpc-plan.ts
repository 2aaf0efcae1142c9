// A plan over RPC: what another program does on the way from its submission to its review, and what it sees.

import { stripVTControlCharacters } from "node:util";
import { list, text } from "./json.ts";
import { type ModelServer, toolTexts } from "./model-server.ts";
import { type Rpc, shown } from "./rpc.ts";
import { bash, call, scripted } from "./script.ts";
import { customEntries } from "./session-file.ts";

const PUSH = "git push origin main";
const NEXT = "git push origin next";
/** A plan of three steps that wants to push to two branches. */
export const SUBMIT = call("plan", {
  action: "submit",
  title: "Greet politely",
  steps: ["Change the greeting", "Say so in the readme", "Push it"],
  commands: [PUSH, NEXT],
});

export const tick = (...steps: readonly number[]) =>
  scripted(call("plan", { action: "progress", updates: steps.map((step) => ({ step, status: "done" })) }), { say: "Reported." });

/** What became of the plan, in order, as the session's file has it. */
export const planEvents = (file: string) => customEntries(file, "pi-modes:plan").map((entry) => text(entry, "data", "event"));

export const sessionFile = async (rpc: Rpc) => text(await rpc.send("get_state"), "data", "sessionFile");

/** Approves by this choice with everything ticked but the second push; says yes to titles like these, and no to the rest. */
export function answering(rpc: Rpc, choice: string, ...yes: readonly RegExp[]): void {
  rpc.answer((request) => {
    const title = text(request, "title");
    if (text(request, "method") === "confirm") return { confirmed: yes.some((wanted) => wanted.test(title)) };
    const options = list(request, "options").map(String);
    if (title.startsWith("An approval releases"))
      return { value: options.find((option) => option.startsWith("untick") && option.includes("next")) ?? "done" };
    return options.includes(choice) ? { value: choice } : { cancelled: true };
  });
}

export async function approve(rpc: Rpc, choice = "Approve and execute"): Promise<void> {
  answering(rpc, choice);
  await rpc.prompt(scripted(SUBMIT, { say: "Approved." }));
}

/** Nothing of the package's own is under way any more. */
export async function settled(rpc: Rpc): Promise<void> {
  await rpc.idle();
  await new Promise((resolve) => setTimeout(resolve, 150));
  await rpc.idle();
}

/** What a person sees of the plan, and which of the two pushes runs without a question. */
export async function look(rpc: Rpc, server: ModelServer) {
  rpc.answer(() => ({ cancelled: true }));
  const seen = {
    status: stripVTControlCharacters(shown(rpc, "setStatus", "pi-modes").join()),
    plan: shown(rpc, "setWidget", "pi-modes").find((line) => /^plan [\d"]/.test(line)),
  };
  const runs: boolean[] = [];
  for (const push of [PUSH, NEXT]) {
    await rpc.prompt(scripted(bash(push), { say: "Tried." }));
    // A reminder of the package's may have come after it.
    const told = toolTexts(server.requests.findLast(({ body }) => text(list(body, "messages").at(-1), "role") === "tool")).at(-1);
    runs.push(told?.startsWith("Not run:") === false);
  }
  return { ...seen, runs };
}

/** The session before the user's prompt of this number becomes one of its own. */
export async function forkBefore(rpc: Rpc, prompt: number): Promise<void> {
  const messages = list(await rpc.send("get_fork_messages"), "data", "messages");
  await rpc.send("fork", { entryId: text(messages[prompt], "entryId") });
}
