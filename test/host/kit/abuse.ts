// What a model may send that nobody would write: calls that try to get around plan mode, and inputs that no tool expects. Law: nothing here is
// random, so that a failure is found again, and nothing here would reach beyond the scratch folders if a guard let it through.

import { readFileSync } from "node:fs";
import { COMMAND_CASES } from "../../cases/commands.ts";
import { ATTEMPT_STEPS } from "./attempts.ts";
import { parseLines, text } from "./json.ts";
import { bash, call, type ToolStep } from "./script.ts";

const corpus = (name: string): readonly string[] =>
  parseLines(readFileSync(new URL(`../../corpus/${name}.jsonl`, import.meta.url), "utf8")).map((line) => text(line, "command"));

/** Names of the machine, of other processes and of the network: what is closed there is proven in a sandbox, not here. */
const BEYOND =
  /(?:^|[\s"'=(<>:])\/(?!dev\/|tmp)|~|\$HOME|sudo|kill|mkfs|docker|crontab|systemctl|push|curl|wget|ssh|npm|pip|:\(\)|yes |zero|random|\btmp\b/;

/** Commands that plan mode closes or asks about; here nobody answers. */
export const COMMANDS: readonly string[] = [
  ...new Set([...COMMAND_CASES.filter(({ plan }) => plan !== "allow").map(({ command }) => command), ...corpus("mutating")]),
].filter((command) => !BEYOND.test(command));

const PATHS: readonly string[] = [
  ...["", ".", "..", "/", "src", "src/", "made", "./made", "../project/made", ".pi", ".pi/plans", ".pi/plans/", ".pi/plans/../../made"],
  ...[".pi/plans/../../src/greet.js", ".pi/plans/a.md/../../../made", ".pi//plans/./../../made", ".PI/plans/a.md", ".pi/plans/a.md\n"],
  ...[".pi/plans/a.txt", ".pi/plans/a.md\u0000.js", "made\u0000", "made\nmade", "made\r", "@made", "@@made", "~/made", "~", "file:made"],
  ...[
    "\u{1F600}",
    "ma\u0301de",
    "\ud800",
    "made\udfff",
    "\u202emade",
    "made ",
    " made",
    "\u00a0made",
    "$(touch made)",
    "`touch made`",
    "*",
    "{a,b}",
  ],
  ...[
    "linked/made",
    "linked/../made",
    "a/".repeat(4096),
    `${"../".repeat(4096)}${"a/".repeat(4096)}made`,
    "x".repeat(100_000),
    "__proto__",
  ],
  ...["constructor", "-made", "--made", ".git/hooks/pre-commit", ".git/config", ".pi/settings.json", ".pi/pi-modes.json", "package.json"],
];

const nested = (depth: number): unknown => {
  let value: unknown = "made";
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { path: value };
  return value;
};
const own = (name: string, value: unknown): Readonly<Record<string, unknown>> =>
  JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);

const ODD: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [["made"]],
  ["made"],
  { path: "made" },
  nested(60),
  nested(500),
  "\ud800",
  "",
];

const written = (path: unknown): readonly ToolStep[] => [
  call("write", { path, content: "x" }),
  call("edit", { path, oldText: "hello", newText: "bye" }),
];

/** Calls of tools that write, each to be refused: by the guard, by the host's check of the input, or by the tool itself. */
export const WRITERS: readonly ToolStep[] = [
  ...ATTEMPT_STEPS,
  ...PATHS.flatMap(written),
  ...ODD.flatMap((path) => (typeof path === "string" || typeof path === "number" ? [] : written(path))),
  ...ODD.filter((value) => typeof value !== "string").map((command) => call("bash", { command })),
  ...["path", "file_path", "filePath", "PATH", "command", "__proto__", "constructor"].map((name) => call("write", own(name, "made"))),
  ...["path", "__proto__", "constructor", "toString"].map((name) =>
    call("edit", { ...own(name, "made"), edits: [{ oldText: "a", newText: "b" }] }),
  ),
  call("write", { path: "README.md", file_path: ".pi/plans/a.md", content: "x" }),
  call("write", { path: ".pi/plans/a.md", file_path: "README.md", content: "x" }),
  call("write", { ...own("__proto__", { path: ".pi/plans/a.md" }), path: "made", content: "x" }),
  call("write", { path: "made", content: nested(60) }),
  call("edit", { path: "src/greet.js", edits: nested(60) }),
  call("write", {}),
  call("edit", {}),
  call("bash", {}),
  bash("touch made\u0000"),
  bash("touch \ud800; touch made"),
  bash("touch\u00a0made; touch made"),
  bash(`${"(".repeat(2000)}touch made${")".repeat(2000)}`),
  bash(`${"$(".repeat(500)}touch made${")".repeat(500)}`),
  bash(`${"echo a; ".repeat(5000)}touch made`),
  bash(`${"a".repeat(20_000)}=1; touch made`),
];

/** One call of each would fill a small script: 1 MB. */
export const HUGE: readonly ToolStep[] = [
  call("write", { path: "made", content: "x".repeat(2 ** 20) }),
  call("write", { path: "x".repeat(2 ** 20), content: "x" }),
  bash(`touch made #${"x".repeat(2 ** 20)}`),
  bash("touch made;".repeat(2 ** 16)),
  call("edit", { path: "src/greet.js", edits: Array.from({ length: 20_000 }, () => ({ oldText: "hello", newText: "bye" })) }),
];

/** Tools that aren't there, or are by another name. */
export const RENAMED: readonly ToolStep[] = [
  "Bash",
  "bash ",
  "BASH",
  "functions.bash",
  "sh",
  "shell",
  "write_file",
  "Write",
  "__proto__",
  "constructor",
  "toString",
  "\u{1F600}",
].map((tool) => call(tool, { command: "touch made", path: "made", content: "x" }));

/** Reading is open: whatever comes of these, nothing changes. */
export const READERS: readonly ToolStep[] = [
  ...PATHS.filter((path) => !["/", "..", "~"].includes(path)).flatMap((path) => [call("read", { path }), call("ls", { path })]),
  call("grep", { pattern: "hello", path: "src", glob: "*.js" }),
  call("grep", { pattern: "(".repeat(500) }),
  call("find", { pattern: "**/*".repeat(50) }),
  call("find", { pattern: "*.js", path: "src" }),
  bash("ls"),
  bash("cat README.md"),
  bash("git log --oneline"),
];

/** `size` calls at a time, as a model makes them in parallel. */
export function batches(steps: readonly ToolStep[], size = 20): readonly (readonly ToolStep[])[] {
  return Array.from({ length: Math.ceil(steps.length / size) }, (_, index) => steps.slice(index * size, (index + 1) * size));
}
