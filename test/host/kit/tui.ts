// pi as a person sees it: a real terminal in tmux, on a socket of its own, without the developer's configuration.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { NODE, PI } from "./host.ts";
import { until } from "./process.ts";
import type { Scratch } from "./scratch.ts";

/** Why the terminal tests can't run here; undefined when they can. */
export const tmuxMissing = (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "tmux")))
  ? undefined
  : "tmux isn't installed";

export interface Tui {
  screen(): string;
  /** The same with its colours, as escape sequences, and with the spaces at the ends of lines. */
  drawn(): string;
  /** Of the window, as the program inside set it. */
  title(): string;
  /** Keys by tmux's names: `Enter`, `C-M-p`, `Tab`. */
  keys(...names: readonly string[]): void;
  type(words: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until the screen shows the text, or something that satisfies the test; gives the screen. */
  see(what: string | RegExp | ((screen: string) => boolean)): Promise<string>;
  close(): void;
}

/** The lines of pi's editor: what stands between the last two rules on the screen. */
export function editorOf(screen: string): string {
  const lines = screen.split("\n");
  const isRule = (line: string) => /^─{20}/.test(line);
  const bottom = lines.findLastIndex(isRule);
  const top = lines.slice(0, Math.max(bottom, 0)).findLastIndex(isRule);
  return lines.slice(top + 1, Math.max(bottom, 0)).join("\n");
}

/** The last line of the screen, where pi shows what extensions say. */
export function footerOf(screen: string): string {
  return screen.trimEnd().split("\n").at(-1) ?? "";
}

/** Longer than a frame takes to be drawn, also on a busy machine. */
const FRAME_MS = 40;

let count = 0;

/** pi with these arguments in the scratch project. */
export function startTui(scratch: Scratch, args: readonly string[]): Tui {
  return startProgram(scratch, [NODE, PI, ...args], scratch.env);
}

/** Any program in a terminal of its own. */
export function startProgram(scratch: Scratch, argv: readonly string[], env: Readonly<Record<string, string>>): Tui {
  const socket = `pi-modes-${process.pid}-${++count}`;
  const own = { PATH: process.env.PATH ?? "", HOME: scratch.home, LANG: "C.UTF-8", TERM: "xterm-256color", TMUX_TMPDIR: scratch.root };
  const tmux = (...words: readonly string[]) =>
    execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...words], { encoding: "utf8", env: own, timeout: 10_000, stdio: "pipe" });
  const assignments = Object.entries({ ...env, TERM: "tmux-256color", COLORTERM: "truecolor" });
  const words = ["env", "-i", ...assignments.map(([name, value]) => `${name}=${value}`), ...argv];
  // The time-out ends pi when the test process is killed and can't close the terminal itself.
  const command = `cd ${quote(scratch.project)} && timeout --foreground 120 ${words.map(quote).join(" ")}; echo "It ended with $?"; sleep 20`;
  tmux("new-session", "-d", "-x", "110", "-y", "40", "-s", "pi", "sh", "-c", command);
  tmux("set-option", "-g", "escape-time", "0");

  const screen = () => tmux("capture-pane", "-p", "-t", "pi");
  const see = async (what: string | RegExp | ((screen: string) => boolean)) => {
    const first = await until(
      () => {
        const now = screen();
        return matches(now, what) ? now : undefined;
      },
      () => `${String(what)} on the screen:\n${screen()}`,
      20_000,
    );
    // What is asked for may be there while the lines below it are still being drawn.
    await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
    const whole = screen();
    return matches(whole, what) ? whole : first;
  };
  const close = () => {
    try {
      tmux("kill-server");
    } catch {
      // It is over already.
    }
  };
  return {
    screen,
    drawn: () => tmux("capture-pane", "-e", "-N", "-p", "-t", "pi"),
    title: () => tmux("display-message", "-p", "-t", "pi", "#{pane_title}").trimEnd(),
    see,
    close,
    keys: (...names) => void tmux("send-keys", "-t", "pi", ...names),
    type: (typed) => void tmux("send-keys", "-t", "pi", "-l", typed),
    resize: (columns, rows) => void tmux("resize-window", "-t", "pi", "-x", String(columns), "-y", String(rows)),
  };
}

function matches(screen: string, what: string | RegExp | ((screen: string) => boolean)): boolean {
  if (typeof what === "string") return screen.includes(what);
  return typeof what === "function" ? what(screen) : what.test(screen);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
