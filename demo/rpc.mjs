// A small client for `pi --mode rpc`: JSON lines over pipes.

import { spawn } from "node:child_process";
import { PI_ARGUMENTS } from "./place.mjs";

const PATIENCE = 30_000;

/**
 * @typedef {Record<string, unknown>} Message
 * @param {ReturnType<import("./place.mjs").makePlace>} place
 */
export function startPi(place) {
  const child = spawn(process.execPath, [...PI_ARGUMENTS, "--mode", "rpc"], {
    cwd: place.project,
    env: place.env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  /** @type {Message[]} */
  const messages = [];
  let wake = () => {};
  let gone = false;
  let rest = "";
  let number = 0;
  child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("{")) receive(JSON.parse(line));
    wake();
  });
  child.stdin.on("error", () => {});
  const ended = new Promise((resolve) => {
    child.on("close", () => {
      gone = true;
      wake();
      resolve(undefined);
    });
  });

  /** @param {Message} message */
  const write = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
  /** Dialogs are dismissed: nobody is there. @param {Message} message */
  const receive = (message) => {
    messages.push(message);
    const dialog = message.type === "extension_ui_request" && ["select", "confirm", "input", "editor"].includes(String(message.method));
    if (dialog) write({ type: "extension_ui_response", id: message.id, cancelled: true });
  };
  /** @param {(message: Message) => boolean} wanted @param {number} since @returns {Promise<Message>} */
  const waitFor = async (wanted, since) => {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const found = messages.slice(since).find(wanted);
      if (found !== undefined) return found;
      if (gone || Date.now() > deadline) throw new Error(gone ? "pi ended too early" : "pi didn't answer in time");
      await new Promise((resolve) => {
        wake = () => resolve(undefined);
        setTimeout(resolve, 200);
      });
    }
  };
  /** @param {string} type @param {Message} [fields] */
  const send = async (type, fields = {}) => {
    const id = `request-${++number}`;
    const since = messages.length;
    write({ ...fields, id, type });
    const response = await waitFor((message) => message.type === "response" && message.id === id, since);
    if (response.success !== true) throw new Error(`pi said no to ${type}: ${response.error}`);
    return response;
  };

  let mark = 0;
  return {
    /** Sends a slash command. @param {string} command */
    async command(command) {
      mark = messages.length;
      await send("prompt", { message: command });
    },
    /** Sends a prompt; gives what pi said until the agent was done. @param {string} message */
    async prompt(message) {
      mark = messages.length;
      await send("prompt", { message });
      await waitFor((event) => event.type === "agent_end", mark);
      return messages.slice(mark);
    },
    /** Waits until the package's part of the footer has the word, since the last command or prompt. @param {string} word */
    async footer(word) {
      const shows = (/** @type {Message} */ event) =>
        event.method === "setStatus" && event.statusKey === "pi-modes" && String(event.statusText).includes(word);
      return String((await waitFor(shows, mark)).statusText);
    },
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
