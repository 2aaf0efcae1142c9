// Asking git about the work tree. Laws: nothing of the repository's configuration runs, nothing is written, and what fails is an empty answer.

import type { ExtensionAPI } from "@mariozechner/pi-coding-agent";

const TIMEOUT_MS = 5_000;
const QUIET = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks"];

/** What git prints, without white space at the end; empty where it fails or takes more than five seconds. */
export async function git(pi: ExtensionAPI, cwd: string, ...words: readonly string[]): Promise<string> {
  try {
    const { code, stdout } = await pi.exec("git", [...QUIET, ...words], { cwd, timeout: TIMEOUT_MS });
    return code === 0 ? stdout.trimEnd() : "";
  } catch {
    return "";
  }
}
