// The tokens that the package adds to a session, as a Markdown table: what every request carries, and what is said once when something
// happens. The first part is the difference between the requests of a real pi with and without the package.

import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { judge } from "../src/judge.ts";
import { approvedText, doneText, findingsHandOver, planAgainText, reminderText, reviewText } from "../src/plan/hand-over.ts";
import type { Plan, StepUpdate } from "../src/plan/model.ts";
import { noticeText, type Refusal, refusalText } from "../src/policy/message.ts";
import { MODES } from "../src/policy/modes.ts";
import type { Verdict } from "../src/policy/verdict.ts";
import { nodeWorkspace } from "../src/workspace/node.ts";
import { COMMAND_CASES } from "../test/cases/commands.ts";
import { loading } from "../test/host/kit/host.ts";
import { parse } from "../test/host/kit/json.ts";
import { cachedHead, startModelServer } from "../test/host/kit/model-server.ts";
import { printText } from "../test/host/kit/print.ts";
import { makeScratch } from "../test/host/kit/scratch.ts";
import { scripted } from "../test/host/kit/script.ts";
import type { Bench } from "./kit/report.ts";

const PLAN: Plan = {
  id: "p1",
  revision: 1,
  title: "Log in with a passkey",
  summary: "Users get rid of passwords. The old form stays for a month.",
  steps: [
    "Add the table `credentials` and its migration",
    "Write the two handlers that register and verify a passkey",
    "Call them from the login form, with the old form below",
    "Test registering, logging in and a revoked key",
    "Describe the change in docs/login.md",
  ].map((text, index) => ({ id: String(index + 1), text })),
  manifest: {
    writes: ["src/login/**", "migrations/*.sql", "test/login.test.ts", "docs/login.md"],
    commands: ["npm run migrate", "npm test *"],
    network: ["registry.npmjs.org"],
    installs: ["@simplewebauthn/server"],
  },
};
const RELEASE = { manifest: PLAN.manifest, askEdits: false, mode: "execute" };
const TWO_DONE = new Map<string, StepUpdate>(["1", "2"].map((step) => [step, { step, status: "done" }]));
const ALL_DONE = new Map<string, StepUpdate>(PLAN.steps.map(({ id }) => [id, { step: id, status: "done" }]));
const DIFF = [
  ...Array.from({ length: 20 }, (_, index) => ` src/login/part-${index}/handler.ts | ${index * 7 + 3} ${"+".repeat(1 + (index % 9))}--`),
  " 20 files changed, 1264 insertions(+), 131 deletions(-)",
].join("\n");
const FINDINGS = [
  "src/login/verify.ts:41: a revoked key still logs in, since `revoked_at` is read before the transaction",
  "src/login/form.ts:12: the old form is gone for users without a passkey",
  "test/login.test.ts: nothing covers a second key of the same user",
];

interface Row {
  readonly what: string;
  readonly tokens: number;
  readonly note: string;
}

const row = (what: string, text: string, note = ""): Row => ({ what, tokens: countTokens(text), note });

/** What each request of a session carries, with the package and without it. */
async function standing(): Promise<readonly Row[]> {
  const server = await startModelServer();
  const scratch = makeScratch(server.url);
  try {
    const heads: { readonly system: string; readonly tools: string }[] = [];
    for (const args of [["-ne"], loading()]) {
      await printText(scratch, { args, prompt: scripted({ say: "done" }) });
      heads.push(cachedHead(server.requests.at(-1)));
    }
    const [without, with_] = heads;
    if (!without || !with_) throw new Error("pi sent no request");
    const tools = (head: typeof with_): readonly string[] => {
      const listed = parse(head.tools);
      return Array.isArray(listed) ? listed.map((tool) => JSON.stringify(tool)) : [];
    };
    const known = new Set(tools(without));
    const added = tools(with_).filter((tool) => !known.has(tool));
    const sum = (texts: readonly string[]) => texts.reduce((total, text) => total + countTokens(text), 0);
    return [
      { what: "definition of the tool `plan`", tokens: sum(added), note: "as JSON; in every request, cached" },
      {
        what: "system prompt: the skills' names and descriptions",
        tokens: countTokens(textOf(with_.system)) - countTokens(textOf(without.system)),
        note: "in every request, cached",
      },
    ];
  } finally {
    await server.close();
    scratch.remove();
  }
}

function textOf(message: string): string {
  const content = Reflect.get(Object(parse(message)), "content");
  return typeof content === "string" ? content : JSON.stringify(content);
}

function notices(): readonly Row[] {
  const names = ["plan", "execute", "review"] as const;
  return names.flatMap((to) =>
    names
      .filter((from) => from !== to)
      .map((from) => row(`notice: ${from} to ${to}`, noticeText(from, MODES[to], true), "once a switch, at the end of the context")),
  );
}

/** Every command of the tests that plan doesn't let through. */
function refusals(): readonly Row[] {
  const workspace = nodeWorkspace({ cwd: process.cwd() });
  const texts = (decision: Verdict["decision"], refusal: Refusal): readonly number[] =>
    COMMAND_CASES.flatMap(({ command }) => {
      const verdict = judge({ tool: "bash", input: { command } }, workspace, MODES.plan);
      if (verdict.decision !== decision) return [];
      return [countTokens(refusalText({ tool: "bash", shown: command, root: workspace.root }, verdict, refusal))];
    }).sort((a, b) => a - b);
  const middle = (what: string, counts: readonly number[]): Row => ({
    what,
    tokens: counts[counts.length >> 1] ?? 0,
    note: `instead of a result; median of ${counts.length} commands, ${counts[0]} to ${counts.at(-1)}`,
  });
  return [
    middle("refusal: closed by the mode", texts("deny", { kind: "closed" })),
    middle("refusal: the user said no", texts("ask", { kind: "answered-no", reason: undefined })),
  ];
}

function handOvers(): readonly Row[] {
  return [
    row("approval, a plan of 5 steps", approvedText(PLAN, RELEASE, new Map()), "the tool's result"),
    row("reminder, 3 steps open", reminderText(PLAN, TWO_DONE, "execute"), "at most once a plan"),
    row("all steps done", doneText(PLAN, ALL_DONE, "execute"), "once a plan"),
    row(
      "review, 20 changed files",
      reviewText({ plan: PLAN, marks: ALL_DONE, diff: DIFF, deviations: [], mode: "review" }),
      "once a review",
    ),
    row("3 findings become a plan", findingsHandOver({ plan: PLAN, findings: FINDINGS, summary: "", mode: "plan" }), "once a review"),
    row("the plan again, after a compaction", planAgainText(PLAN, TWO_DONE, true), "once a compaction"),
  ];
}

export const bench: Bench = async () => {
  const rows = [...(await standing()), ...notices(), ...refusals(), ...handOvers()];
  return {
    title: "Tokens",
    about: [
      "What the package adds to a session: the first rows are in every request, all others once when something happens. Counted with gpt-tokenizer's o200k_base, the first rows from the requests of a real pi with and without the package. Other providers' tokenizers differ by some percent.",
    ],
    tables: [{ head: ["what", "tokens", "when"], rows: rows.map(({ what, tokens, note }) => [what, String(tokens), note]) }],
  };
};
