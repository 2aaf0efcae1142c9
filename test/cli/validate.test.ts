import { describe, expect, it } from "vitest";
import { validate } from "../../src/cli/validate.ts";
import { world } from "../support/project.ts";

function validated(text: string, as?: string) {
  return validate({ file: "my.json", given: { kind: "text", file: "my.json", text }, as, workspace: world });
}

describe("pi-modes validate", () => {
  it("counts what a fine file holds", () => {
    const text = '{ "rules": [{ "command": "ls", "decision": "deny" }], "secrets": ["a"], "modes": { "docs": { "extends": "plan" } } }';
    expect(validated(text)).toEqual({ lines: ["my.json: 2 rules, 4 modes (3 of them built in), 0 problems, 0 warnings"], status: 0 });
  });

  it("gives file, line, column and field of each problem", () => {
    expect(validated('{\n  "audit": 1,\n  "hideTools": 2 }')).toEqual({
      lines: [
        "my.json:2:12 audit: Expected true or false, but found the number 1.",
        "my.json:3:16 hideTools: Expected true or false, but found the number 2.",
        "my.json: 0 rules, 3 modes (3 of them built in), 2 problems, 0 warnings",
      ],
      status: 1,
    });
  });

  it("marks warnings, which are fine", () => {
    const { lines, status } = validated('{"rules":[{"effect":"destroy","decision":"allow"}]}');
    expect(lines[0]).toMatch(/^my\.json:1:11 warning: rules\[0\]: This rule can't open destroy/);
    expect(status).toBe(0);
  });

  it("checks examples", () => {
    const { lines, status } = validated('{"rules":[{"command":"ls","decision":"deny","examples":{"match":["pwd"]}}]}');
    expect(lines[0]).toMatch(/^my\.json:1:\d+ rules\[0\]\.examples\.match\[0\]: The rule user:1/);
    expect(status).toBe(1);
  });

  it("takes whose file it is into account", () => {
    const text = '{ "lock": { "floor": ["system"] } }';
    expect(validated(text).status).toBe(1);
    expect(validated(text, "administrator").status).toBe(0);
    expect(validated('{"audit":true}', "project").status).toBe(1);
  });

  it("shows what of a project's file waits for trust", () => {
    const { lines, status } = validated('{\n"rules": [{ "command": "npm publish", "decision": "allow" }] }', "project");
    expect(lines[0]).toBe("my.json:2:11 waits for the user's trust: rules[0]: allow `npm publish`");
    expect(status).toBe(0);
  });

  it("refuses another kind of file as wrong usage, and a missing one as a problem", () => {
    expect(validated("{}", "admin")).toEqual({
      lines: ['pi-modes: --as takes user, project or administrator, but got "admin". Did you mean "administrator"?'],
      status: 2,
    });
    expect(validate({ file: "x", given: { kind: "absent" }, workspace: world })).toEqual({
      lines: ["x: There is no such file."],
      status: 1,
    });
    const given = { kind: "unreadable", file: "x", why: "it is a folder" } as const;
    expect(validate({ file: "x", given, workspace: world })).toMatchObject({ status: 1 });
  });
});
