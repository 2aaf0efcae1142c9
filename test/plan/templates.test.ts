import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplate, cut, fillTemplate, type Template, VARIABLES } from "../../src/plan/templates.ts";
import { nasty } from "./plans.ts";

function template(text: string): Template {
  const compiled = compileTemplate(text);
  if (compiled.kind === "problem") throw new Error(compiled.why);
  return compiled;
}

describe("compileTemplate", () => {
  it.each([
    ["", []],
    [
      "a {task} b",
      [
        { kind: "text", text: "a " },
        { kind: "variable", name: "task" },
        { kind: "text", text: " b" },
      ],
    ],
    [
      "{{task}}",
      [
        { kind: "text", text: "{" },
        { kind: "text", text: "task" },
        { kind: "text", text: "}" },
      ],
    ],
    [
      "{{{step}}}",
      [
        { kind: "text", text: "{" },
        { kind: "variable", name: "step" },
        { kind: "text", text: "}" },
      ],
    ],
  ])("takes %j apart", (text, parts) => {
    expect(compileTemplate(text)).toEqual({ kind: "template", parts });
  });

  it.each([
    ["a {tasks}", 2, /\{tasks\} isn't known. Did you mean \{task\}\?/],
    ["{ task }", 0, /Did you mean \{task\}/],
    ["{toString}", 0, /Known here: \{task\}/],
    ["{}", 0, /isn't known/],
    ["a { b", 2, /single "\{" stands at character 3/],
    ["a } b", 2, /Write \}\} for a brace/],
    ["{{a}", 3, /single "\}"/],
  ])("refuses %j and says where", (text, at, why) => {
    expect(compileTemplate(text)).toEqual({ kind: "problem", at, why: expect.stringMatching(why) });
  });

  it("knows only the variables that are allowed", () => {
    expect(compileTemplate("{diff}", ["plan", "step"])).toMatchObject({ kind: "problem", why: expect.stringContaining("{plan}, {step}") });
  });

  it("gives back any text whose braces are doubled", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), nasty), (text) => {
        expect(fillTemplate(template(text.replaceAll("{", "{{").replaceAll("}", "}}")), {})).toBe(text);
      }),
    );
  });
});

describe("fillTemplate", () => {
  it("puts each value in once and expands nothing in it", () => {
    const value = fc.oneof(fc.string(), fc.constantFrom("{plan}", "{{task}}", "$&", "$1", "{"));
    fc.assert(
      fc.property(value, value, (task, plan) => {
        expect(fillTemplate(template("<{task}|{plan}|{task}>"), { task, plan })).toBe(`<${task}|${plan}|${task}>`);
      }),
    );
  });

  it("leaves a variable without a value empty", () => {
    expect(fillTemplate(template(VARIABLES.map((name) => `{${name}}`).join("-")), {})).toBe("-----");
  });

  it("cuts a long value in the middle and says how much is missing", () => {
    const text = `${"a".repeat(100)}${"b".repeat(100)}`;
    expect(fillTemplate(template("{diff}!"), { diff: text }, 10)).toBe("aaaaaaa [... 190 characters left out ...] bbb!");
  });
});

describe("cut", () => {
  it("takes no character apart, and counts right", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 12, maxLength: 60 }), fc.integer({ min: 1, max: 11 }), (text, limit) => {
        const short = cut(text, limit);
        const left = Number(/\[\.\.\. (\d+) characters/.exec(short)?.[1]);
        expect(short.length - ` [... ${left} characters left out ...] `.length).toBe(text.length - left);
        expect(/^(?:[^\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/.test(short)).toBe(true);
      }),
    );
  });
});
