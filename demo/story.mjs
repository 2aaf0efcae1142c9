// The demo for a pipe: the same story over RPC, told as text. Law: each sentence is printed because it was seen, and the story
// fails when something else was seen.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FILE, GREETING } from "./model.mjs";
import { startPi } from "./rpc.mjs";

/**
 * Tells the story; gives whether it went as it should.
 * @param {ReturnType<import("./place.mjs").makePlace>} place
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>}
 */
export async function tellStory(place, say) {
  const pi = startPi(place);
  /** @type {string[]} */
  const wrong = [];
  /** @param {boolean} seen @param {string} sentence */
  const check = (seen, sentence) => {
    say(`  ${seen ? "ok " : "NOT"}   ${sentence}`);
    if (!seen) wrong.push(sentence);
  };
  try {
    say("pi --plan, with a scripted model, in a scratch project");
    say(`  ok    the footer says: ${plain(await pi.footer("plan"))}\n`);
    const refused = await turn(pi, "Write a greeting into greeting.txt.", say);
    check(refused.length === 2 && refused.every((call) => call.refused), "both calls were refused");
    check(place.changes() === "", "nothing in the project changed\n");

    say("you     /mode execute");
    await pi.command("/mode execute");
    say(`  ok    the footer says: ${plain(await pi.footer("execute"))}\n`);

    const done = await turn(pi, "Once more, please.", say);
    check(done.length === 1 && done.every((call) => !call.refused), "the call was allowed");
    const path = join(place.project, FILE);
    check(existsSync(path) && readFileSync(path, "utf8") === GREETING, `${FILE} holds what the model wrote\n`);
  } finally {
    await pi.stop();
  }
  for (const sentence of wrong) say(`This was to be seen, and wasn't: ${sentence.trim()}`);
  return wrong.length === 0;
}

/**
 * One prompt, told; gives the calls that it led to.
 * @param {ReturnType<typeof startPi>} pi
 * @param {string} words
 * @param {(line: string) => void} say
 */
async function turn(pi, words, say) {
  say(`you     ${words}`);
  /** @type {{ refused: boolean }[]} */
  const calls = [];
  for (const event of await pi.prompt(words)) {
    if (event.type === "tool_execution_start") say(`model   ${event.toolName} ${JSON.stringify(event.args)}`);
    if (event.type === "tool_execution_end") {
      calls.push({ refused: event.isError === true });
      say(indent(event.isError === true ? "refused" : "result ", contentText(event.result)));
    }
    if (event.type === "message_end" && isAssistant(event.message)) {
      const words = contentText(event.message);
      if (words !== "") say(indent("model  ", words));
    }
  }
  return calls;
}

/** @param {unknown} message */
function isAssistant(message) {
  return typeof message === "object" && message !== null && "role" in message && message.role === "assistant";
}

/** @param {unknown} holder @returns {string} */
function contentText(holder) {
  if (typeof holder !== "object" || holder === null || !("content" in holder) || !Array.isArray(holder.content)) return "";
  return holder.content.flatMap((block) => (typeof block?.text === "string" ? [block.text] : [])).join("\n");
}

/** @param {string} who @param {string} words */
function indent(who, words) {
  return `${who} ${words.trim().replaceAll("\n", "\n        ")}`;
}

/** Without colours. @param {string} words */
function plain(words) {
  return words.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
}
