// Modes are data. This table is the policy that ships; a test asserts it cell by cell.

import { EFFECT_CLASSES, type EffectClass } from "./classes.ts";
import type { Decision } from "./verdict.ts";

/** As pi names them, from the least to the most. */
export const THINKING_LEVELS = ["off", "minimal", "low", "medium", "high", "xhigh"] as const;
type ThinkingLevel = (typeof THINKING_LEVELS)[number];

export const SANDBOX_USES = ["off", "auto", "required"] as const;
export const SANDBOX_OVERLAYS = ["discard", "off"] as const;

export interface Mode {
  readonly name: string;
  readonly label: string;
  /** A colour name of the host's theme. */
  readonly color: "accent" | "success" | "warning" | "error" | "muted";
  readonly effects: Readonly<Record<EffectClass, Decision>>;
  /** Globs below the workspace root that `write` and `edit` may touch although writes are closed. */
  readonly writable: readonly string[];
  /** Globs below the workspace root of files and folders that any call may write although writes are closed: what checks leave behind. */
  readonly outputs: readonly string[];
  /** What commands find in their environment while the mode holds. */
  readonly environment: Readonly<Record<string, string>>;
  /** The modes that it leads to; absent: all. */
  readonly transitions?: readonly string[];
  /** What the mode is for, in one line for a person. */
  readonly purpose: string;
  /** What is open, what is closed, and what to do instead: for the model, one sentence each. */
  readonly open: string;
  readonly closed: string;
  readonly instead: string;
  /** `provider/model-id`: the model while the mode holds; absent: whichever is chosen. */
  readonly model?: string;
  readonly thinking?: ThinkingLevel;
  /**
   * Code whose effects can't be seen, where it is a question: `auto` runs it in a sandbox where there is one, `required` refuses it where there
   * is none. Without effect in a mode that writes.
   */
  readonly sandbox: (typeof SANDBOX_USES)[number];
  /** In the sandbox: `discard` takes writes to the workspace and the home folder into a layer that is thrown away; `off`: they fail. */
  readonly overlay: (typeof SANDBOX_OVERLAYS)[number];
}

/**
 * Some programs keep their own books when they only look. These switches stop that:
 * the index that `git status` refreshes (git(1), GIT_OPTIONAL_LOCKS; `git diff` has no such switch), npm's logs and its question whether there is a newer npm (`npm help config`),
 * Python's compiled files, and the compiled code that programs with the `v8-compile-cache` package keep (yarn 1), and the same questions of gh, terraform and
 * programs that use the `update-notifier` package.
 */
const QUIET = {
  GIT_OPTIONAL_LOCKS: "0",
  npm_config_logs_max: "0",
  npm_config_update_notifier: "false",
  NO_UPDATE_NOTIFIER: "1",
  DISABLE_V8_COMPILE_CACHE: "1",
  GH_NO_UPDATE_NOTIFIER: "1",
  CHECKPOINT_DISABLE: "1",
  PYTHONDONTWRITEBYTECODE: "1",
} as const;

/** Java leaves a folder for its performance counters even when it is asked for its version; it says on the standard error that it was told not to. */
const QUIET_JAVA = { JAVA_TOOL_OPTIONS: "-XX:-UsePerfData" } as const;

const PLAN = {
  name: "plan",
  label: "plan",
  color: "warning",
  effects: {
    run: "allow",
    read: "allow",
    "read-secret": "ask",
    write: "deny",
    "delete-broad": "deny",
    "write-secret": "deny",
    "write-temp": "deny",
    "write-outside": "deny",
    "write-guard": "deny",
    "write-vcs": "deny",
    "execute-check": "ask",
    execute: "ask",
    "network-loopback": "ask",
    "network-own-remote": "ask",
    "network-fetch": "ask",
    "network-send": "deny",
    "install-declared": "deny",
    "install-new": "deny",
    "vcs-local": "deny",
    "vcs-change": "deny",
    system: "deny",
    reset: "deny",
    destroy: "deny",
    opaque: "ask",
  },
  writable: [".pi/plans/*.md"],
  outputs: [],
  environment: { ...QUIET, ...QUIET_JAVA },
  purpose: "look and think; nothing changes",
  open: "Reading and searching files, looking at version control and at the system.",
  closed:
    "Every change: files, version control, packages, processes. Project code runs in a sandbox or is a question to the user; the network is a question.",
  instead: "Find out what you need and answer with a plan; the user switches the mode when it is time to work.",
  sandbox: "auto",
  overlay: "discard",
} as const satisfies Mode;

const EXECUTE = {
  name: "execute",
  label: "execute",
  color: "success",
  effects: {
    run: "allow",
    read: "allow",
    "read-secret": "ask",
    write: "allow",
    "delete-broad": "ask",
    "write-secret": "ask",
    "write-temp": "allow",
    "write-outside": "ask",
    "write-guard": "ask",
    "write-vcs": "ask",
    "execute-check": "allow",
    execute: "allow",
    "network-loopback": "allow",
    "network-own-remote": "allow",
    "network-fetch": "allow",
    "network-send": "ask",
    "install-declared": "allow",
    "install-new": "ask",
    "vcs-local": "allow",
    "vcs-change": "ask",
    system: "ask",
    reset: "ask",
    destroy: "deny",
    opaque: "ask",
  },
  writable: [],
  outputs: [],
  environment: {},
  purpose: "work; asks only where it matters",
  open: "Reading, editing and running code in the workspace, local commits, declared installs.",
  closed: "What can't be undone. Sending data, changes outside the workspace, secrets and published history are questions to the user.",
  instead: "Go on with the work; a question goes to the user by itself.",
  sandbox: "off",
  overlay: "discard",
} as const satisfies Mode;

/** Reports and caches, where the usual tools put them: Istanbul, coverage.py, Go, JUnit, Playwright, pytest, mypy, ruff, ESLint, babel-loader. */
const CHECK_OUTPUTS = [
  ...["coverage", "coverage.out", ".nyc_output", "htmlcov", ".coverage", "coverage.xml", "test-results", "playwright-report"],
  ...["**/.pytest_cache", "**/.mypy_cache", "**/.ruff_cache", "**/.eslintcache", "**/node_modules/.cache"],
];

const REVIEW = {
  name: "review",
  label: "review",
  color: "accent",
  effects: {
    run: "allow",
    read: "allow",
    "read-secret": "ask",
    write: "deny",
    "delete-broad": "deny",
    "write-secret": "deny",
    "write-temp": "allow",
    "write-outside": "deny",
    "write-guard": "deny",
    "write-vcs": "deny",
    "execute-check": "allow",
    execute: "ask",
    "network-loopback": "ask",
    "network-own-remote": "allow",
    "network-fetch": "ask",
    "network-send": "deny",
    "install-declared": "deny",
    "install-new": "deny",
    "vcs-local": "deny",
    "vcs-change": "deny",
    system: "deny",
    reset: "deny",
    destroy: "deny",
    opaque: "ask",
  },
  writable: [],
  outputs: CHECK_OUTPUTS,
  environment: QUIET,
  purpose: "look and run the checks; nothing is edited",
  open: "Reading, searching, and running tests, linters, type checks and builds.",
  closed:
    "Every change to files and version control. Other project code runs in a sandbox or is a question to the user; the network is a question.",
  instead: "Run the checks and report what you found; the user switches the mode when something is to be mended.",
  sandbox: "auto",
  overlay: "discard",
} as const satisfies Mode;

export const MODE_NAMES = ["plan", "execute", "review"] as const;
export type ModeName = (typeof MODE_NAMES)[number];

export const MODES: Readonly<Record<ModeName, Mode>> = { plan: PLAN, execute: EXECUTE, review: REVIEW };

/** Where a session starts when nothing says otherwise. */
export const DEFAULT_MODE: ModeName = "execute";

/** Where reviews are held. */
export const REVIEW_MODE: ModeName = "review";

/** Where every doubt ends. */
export const STRICTEST_MODE: ModeName = "plan";

/** True for a built-in mode that nobody opened or closed. */
export function isShipped({ name, effects, writable, outputs }: Mode): boolean {
  const shipped = MODE_NAMES.map((one): Mode => MODES[one]).find((mode) => mode.name === name);
  if (!shipped || !areSame(writable, shipped.writable) || !areSame(outputs, shipped.outputs)) return false;
  return EFFECT_CLASSES.every((row) => effects[row] === shipped.effects[row]);
}

function areSame(globs: readonly string[], others: readonly string[]): boolean {
  return globs.length === others.length && globs.every((glob) => others.includes(glob));
}
