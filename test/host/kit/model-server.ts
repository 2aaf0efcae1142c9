// A provider on 127.0.0.1 that speaks OpenAI's chat completions as a stream and keeps every request's bytes: they are what the model saw.

import { createServer, type ServerResponse } from "node:http";
import { at, contentText, list, parse, text } from "./json.ts";
import { type Answer, nextAnswer, type Stories } from "./script.ts";

export interface ModelRequest {
  readonly raw: string;
  readonly body: unknown;
}

export interface ModelServer {
  /** Base address, ends in `/v1`. */
  readonly url: string;
  /** Oldest first; grows while the server runs. */
  readonly requests: readonly ModelRequest[];
  close(): Promise<void>;
}

/** `tokens`: what each request is said to have; by its size where nothing is said. */
export async function startModelServer(stories: Stories = {}, tokens?: number): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      const body = parse(raw);
      if (body === undefined) {
        response.writeHead(400).end("{}");
        return;
      }
      requests.push({ raw, body });
      void stream(response, nextAnswer(list(body, "messages"), stories), requests.length, tokens ?? Math.ceil(raw.length / 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}/v1`, requests, close };
}

async function stream(response: ServerResponse, answer: Answer, number: number, prompt: number): Promise<void> {
  const send = (delta: unknown, finish: string | null, usage?: unknown) => {
    const chunk = { id: `answer-${number}`, object: "chat.completion.chunk", created: 1, model: "scripted" };
    const choices = [{ index: 0, delta, finish_reason: finish }];
    response.write(`data: ${JSON.stringify({ ...chunk, choices, ...(usage === undefined ? {} : { usage }) })}\n\n`);
  };
  response.writeHead(200, { "content-type": "text/event-stream" });
  send({ role: "assistant", content: "" }, null);
  if (answer.wait > 0) await new Promise((resolve) => setTimeout(resolve, answer.wait));
  if (answer.say !== "") send({ content: answer.say }, null);
  answer.calls.forEach((step, index) => {
    const wanted = { name: step.tool, arguments: JSON.stringify(step.args) };
    send({ tool_calls: [{ index, id: `call_${number}_${index}`, type: "function", function: wanted }] }, null);
  });
  send({}, answer.calls.length > 0 ? "tool_calls" : "stop", { prompt_tokens: prompt, completion_tokens: 10, total_tokens: prompt + 10 });
  response.end("data: [DONE]\n\n");
}

/** The texts that the tools of the conversation gave the model, oldest first. */
export function toolTexts(request: ModelRequest | undefined): readonly string[] {
  return ofRole(request, "tool");
}

/** The texts that reached the model as the user's: prompts, and notices of extensions. */
export function userTexts(request: ModelRequest | undefined): readonly string[] {
  return ofRole(request, "user");
}

function ofRole(request: ModelRequest | undefined, role: string): readonly string[] {
  const messages = list(request?.body, "messages").filter((message) => text(message, "role") === role);
  return messages.map((message) => contentText(at(message, "content")));
}

/** The bytes that a provider caches first: system message and tools, as they were sent. */
export function cachedHead(request: ModelRequest | undefined): { readonly system: string; readonly tools: string } {
  const system = list(request?.body, "messages").find((message) => ["system", "developer"].includes(text(message, "role")));
  return { system: JSON.stringify(system ?? null), tools: JSON.stringify(at(request?.body, "tools") ?? null) };
}

/** The conversation's bytes without the closing bracket: what a later request must begin with to keep the cache. */
export function conversationBytes(request: ModelRequest | undefined): string {
  return JSON.stringify(list(request?.body, "messages")).slice(0, -1);
}
