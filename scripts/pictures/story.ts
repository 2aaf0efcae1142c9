// What the scripted model does while the pictures are taken, and in which project.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeProject } from "../../test/host/kit/project.ts";
import type { Scratch } from "../../test/host/kit/scratch.ts";
import { bash, call, type Stories } from "../../test/host/kit/script.ts";

export const PROMPTS = { first: "Make the greeting polite.", second: "Yes, make a plan." } as const;

const TEST = "node --test --test-reporter=tap src | grep -E '^# (pass|fail)'";
const CHANGE = bash("sed -i 's/hello/Good day,/' src/*.js");
const tick = (...steps: readonly number[]) =>
  call("plan", { action: "progress", updates: steps.map((step) => ({ step, status: "done" })) });

/** By words of the prompts, and of the messages that the package sends. */
export const STORIES: Stories = {
  "Review the work": [
    bash(TEST),
    bash("sed -i 's/hello/Good day/' README.md"),
    call("plan", {
      action: "findings",
      summary: "The plan is carried out, and the tests pass. One text was missed.",
      findings: ["README.md:3: still says that the package says hello"],
    }),
    { say: "The tests pass. One text still says hello." },
  ],
  "has open steps": [
    bash("git push origin main"),
    call("plan", { action: "progress", updates: [{ step: 3, status: "skipped", note: "you want to push it yourself" }] }),
    { say: "The greeting is polite, and nothing was pushed." },
  ],
  [PROMPTS.first]: [
    bash("grep -n hello src/*.js"),
    bash("npm run --silent build"),
    CHANGE,
    { say: "Two files say hello, and it builds. Plan mode is on, so I changed nothing. Shall I plan it?" },
  ],
  [PROMPTS.second]: [
    call("plan", {
      action: "submit",
      title: "Greet politely",
      summary: 'greet() says "Good day". Its test expects the new words. Nothing else calls it.',
      steps: ["Change the greeting in src/greet.js", "Expect it in src/greet.test.js, and run the tests", "Push to main"],
      writes: ["src/greet*.js"],
      commands: ["npm test", "git push origin main"],
    }),
    CHANGE,
    bash(TEST),
    tick(1, 2),
    { say: "The greeting is polite, and the tests pass. The push is next.", wait: 6_000 },
  ],
};

const MANIFEST = { name: "greeter", version: "1.0.0", type: "module", scripts: { build: "node build.js", test: "node --test" } };
const BUILD = [
  'import { cpSync } from "node:fs";',
  'cpSync("src/greet.js", "dist/greet.js", { recursive: true });',
  'console.log("built dist/greet.js");',
  "",
].join("\n");

/** The project in the home folder, so that pi's footer names it by `~`. */
export function atHome(scratch: Scratch): Scratch {
  const project = join(scratch.home, "greeter");
  mkdirSync(project);
  makeProject(project, scratch.env);
  writeFileSync(join(project, "package.json"), `${JSON.stringify(MANIFEST, null, 2)}\n`);
  writeFileSync(join(project, "build.js"), BUILD);
  for (const args of [
    ["add", "."],
    ["commit", "--quiet", "--message=Build"],
  ])
    execFileSync("git", args, { cwd: project, env: scratch.env });
  // What a user has: the sandbox on.
  const { PI_MODES_SANDBOX: _, ...env } = scratch.env;
  return { ...scratch, project, env };
}
