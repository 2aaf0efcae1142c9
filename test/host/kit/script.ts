// A scripted model without state: the script rides in the user's prompt, and the step that is due is the number of
// assistant messages since. So retries, parallel calls, forks and restarts need no bookkeeping, in whatever process the model runs.

import { at, contentText, isRecord, list, parse, text } from "./json.ts";

export interface ToolStep {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One answer of the model: a call, several calls at once, or a text. `wait`: milliseconds before the answer ends. */
export type Step = ToolStep | readonly ToolStep[] | { readonly say: string; readonly wait?: number };

export interface Answer {
  readonly say: string;
  readonly calls: readonly ToolStep[];
  readonly wait: number;
}

export const call = (tool: string, args: Readonly<Record<string, unknown>>): ToolStep => ({ tool, args });
export const bash = (command: string): ToolStep => call("bash", { command });

/** A prompt that carries its script. */
export function scripted(...steps: readonly Step[]): string {
  return `Do the work. @@${JSON.stringify(steps)}@@`;
}

/** Scripts for prompts that carry none: by words of the prompt, or of a message that the package sends. The first that fits counts. */
export type Stories = Readonly<Record<string, readonly Step[]>>;

/** The answer to a conversation (messages with `role` and `content`, oldest first). */
export function nextAnswer(messages: readonly unknown[], stories: Stories = {}): Answer {
  for (let index = messages.length - 1; index >= 0; index--) {
    if (text(messages[index], "role") !== "user") continue;
    const prompt = contentText(at(messages[index], "content"));
    // How hosts ask for a summary.
    if (prompt.includes("<conversation>") || prompt.startsWith("# Conversation\n")) return say("A summary of the conversation.");
    const script = /@@(\[[\s\S]*\])@@/.exec(prompt)?.[1];
    if (script !== undefined) return answerOf(list(parse(script))[assistantsAfter(messages, index)]);
    const story = Object.entries(stories).find(([words]) => prompt.includes(words));
    if (story) return answerOf(story[1][assistantsAfter(messages, index)]);
  }
  return say("Nothing is scripted.");
}

function assistantsAfter(messages: readonly unknown[], index: number): number {
  return messages.slice(index + 1).filter((message) => text(message, "role") === "assistant").length;
}

function answerOf(step: unknown): Answer {
  if (step === undefined) return say("The script is at its end.");
  if (Array.isArray(step)) return { say: "", calls: step.flatMap(toolStep), wait: 0 };
  const calls = toolStep(step);
  if (calls.length > 0) return { say: "", calls, wait: 0 };
  const wait = at(step, "wait");
  return { say: text(step, "say"), calls: [], wait: typeof wait === "number" ? wait : 0 };
}

function toolStep(step: unknown): readonly ToolStep[] {
  const tool = text(step, "tool");
  const args = at(step, "args");
  return tool === "" ? [] : [{ tool, args: isRecord(args) ? args : {} }];
}

function say(words: string): Answer {
  return { say: words, calls: [], wait: 0 };
}
