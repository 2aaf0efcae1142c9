// The demo for a person: the real pi in the terminal that the person has, with a model that is scripted.

import { spawn } from "node:child_process";
import { PI_ARGUMENTS } from "./place.mjs";

const PROMPT =
  "Write a greeting into greeting.txt. (Demo: plan mode is on, so watch it being refused. " +
  "Then press ctrl+alt+p, send any message, and watch it work. ctrl+d ends the demo.)";

/**
 * Runs pi until the person leaves it. Gives pi's exit status.
 * @param {ReturnType<import("./place.mjs").makePlace>} place
 * @returns {Promise<number>}
 */
export function runInTerminal(place) {
  const child = spawn(process.execPath, [...PI_ARGUMENTS, "-nc", PROMPT], { cwd: place.project, env: place.env, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
