import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Effect, EffectKind, Origin } from "../../src/effects/effect.ts";
import { MODES } from "../../src/policy/modes.ts";
import { makeQuestion, type Question, questionText } from "../../src/policy/question.ts";
import { cutMiddle, lengthOf, textOf, visibleSegments } from "../../src/policy/segments.ts";
import type { Reason, Verdict } from "../../src/policy/verdict.ts";
import { clean } from "../../src/policy/wording.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";
import { anyCodePoints } from "../support/questions.ts";

const LIMITS = { characters: 400, parts: 3 };
const CODE: EffectKind = { kind: "execute", what: "inline", why: "python3 -c" };

/** An effect of a command that stands at these words of a text. */
function effectAt(kind: EffectKind, text: string, words: string, word: string, origin: Partial<Origin> = {}): Effect {
  const offset = text.indexOf(words);
  const argv = words.split(" ");
  const command = { argv, cwd: ROOT, fed: false };
  return { origin: { tool: "bash", program: argv[0] ?? "", word, command, offset, end: offset + words.length, ...origin }, ...kind };
}

function ask(shown: string, ...effects: readonly Effect[]): Question {
  return makeQuestion({ tool: "bash", shown, root: ROOT }, verdictOn(effects, MODES.plan), ROOT, LIMITS);
}

const marked = (question: Question) => question.text.flatMap(({ kind, text }) => (kind === "deciding" ? [text] : []));
const scopes = (question: Question) => question.choices.map((choice) => (choice.kind === "yes" ? choice.scope : choice.kind));

describe("what a question offers", () => {
  const push = "python3 x.py main";

  it("is to agree once, a no, a no with a reason, and then what lasts", () => {
    const question = ask(push, effectAt(CODE, push, push, "x.py"));
    expect(scopes(question)).toEqual(["once", "no", "no-with-reason", "session", "project", "everywhere"]);
    expect(question.covers?.parts).toEqual([`\`python3 x.py main\` in ${ROOT}`]);
    expect(question.onceOnly).toBeUndefined();
  });

  it("gives the lasting choices the shapes that it lists, and the other yes none", () => {
    const question = ask(push, effectAt(CODE, push, push, "x.py"));
    for (const choice of question.choices)
      if (choice.kind === "yes") expect(choice.shapes.map((shape) => shape.argv)).toEqual(choice.scope === "once" ? [] : [push.split(" ")]);
  });

  it.each([
    ["a part can't be pinned down", () => ask("x", effect({ kind: "opaque", why: "a name made at run time" })), "can't be pinned down"],
    ["it can't be shown whole", () => ask(`python3 ${"x".repeat(500)}`, effectAt(CODE, "python3 x", "python3 x", "x")), "too long"],
    [
      "it would cover too many parts",
      () => ask("cat", ...["a", "b", "c", "d"].map((name) => effect({ kind: "read", target: target(`/k/${name}`, "home", ["secret"]) }))),
      "4 parts",
    ],
  ])("is only once when %s, and it says why", (_why, make, words) => {
    const question = make();
    expect(scopes(question)).toEqual(["once", "no", "no-with-reason"]);
    expect(question.covers).toBeUndefined();
    expect(question.onceOnly).toContain(words);
  });
});

describe("the marked words", () => {
  const text = "cat a; cp a a.txt ~/x && cat b";

  it.each([
    ["the word in its command, not the same letter in another one", "cp a a.txt ~/x", "a.txt", "a.txt"],
    ["a word that stands by itself, not the end of a longer one", "cp a a.txt ~/x", "a", "a"],
    ["the command when its word was made by the shell", "cp a a.txt ~/x", "/home/u/x", "cp a a.txt ~/x"],
  ])("are %s", (_what, command, word, expected) => {
    expect(marked(ask(text, effectAt(CODE, text, command, word)))).toEqual([expected]);
  });

  it("are the right occurrence", () => {
    const [before] = ask(text, effectAt(CODE, text, "cp a a.txt ~/x", "a")).text;
    expect(before?.text).toBe("cat a; cp ");
  });

  it("are found in the text where the place belongs to a nested script", () => {
    expect(marked(ask("bash -c 'rm -rf src'", effectAt(CODE, "rm -rf src", "rm -rf src", "src")))).toEqual(["src"]);
  });

  it("never change the text, whatever the places say", () => {
    const anywhere = fc.record({ offset: fc.integer({ min: -5, max: 40 }), end: fc.integer({ min: -5, max: 40 }), word: fc.string() });
    fc.assert(
      fc.property(fc.string(), fc.array(anywhere), (shown, places) => {
        const reasons = places.map((place): Reason => {
          return { effect: { origin: { tool: "bash", ...place }, ...CODE }, class: "execute", decision: "ask", source: "mode" };
        });
        expect(textOf(visibleSegments(shown, reasons))).toBe(textOf(visibleSegments(shown, [])));
      }),
    );
  });
});

describe("the text of the call", () => {
  it.each([
    ["ls \u202Ecod\u200B\u001b[2K", "ls \\u{202e}cod\\u{200b}\\u{1b}[2K"],
    ["rm\u00A0x\u3000y\u2800z\u3164\u{E0041}", "rm\\u{a0}x\\u{3000}y\\u{2800}z\\u{3164}\\u{e0041}"],
    [`ls${" ".repeat(200)}; rm x`, "ls[200 blanks]; rm x"],
    [`ls${"\n".repeat(90)}rm x`, "ls\n[90 line breaks]\nrm x"],
    ["if x; then\n    y\nfi", "if x; then\n    y\nfi"],
    ["\uD800 and д 漢 é", "\\u{d800} and д 漢 é"],
  ])("hides nothing in %j", (shown, expected) => {
    expect(textOf(ask(shown, effect(CODE)).text)).toBe(expected);
  });

  it("holds no character that draws nothing, whatever the call is", () => {
    fc.assert(
      fc.property(anyCodePoints, (shown) => {
        expect(clean(shown)).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it("keeps both ends of a call that is too long, and says how much is missing", () => {
    const cut = cutMiddle([{ kind: "plain", text: `BEGIN${"x".repeat(2000)}END` }], 100);
    expect(textOf(cut)).toMatch(/^BEGIN.*1908 characters left out.*END$/);
    expect(lengthOf(cut)).toBeLessThan(160);
  });

  it("isn't cut through the middle of a character", () => {
    for (const limit of [90, 91, 92, 93])
      expect(textOf(cutMiddle([{ kind: "plain", text: "😀".repeat(100) }], limit))).not.toMatch(/\p{Cs}/u);
  });
});

describe("what a question says", () => {
  const write = effect({ kind: "write", target: target("/etc/x", "outside") }, "/etc/x", "cp");
  const rule = { id: "user:1", source: "user", file: "/home/u/modes.jsonc", line: 12, decision: "ask", reason: "look twice" } as const;
  const ruled: Verdict = {
    mode: "plan",
    decision: "ask",
    reasons: [{ effect: write, class: "write-outside", decision: "ask", source: "rule", rule }],
  };
  const question = makeQuestion({ tool: "bash", shown: "cp a /etc/x", root: ROOT }, ruled, `${ROOT}/sub`, LIMITS);

  it("is the mode, the call, the place, the effect with its target, and the rule that asks", () => {
    expect(question.title).toBe("plan mode asks before changing files outside the workspace");
    expect(question.cwd).toBe(`${ROOT}/sub`);
    expect(question.effects).toEqual(["writes /etc/x: /etc/x"]);
    expect(question.rules).toEqual(["/home/u/modes.jsonc:12: look twice"]);
    expect(question.covers?.parts).toEqual(["writing /etc/x by cp"]);
  });

  it("is all in the text for hosts that have only that", () => {
    const text = questionText(question);
    for (const part of [question.title, "bash: cp a /etc/x", `in ${ROOT}/sub`, "writes /etc/x", ":12: look twice", "writing /etc/x by cp"])
      expect(text).toContain(part);
  });

  it("gives a name with a line break no line of its own", () => {
    const forged = target("/etc/x\n  - reads nothing", "outside");
    const asked = ask("x", effect({ kind: "read", target: { ...forged, marks: ["secret"] } as typeof forged }));
    expect(asked.effects.join("")).not.toContain("\n");
  });
});
