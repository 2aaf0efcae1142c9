import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { handleKey } from "../../extensions/mode-manager/approval-state.ts";
import { CHOICES } from "../../src/plan/approval.ts";
import { answer, key, leftOpen, long, paste, ready, typed } from "../support/approval-keys.ts";

describe("a choice that ends the plan", () => {
  const ENDING = [
    ["leave", "l", "8", 1],
    ["discard", "d", "9", 2],
  ] as const;

  it.each(ENDING)("(%s) is taken by its key twice, or by Enter behind it, and by nothing shorter", (kind, letter, digit, down) => {
    const moved = Array.from({ length: down }, () => key("down"));
    for (const first of [[typed(letter)], [typed(digit)], [...moved, key("enter")]]) {
      expect(leftOpen(ready(), ...first).stage).toMatchObject({ kind: "confirming", choice: { kind } });
      for (const second of [typed(letter), typed(digit), key("enter")]) expect(answer(ready(), ...first, second)).toEqual({ kind });
    }
  });

  it.each(ENDING)("(%s) is taken back by any other key, which does nothing else", (_kind, letter) => {
    const { stage, focus, unticked, top } = ready();
    const kinds = ["up", "down", "page-up", "page-down", "escape", "backspace", "clear", "tab", "other"] as const;
    const letters = [...CHOICES.map((choice) => choice.letter), "1", " ", "y", "x"].filter((other) => other !== letter);
    for (const other of [...kinds.map(key), ...letters.map(typed), paste(letter)])
      expect(leftOpen(ready(), typed(letter), other)).toMatchObject({ stage, focus, unticked, top });
    expect(answer(ready(), typed(letter), key("escape"), key("enter"), key("enter"))).toEqual({ kind: "keep" });
  });

  it("is never the end of it by a single key, whatever was pressed before", () => {
    const anyLetter = fc.constantFrom("l", "d", "8", "9", "k", " ", "x").map(typed);
    const anyMove = fc.constantFrom("up", "down", "enter", "escape", "tab", "page-down", "other" as const).map(key);
    fc.assert(
      fc.property(fc.array(fc.oneof(anyLetter, anyMove), { maxLength: 30 }), (keys) => {
        let state = ready();
        for (const [index, pressed] of keys.entries()) {
          const before = state.stage;
          const handled = handleKey(state, pressed, (index + 1) * 1000);
          if (handled.kind === "open") state = handled.state;
          else {
            const { kind } = handled.answer;
            if (kind === "leave" || kind === "discard") expect(before).toMatchObject({ kind: "confirming", choice: { kind } });
            return;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("any keys at all", () => {
  const anyKey = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...CHOICES.map(({ letter }) => letter), " ", "1", "2", "3", "9", "y").map(typed) },
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).map(typed),
    {
      weight: 3,
      arbitrary: fc
        .constantFrom("up", "down", "page-up", "page-down", "enter", "escape", "backspace", "clear", "tab", "other" as const)
        .map(key),
    },
    fc.string().map(paste),
  );
  const APPROVING = CHOICES.flatMap(({ kind, letter }, index) => (kind.startsWith("approve") ? [letter, String(index + 1)] : []));

  it("approve nothing without a key that names an approving choice or a move to one", () => {
    const harmless = anyKey.filter((pressed) => !(pressed.kind === "character" && APPROVING.includes(pressed.text)));
    const unmoved = harmless.filter(({ kind }) => kind !== "up" && kind !== "down");
    fc.assert(
      fc.property(fc.array(unmoved, { maxLength: 40 }), (keys) => {
        expect(answer(ready(), ...keys)?.kind).not.toBe("approve");
      }),
    );
  });

  it("approve nothing that wasn't read", () => {
    const unread = anyKey.filter(({ kind }) => kind !== "page-down");
    fc.assert(
      fc.property(fc.array(unread, { maxLength: 40 }), (keys) => {
        expect(answer(long(), ...keys)?.kind).not.toBe("approve");
      }),
    );
  });

  it("approve only by the key that did it: a letter, or Enter on a choice or behind a comment that is there", () => {
    fc.assert(
      fc.property(fc.array(anyKey, { maxLength: 40 }), (keys) => {
        let state = ready();
        for (const [index, pressed] of keys.entries()) {
          const handled = handleKey(state, pressed, (index + 1) * 1000);
          if (handled.kind === "open") {
            state = handled.state;
            continue;
          }
          if (handled.answer.kind !== "approve") return;
          const { stage, focus, model } = state;
          const isLetter = stage.kind === "choosing" && pressed.kind === "character" && APPROVING.includes(pressed.text);
          const isMoved = stage.kind === "choosing" && pressed.kind === "enter" && [0, 1, 2].includes(focus - model.items.length);
          const isSent = stage.kind === "writing" && stage.about.kind === "approve" && stage.text.trim() !== "" && pressed.kind === "enter";
          expect([isLetter, isMoved, isSent].filter(Boolean)).toHaveLength(1);
          return;
        }
      }),
      { numRuns: 500 },
    );
  });
});
