// What is said about a file with a mistake: one sentence, at the place of the mistake.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemLine } from "../../src/config/problem.ts";
import { readConfig } from "../../src/config/read.ts";

function said(text: string): readonly string[] {
  return readConfig(text, "f").problems.map(problemLine);
}

const ROWS = /\[?.* The rows are .*read, read-secret, .*opaque\./;

const MISTAKES: readonly (readonly [text: string, problems: readonly (string | RegExp)[]])[] = [
  ["", ["f:1:1 The file is empty. Write a record, at least {}, or delete the file."]],
  ["// nothing\n", ["f:1:1 The file is empty. Write a record, at least {}, or delete the file."]],
  ["null", ["f:1:1 Expected a record {...}, but found null."]],
  ["[]", ["f:1:1 Expected a record {...}, but found an empty list."]],
  ["{} {}", [/^f:1:4 The file should end here/]],
  ['{\n "rules": [\n  { "decision": "ask" }\n', ["f:4:1 A closing ] was expected here. The file ends too early."]],
  ['{ "rules": [', [/The file ends too early\.$/]],
  ["{ rules: [] }", [/^f:1:3 /]],
  ["{\0}", [/^f:1:2 This is no text/]],
  [`${"[".repeat(200_000)}`, [/nested too deeply/]],
  ['{"ruels":[]}', [/^f:1:2 ruels: There is no key "ruels" here\. Did you mean "rules"\?/]],
  ['{"Hide_Tools":true}', [/Did you mean "hideTools"\?/]],
  [
    '{"rules":[{"decision":"alow"}]}',
    ['f:1:23 rules[0].decision: Expected "allow", "ask" or "deny", but found the text "alow". Did you mean "allow"?'],
  ],
  ['{"rules":[{"path":"a"}]}', ['f:1:11 rules[0].decision: "decision" is missing. Expected "allow", "ask" or "deny".']],
  [
    '{"rules":[{"command":1,"decision":"ask"}]}',
    ["f:1:22 rules[0].command: Expected a text in double quotes or a list of texts, but found the number 1."],
  ],
  [
    '{"rules":[{"command":["a",1],"decision":"ask"}]}',
    ["f:1:27 rules[0].command[1]: Expected a text in double quotes, but found the number 1."],
  ],
  [
    '{"rules":[{"effect":"wirte","decision":"ask"}]}',
    [/^f:1:21 rules\[0\]\.effect: "wirte" names no row of the policy table\. Did you mean "write"\?/],
  ],
  ['{"rules":[{"effect":["read","x*"],"decision":"ask"}]}', [ROWS]],
  [
    '{"rules":[{"modes":["plan","exec"],"decision":"ask"}]}',
    [/^f:1:28 rules\[0\]\.modes\[1\]: There is no mode "exec"\. Did you mean "execute"\?/],
  ],
  ['{"cycle":["plan","revue"]}', [/^f:1:18 cycle\[1\]: There is no mode "revue"\. Did you mean "review"\?/]],
  ['{"startMode":"paln"}', [/^f:1:14 startMode: There is no mode "paln"\. Did you mean "plan"\?/]],
  ['{"modes":{"plan":{"transitions":["x"]}}}', [/^f:1:34 modes\.plan\.transitions\[0\]: There is no mode "x"\./]],
  ['{"modes":{"a":{"extends":"pln"}}}', [/^f:1:26 modes\.a\.extends: There is no mode "pln"\. Did you mean "plan"\?/]],
  ['{"modes":{"docs":{}}}', [/^f:1:18 modes\.docs: The mode is new, so it needs "extends"/]],
  ['{"modes":{"a":{"extends":"b"},"b":{"extends":"a"}}}', [/^f:1:26 modes\.a\.extends: These modes start from each other: a -> b -> a\./]],
  ['{"modes":{"plan":{"extends":"plan"}}}', [/start from each other: plan -> plan/]],
  [
    '{"handOvers":{\n"done": "{pln}"}}',
    ["f:2:9 handOvers.done: The variable {pln} isn't known. Did you mean {plan}? For a brace write {{ or }}."],
  ],
  ['{"handOvers":{"reminder":"{diff}"}}', [/^f:1:26 handOvers\.reminder: The variable \{diff\} isn't known\./]],
  ['{"handOvers":{"review":"a { b"}}', [/^f:1:24 handOvers\.review: A single "\{" stands at character 3\./]],
  ['{"handOvers":{"review":" \\n "}}', [/^f:1:24 handOvers\.review: Expected a text, but found only spaces\./]],
  ['{"handOvers":{"review":""}}', ["f:1:24 handOvers.review: Expected at least 1 character, but found none."]],
  ['{"handOvers":{"review":"a\u200bb"}}', [/^f:1:24 handOvers\.review: Invisible characters/]],
  ['{"handOvers":{"aproved":"x"}}', [/^f:1:15 handOvers\.aproved: There is no key "aproved" here\. Did you mean "approved"\?/]],
  ['{"handOvers":{"toString":"x"}}', [/^f:1:15 handOvers\.toString: There is no key "toString" here\./]],
  ['{"modes":{"plan":{"model":"opus"}}}', [/^f:1:27 modes\.plan\.model: "opus" can't stand here\. Expected: .*`provider\/model-id`/]],
  ['{"modes":{"plan":{"model":"a/b c"}}}', [/^f:1:27 modes\.plan\.model: "a\/b c" can't stand here\./]],
  ['{"modes":{"plan":{"model":"/b"}}}', [/^f:1:27 modes\.plan\.model: /]],
  ['{"modes":{"plan":{"model":"a/b\u200b"}}}', [/^f:1:27 modes\.plan\.model: Invisible characters/]],
  [
    '{"modes":{"plan":{"thinking":"hihg"}}}',
    [/^f:1:30 modes\.plan\.thinking: Expected "off", "minimal", .* or "xhigh", but found the text "hihg"\. Did you mean "high"\?$/],
  ],
  ['{"modes":{"plan":{"thinking":true}}}', [/^f:1:30 modes\.plan\.thinking: Expected .*, but found true\.$/]],
  ['{"modes":{"plan":{"color":"acent"}}}', [/^f:1:27 modes\.plan\.color: Expected "accent", .* Did you mean "accent"\?$/]],
  [
    '{"modes":{"plan":{"effects":{"wriet":"ask"}}}}',
    [/^f:1:30 modes\.plan\.effects\.wriet: There is no key "wriet" here\. Did you mean "write"\?/],
  ],
  ['{"modes":{"My Mode":{"extends":"plan"}}}', [/^f:1:11 modes\["My Mode"\]: "My Mode" can't be a name here/]],
  ['{"__proto__":{}}', [/^f:1:2 __proto__: There is no key/]],
  ['{"constructor":{}, "toString":1}', [/^f:1:2 constructor: There is no key/, /^f:1:20 toString: There is no key/]],
  [
    '{"modes":{"constructor":{"extends":"plan"},"__proto__":{}}}',
    [/modes\.constructor: "constructor" can't be a name/, /modes\.__proto__/],
  ],
  ['{"modes":{"plan":{"effects":{"__proto__":"allow"}}}}', [/modes\.plan\.effects\.__proto__: There is no key/]],
  ['{"audit":true,\n"audit":false}', ['f:2:1 audit: The key "audit" stands here a second time. Keep one of the two.']],
  ['{"askTimeout":1}', ["f:1:15 askTimeout: Expected a number from 5 to 86400, but found the number 1."]],
  ['{"cycle":["plan"]}', ["f:1:10 cycle: Expected at least 2 items, but found 1 item."]],
  ['{"secrets":[""]}', ["f:1:13 secrets[0]: Expected at least 1 character, but found none."]],
  ['{"secrets":["!"]}', ["f:1:13 secrets[0]: Expected a path, but found none."]],
  ['{"shellTools":["write"]}', ['f:1:16 shellTools[0]: "write" is a tool of pi\'s own: what it does is known.']],
  ['{"shortcut":"banana"}', [/^f:1:13 shortcut: "banana" can't stand here\. Expected: The key as pi writes keys/]],
  ['{"lock":{}}', ["f:1:9 lock: This counts only in the administrator's file. Take it out of here."]],
  ['{"modes":{"plan":{"label":"\\u001b[31m"}}}', [/^f:1:27 modes\.plan\.label: Invisible characters/]],
  [
    '{"rules":[{"path":"{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}","decision":"deny"}]}',
    [/rules\[0\]\.path: This pattern would take too long to match: its braces give more than 64 choices/],
  ],
  ['{"rules":[{"path":"+(a|a)b","decision":"deny"}]}', [/a repetition/]],
  ['{"readOnlyCommands":["x *a*a*b"]}', [/more than 2 wildcards/]],
  ['{"protectedPaths":["*a*a*a*b"]}', [/more than 3 wildcards/]],
  [
    '{"hideTools":"yes","audit":0}',
    [
      /^f:1:14 hideTools: Expected true or false, but found the text "yes"\.$/,
      /^f:1:28 audit: Expected true or false, but found the number 0\.$/,
    ],
  ],
];

describe("a config file with a mistake", () => {
  it.each(MISTAKES.map(([text, problems]) => [JSON.stringify(text).slice(0, 80), text, problems] as const))(
    "%s",
    (_name, text, problems) => {
      const found = said(text);
      expect(found).toHaveLength(problems.length);
      for (const [index, problem] of problems.entries()) {
        if (typeof problem === "string") expect(found[index]).toBe(problem);
        else expect(found[index]).toMatch(problem);
      }
      expect(readConfig(text, "f").config).toBeUndefined();
    },
  );

  it("is refused by its size before it is looked at", () => {
    expect(said(`{}${" ".repeat(1024 * 1024)}`)).toEqual(["f:1:1 The file is larger than 1 MB. Make it smaller."]);
  });

  it("gives the place by lines of any kind, behind a byte order mark", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(said(`\uFEFF{${end}// a comment${end}  /* another */ "audit": 1,${end}}`)).toEqual([
        "f:3:26 audit: Expected true or false, but found the number 1.",
      ]);
    }
  });
});

describe("a config file", () => {
  it("may have comments, trailing commas and a byte order mark", () => {
    const { config, problems } = readConfig(
      '\uFEFF{\n // one\n "rules": [{ "command": ["git", "push"], "decision": "deny", },], /* two */ }',
      "f",
    );
    expect(problems).toEqual([]);
    expect(config?.config).toEqual({ rules: [{ command: ["git", "push"], decision: "deny" }] });
    expect(config?.at(["rules", 0, "decision"])).toEqual({ line: 3, column: 54 });
  });

  it("may name the modes of other files; where one of those can't be read, a missing mode is a warning", () => {
    const text = '{"rules":[{"modes":["docs"],"decision":"deny"}],"modes":{"notes":{"extends":"docs"},"docs":{"label":"d"}}}';
    expect(readConfig(text, "f", { modes: new Set(["plan", "docs"]) }).problems).toEqual([]);
    const lacking = readConfig(text, "f", { mayLackModes: true });
    expect(lacking.problems.map(({ severity }) => severity)).toEqual(["warning"]);
    expect(lacking.config).toBeDefined();
  });

  it("gives a result for any text", { timeout: 60_000 }, () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"rules"',
      '"modes"',
      '"plan"',
      '"__proto__"',
      "1",
      "null",
      "//",
      "\n",
      "/*",
      '"',
      "\\u00",
      "\0",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join("")),
          fc.json(),
        ),
        (text) => {
          const { config, problems } = readConfig(text, "f");
          expect(config === undefined).toBe(problems.some(({ severity }) => severity === "error"));
          for (const { line, column, message } of problems) {
            expect(line).toBeGreaterThan(0);
            expect(column).toBeGreaterThan(0);
            expect(message).toMatch(/[.?]$/);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
