// The model of the demo: a provider on 127.0.0.1 that always wants the same thing, to write greeting.txt.
// Refused, it tries the same through bash; refused again, it says so. It needs no key and no network.

import { createServer } from "node:http";

export const FILE = "greeting.txt";
export const GREETING = "Hello from a model that was allowed to write.\n";

const WRITE = { name: "write", arguments: { path: FILE, content: GREETING } };
const BASH = { name: "bash", arguments: { command: `printf 'Hello past the gate.\\n' > ${FILE}` } };

/**
 * Starts the model; `url` is its base address.
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startModel() {
  let number = 0;
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => stream(response, next(messagesOf(Buffer.concat(chunks).toString("utf8"))), ++number));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/v1`, close };
}

/**
 * @param {string} raw
 * @returns {readonly { role: string, content: unknown }[]}
 */
function messagesOf(raw) {
  try {
    const { messages } = JSON.parse(raw);
    return Array.isArray(messages) ? messages : [];
  } catch {
    return [];
  }
}

/** What the model does next: a call or a sentence. Only the tool results since the user's last words count.
 * @param {readonly { role: string, content: unknown }[]} messages
 */
function next(messages) {
  const since = messages.slice(messages.findLastIndex((message) => message.role === "user") + 1);
  const results = since.filter((message) => message.role === "tool").map((message) => JSON.stringify(message.content));
  const written = results.some((result) => result.includes("Successfully wrote"));
  if (written) return { say: `Done: I wrote ${FILE}.` };
  if (results.length === 0) return { call: WRITE };
  if (results.length === 1) return { call: BASH };
  return { say: "I was refused, twice. Press ctrl+alt+p (or type /mode execute) to let me work, then send me any message." };
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {{ say?: string, call?: { name: string, arguments: unknown } }} answer
 * @param {number} number
 */
function stream(response, answer, number) {
  /** @param {unknown} delta @param {string | null} finish @param {object} [more] */
  const send = (delta, finish, more) => {
    const chunk = { id: `answer-${number}`, object: "chat.completion.chunk", created: 1, model: "scripted" };
    response.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`);
  };
  response.writeHead(200, { "content-type": "text/event-stream" });
  send({ role: "assistant", content: "" }, null);
  if (answer.say !== undefined) send({ content: answer.say }, null);
  if (answer.call !== undefined) {
    const wanted = { name: answer.call.name, arguments: JSON.stringify(answer.call.arguments) };
    send({ tool_calls: [{ index: 0, id: `call_${number}`, type: "function", function: wanted }] }, null);
  }
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  send({}, answer.call === undefined ? "stop" : "tool_calls", { usage });
  response.end("data: [DONE]\n\n");
}
