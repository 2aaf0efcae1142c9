// Rules are what their examples say, or they open nothing.

import { describe, expect, it } from "vitest";
import { checkExamples } from "../../src/config/examples.ts";
import { buildPolicy, NO_SOURCES } from "../../src/config/policy.ts";
import { problemLine } from "../../src/config/problem.ts";
import type { Config, RuleConfig } from "../../src/config/schema.ts";
import { withoutUnchecked } from "../../src/config/unchecked.ts";
import { world } from "../support/project.ts";

const PLACE = { root: world.root, home: world.home, real: (path: string) => path };

function checked(rules: readonly RuleConfig[], more: Config = {}, which: "opening" | "all" = "all") {
  const built = buildPolicy({ ...NO_SOURCES, user: { kind: "text", file: "f", text: JSON.stringify({ ...more, rules }) } }, PLACE);
  expect(built.problems).toEqual([]);
  const { policy, problems } = checkExamples(built, world, PLACE, which);
  return { built, ids: policy.rules.rules.map(({ id }) => id), problems: problems.map(problemLine) };
}

const RIGHT: readonly (readonly [why: string, rule: RuleConfig, more: Config])[] = [
  [
    "a command",
    {
      command: "npm publish *",
      decision: "allow",
      examples: { match: ["npm publish", "cd src && npm publish --dry-run"], noMatch: ["npm test"] },
    },
    {},
  ],
  ["an effect", { effect: "network-send", decision: "deny", examples: { match: ["curl -d @x https://e.org"], noMatch: ["ls"] } }, {}],
  [
    "a path",
    {
      path: "src/**",
      effect: "write*",
      decision: "allow",
      examples: { match: ["src/a.js"], noMatch: ["docs/a.md", "~/src/a.js", "/etc/src"] },
    },
    {},
  ],
  [
    "a path and a command",
    { path: "docs", command: "tee *", decision: "ask", examples: { match: ["echo x | tee docs/a.md"], noMatch: ["tee x"] } },
    {},
  ],
  ["modes", { command: "make *", modes: ["review", "plan"], decision: "allow", examples: { match: ["make all"] } }, {}],
  ["another shell", { tool: "remote", command: "make", decision: "allow", examples: { match: ["make"] } }, { shellTools: ["remote"] }],
];

describe("examples", () => {
  it.each(RIGHT)("agree with a rule on %s", (_why, rule, more) => {
    expect(checked([rule], more)).toMatchObject({ ids: ["user:1"], problems: [] });
  });

  it("take an allow rule out of force where one fails, and say what it does instead", () => {
    const rule: RuleConfig = {
      command: "npm *",
      decision: "allow",
      examples: { match: ["npm test", "yarn publish"], noMatch: ["npm publish"] },
    };
    const { ids, problems } = checked([rule, { command: "ls", decision: "allow" }]);
    expect(ids).toEqual(["user:2"]);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(
      /^f:1:\d+ rules\[0\]\.examples\.match\[1\]: The rule user:1 in line 1 doesn't apply to its example "yarn publish", which .+\[.+\]\. The rule isn't in force until its examples are right\.$/,
    );
    expect(problems[1]).toMatch(
      /examples\.noMatch\[0\]: The rule user:1 in line 1 applies to what it says it doesn't, "npm publish", which sends data/,
    );
  });

  it("leave rules that close in force, right or wrong", () => {
    const examples = { match: ["ls"] };
    const { ids, problems } = checked([
      { command: "npm publish", decision: "deny", examples },
      { command: "npm publish *", decision: "ask", examples },
    ]);
    expect(ids).toEqual(["user:1", "user:2"]);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/in force all the same\.$/);
  });

  it("of rules that open nothing are left to who validates the file", () => {
    const rule: RuleConfig = { command: "npm publish", decision: "deny", examples: { match: ["ls"] } };
    expect(checked([rule], {}, "opening")).toMatchObject({ ids: ["user:1"], problems: [] });
    expect(checked([rule], {}, "all").problems).toHaveLength(1);
  });

  it.each([
    ["many", Array.from({ length: 201 }, (_, index) => `ls ${index}`)],
    ["long", Array.from({ length: 30 }, () => `ls ${"x".repeat(900)}`)],
  ])("that are too %s take the rule out of force", (_how, match) => {
    const rules: readonly RuleConfig[] = [
      { command: "ls *", decision: "allow", examples: { match: ["ls"] } },
      { command: "ls *", effect: "r*", decision: "allow", examples: { match } },
    ];
    const { ids, problems } = checked(rules, {}, "opening");
    expect(ids).toEqual(["user:1"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("take examples out");
    expect(checked(rules, {}, "all")).toMatchObject({ ids: ["user:1", "user:2"], problems: [] });
  });

  it("that nobody checks keep a rule that opens out of force", () => {
    const { built } = checked([
      { command: "npm publish", decision: "allow", examples: { match: ["npm publish"] } },
      { command: "ls", decision: "allow" },
      { command: "x", decision: "deny", examples: { match: ["x"] } },
    ]);
    expect(withoutUnchecked(built, PLACE).rules.rules.map(({ id }) => id)).toEqual(["user:2", "user:3"]);
  });
});
