// pi as another program drives it: JSON lines over pipes, and dialogs answered by the test.
// Events are kept, so a wait looks at what has come since a mark as well as at what is still to come.

import { NODE, PI } from "./host.ts";
import { isRecord, type Json, parse, text } from "./json.ts";
import { end, type RunOptions, start, until } from "./process.ts";
import type { Scratch } from "./scratch.ts";

type DialogAnswer = { readonly value: string } | { readonly confirmed: boolean } | { readonly cancelled: true };

/** Answers a dialog; undefined leaves it open. */
type Dialogs = (request: Json) => DialogAnswer | undefined;

export interface RpcOptions extends RunOptions {
  readonly args: readonly string[];
  readonly dialogs?: Dialogs;
  /** A program and its arguments that pi's own come after. */
  readonly within?: readonly string[];
}

export interface Rpc {
  /** Everything that pi has said, oldest first. */
  readonly events: readonly Json[];
  /** What pi has written on the standard error. */
  stderr(): string;
  /** Dialogs that pi has opened, oldest first. */
  readonly asked: readonly Json[];
  /** Replaces the way dialogs are answered from now on. */
  answer(dialogs: Dialogs): void;
  /** Answers a dialog that was left open. */
  reply(request: Json, answer: DialogAnswer): void;
  /** Sends a command and gives its response. Rejects when pi says no or is gone. */
  send(type: string, fields?: Json): Promise<Json>;
  /** Sends a prompt and waits until the agent is idle again. Gives the events of the run. */
  prompt(message: string): Promise<readonly Json[]>;
  waitFor(condition: (event: Json) => boolean, since?: number): Promise<Json>;
  /** For the next test in the same process: what runs is stopped, nothing was said or asked yet, and dialogs are dismissed. */
  forget(): Promise<void>;
  /** Waits until pi streams no more. */
  idle(): Promise<void>;
  stop(): Promise<void>;
  /** Says no more, as a client that went away. */
  leave(): void;
  /** Ends pi with a SIGKILL, and gives everything that it had said until then. */
  kill(): Promise<void>;
  isOver(): boolean;
}

const DISMISSED: Dialogs = () => ({ cancelled: true });

const DIALOGS = ["select", "confirm", "input", "editor"];

export function startRpc(scratch: Scratch, options: RpcOptions): Rpc {
  const [program = NODE, ...words] = [...(options.within ?? []), NODE, PI, "--mode", "rpc", ...options.args];
  const child = start(scratch, program, words, options);
  const limit = setTimeout(() => end(child), options.timeout ?? 90_000);
  const events: Json[] = [];
  const asked: Json[] = [];
  const responses = new Map<string, Json>();
  let dialogs: Dialogs = options.dialogs ?? DISMISSED;
  let closed = false;
  let stderr = "";
  let rest = "";
  let number = 0;

  const write = (message: Json) => child.stdin.write(`${JSON.stringify(message)}\n`);
  const reply = (request: Json, answer: DialogAnswer) => void write({ type: "extension_ui_response", id: request.id, ...answer });
  const receive = (line: string) => {
    const message = parse(line);
    if (!isRecord(message)) return;
    if (message.type === "response") {
      responses.set(text(message, "id"), message);
      return;
    }
    events.push(message);
    if (message.type !== "extension_ui_request" || !DIALOGS.includes(text(message, "method"))) return;
    asked.push(message);
    const answer = dialogs(message);
    if (answer !== undefined) reply(message, answer);
  };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(receive);
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const gone = new Promise<void>((resolve) => {
    child.on("close", () => {
      closed = true;
      clearTimeout(limit);
      resolve();
    });
  });

  const last = () => `last said ${JSON.stringify(events.slice(-2)).slice(0, 600)}; on stderr: ${stderr.slice(0, 600)}`;
  const alive = () => {
    if (closed) throw new Error(`pi is gone; ${last()}`);
  };
  const send = async (type: string, fields: Json = {}): Promise<Json> => {
    alive();
    const id = `request-${++number}`;
    write({ ...fields, id, type });
    const response = await until(
      () => responses.get(id) ?? (closed ? {} : undefined),
      () => `a response to ${type}; ${last()}`,
      30_000,
    );
    if (response.success !== true) throw new Error(`${type} failed: ${text(response, "error") || last()}`);
    return response;
  };
  const waitFor = (condition: (event: Json) => boolean, since = events.length): Promise<Json> =>
    until(
      () => {
        const found = events.slice(since).find(condition);
        if (found === undefined) alive();
        return found;
      },
      () => `an event that ${condition.toString()}; ${last()}`,
      20_000,
    );
  const idle = async () => {
    for (;;) {
      const state = await send("get_state");
      if (isRecord(state.data) && state.data.isStreaming === false) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const prompt = async (message: string) => {
    const since = events.length;
    await send("prompt", { message });
    await waitFor((event) => event.type === "agent_end", since);
    await idle();
    return events.slice(since);
  };
  const stop = async () => {
    child.stdin.end();
    const timer = setTimeout(() => end(child), 3_000);
    await gone;
    clearTimeout(timer);
    end(child);
  };
  const answer = (next: Dialogs) => {
    dialogs = next;
  };
  const forget = async () => {
    dialogs = DISMISSED;
    await send("abort");
    await idle();
    events.length = 0;
    asked.length = 0;
  };
  const leave = () => void child.stdin.end();
  const kill = () => {
    end(child);
    return gone;
  };
  const isOver = () => closed;
  return { events, asked, stderr: () => stderr, answer, forget, reply, send, prompt, waitFor, idle, stop, leave, kill, isOver };
}

/** Waits until the package's status in the footer contains the word. */
export async function statusShows(rpc: Rpc, word: string): Promise<void> {
  await until(
    () => shown(rpc, "setStatus", "pi-modes").join().includes(word),
    () => `the status to show ${word}; it shows ${shown(rpc, "setStatus", "pi-modes").join()}`,
  );
}

/** Texts that the person was notified of, oldest first. */
export function notices(rpc: Rpc): readonly { readonly kind: string; readonly words: string }[] {
  return rpc.events
    .filter((event) => event.method === "notify")
    .map((event) => ({ kind: text(event, "notifyType"), words: text(event, "message") }));
}

/** The last thing said under a status or widget key: lines of text, empty when it was taken away or never set. */
export function shown(rpc: Rpc, method: "setStatus" | "setWidget", key: string): readonly string[] {
  const name = method === "setStatus" ? "statusKey" : "widgetKey";
  const said = rpc.events.filter((event) => event.method === method && event[name] === key).at(-1);
  if (said === undefined) return [];
  if (typeof said.statusText === "string") return [said.statusText];
  return Array.isArray(said.widgetLines) ? said.widgetLines.map(String) : [];
}
