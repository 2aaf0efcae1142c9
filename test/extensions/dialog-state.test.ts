import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Key, keyOf } from "../../extensions/shared/dialog-keys.ts";
import { appeared, QUIET_MS, resized } from "../../extensions/shared/dialog-reading.ts";
import { type DialogState, handleKey, openDialog } from "../../extensions/tool-guard/dialog-state.ts";
import { anyCodePoints, lastingQuestion, onceQuestion } from "../support/questions.ts";

const typed = (text: string): Key => ({ kind: "character", text });
const key = (kind: Exclude<Key["kind"], "character" | "paste">): Key => ({ kind });

/** On a screen that shows everything, since 0, read by a person. */
const ready = (question = lastingQuestion()): DialogState => resized(appeared(openDialog(question), 0), { body: 10, window: 10 });

/** Keys, one every second from the first second on, until one of them answers. */
function press(state: DialogState, ...keys: readonly Key[]): ReturnType<typeof handleKey> {
  let handled: ReturnType<typeof handleKey> = { kind: "open", state };
  for (const [index, next] of keys.entries()) {
    if (handled.kind === "answered") break;
    handled = handleKey(handled.state, next, (index + 1) * 1000);
  }
  return handled;
}

const answer = (state: DialogState, ...keys: readonly Key[]) => {
  const handled = press(state, ...keys);
  return handled.kind === "answered" ? handled.answer : undefined;
};

const isYes = (handled: ReturnType<typeof handleKey>) => handled.kind === "answered" && handled.answer.kind === "yes";

describe("a key in the dialog", () => {
  it.each([
    ["y", "once"],
    ["1", "once"],
  ])("`%s` allows: %s", (letter, scope) => {
    expect(answer(ready(), typed(letter))).toMatchObject({ kind: "yes", scope, shapes: [] });
  });

  it.each([
    ["s", "session"],
    ["4", "session"],
    ["p", "project"],
    ["5", "project"],
    ["e", "everywhere"],
    ["6", "everywhere"],
  ])("`%s` moves to a lasting answer, and Enter gives it: %s", (letter, scope) => {
    expect(press(ready(), typed(letter), typed(letter))).toMatchObject({
      kind: "open",
      state: { notice: expect.stringContaining("Enter") },
    });
    const given = answer(ready(), typed(letter), key("enter"));
    expect(given).toMatchObject({ kind: "yes", scope });
    if (given?.kind === "yes") expect(given.shapes.length).toBeGreaterThan(0);
  });

  it("that names a choice which isn't offered does nothing", () => {
    for (const letter of ["s", "p", "e", "4", "5", "6", "0", "Y", "x"])
      expect(answer(ready(onceQuestion()), typed(letter))).toBeUndefined();
  });

  it("says no: n, 2, Enter at once, and Escape dismisses", () => {
    for (const no of [typed("n"), typed("2"), key("enter")])
      expect(answer(ready(), no)).toEqual({ kind: "answered-no", reason: undefined });
    expect(answer(ready(), key("escape"))).toEqual({ kind: "dismissed" });
  });

  it("moves the choice round, and Enter takes the one that was moved to", () => {
    expect(answer(ready(), key("up"), key("enter"))).toMatchObject({ kind: "yes", scope: "once" });
    expect(answer(ready(), key("up"), key("up"), key("enter"))).toMatchObject({ scope: "everywhere" });
    expect(answer(ready(), ...[1, 2, 3, 4, 5].map(() => key("down")), key("enter"))).toMatchObject({ scope: "once" });
  });

  it("is never an answer when it was pasted", () => {
    for (const letter of ["y", "1", "n"]) expect(answer(ready(), { kind: "paste", text: letter })).toBeUndefined();
  });
});

describe("a key that comes too early", () => {
  const early = [typed("y"), typed("s"), key("enter"), key("escape"), typed("r")];

  it.each([0, 1, QUIET_MS - 1])("is ignored, %i ms after the dialog appeared", (now) => {
    for (const pressed of early) expect(handleKey(ready(), pressed, now)).toMatchObject({ kind: "open", state: { reason: undefined } });
  });

  it("is ignored while nothing is on the screen yet, however late", () => {
    for (const pressed of early) expect(handleKey(openDialog(lastingQuestion()), pressed, 1e9).kind).toBe("open");
  });

  it("counts when the time is over", () => {
    expect(handleKey(ready(), typed("y"), QUIET_MS).kind).toBe("answered");
  });

  it("is ignored in the middle of what is typed into the dialog: no command and no sentence is an answer", () => {
    for (const text of ["/mode", "/mode plan", "please don't", "stop it", "explain", "I see"]) {
      let state = ready();
      let now = QUIET_MS;
      for (const pressed of [...[...text].map(typed), key("enter")]) {
        const handled = handleKey(state, pressed, now);
        expect(isYes(handled)).toBe(false);
        if (handled.kind !== "open") break;
        state = handled.state;
        now += 100;
      }
    }
  });

  it("is ignored as long as somebody goes on typing", () => {
    let state = ready();
    for (let now = 0; now < 5000; now += QUIET_MS - 1) {
      const handled = handleKey(state, typed("y"), now);
      expect(handled.kind).toBe("open");
      if (handled.kind === "open") state = handled.state;
    }
  });
});

describe("the reason", () => {
  const anyKey = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).map(typed),
    fc.constantFrom("y", "s", "p", "e", "n", "r", "1", "4").map(typed),
    fc.constantFrom("up", "down", "page-up", "page-down", "backspace", "clear", "other" as const).map(key),
    fc.string().map((text): Key => ({ kind: "paste", text })),
  );

  it("never approves, whatever is typed and however it ends", () => {
    fc.assert(
      fc.property(fc.array(anyKey), fc.constantFrom<Key>(key("enter"), key("escape")), (keys, last) => {
        const handled = press(ready(), typed("r"), ...keys, last);
        expect(isYes(handled)).toBe(false);
        expect(handled.kind).toBe(last.kind === "enter" ? "answered" : "open");
      }),
    );
  });

  it("is sent by Enter as it was typed", () => {
    const keys = [..."yes, s p e 1"].map(typed);
    expect(answer(ready(), typed("r"), ...keys, key("enter"))).toEqual({ kind: "answered-no", reason: "yes, s p e 1" });
    expect(answer(ready(), typed("3"), key("enter"))).toEqual({ kind: "answered-no", reason: undefined });
  });

  it("can be corrected by whole characters, cleared, and pasted in one line", () => {
    const edited = [typed("r"), typed("a"), typed("👩‍👧"), key("backspace"), { kind: "paste", text: "b\nc" } as const, key("enter")];
    expect(answer(ready(), ...edited)).toEqual({ kind: "answered-no", reason: "ab c" });
    expect(answer(ready(), typed("r"), typed("a"), key("clear"), typed("b"), key("enter"))).toMatchObject({ reason: "b" });
  });

  it("goes back to the choices on Escape", () => {
    expect(answer(ready(), typed("r"), typed("y"), key("escape"), key("escape"))).toEqual({ kind: "dismissed" });
  });
});

describe("a question that is longer than the screen", () => {
  const long = () => resized(appeared(openDialog(lastingQuestion()), 0), { body: 25, window: 10 });

  it("takes no lasting answer before its end was on the screen, and says so", () => {
    const handled = press(long(), typed("s"));
    expect(handled).toMatchObject({ kind: "open", state: { notice: expect.stringContaining("Read to the end") } });
    expect(answer(long(), key("page-down"), typed("e"))).toBeUndefined();
    expect(answer(long(), key("page-down"), key("page-down"), typed("e"), key("enter"))).toMatchObject({ scope: "everywhere" });
    expect(answer(long(), typed("y"))).toMatchObject({ scope: "once" });
  });

  it("scrolls without a gap and not beyond its ends", () => {
    const tops = [key("page-down"), key("page-down"), key("page-down"), key("page-up"), key("page-up"), key("page-up")].map(
      (_key, index, all) => {
        const handled = press(long(), ...all.slice(0, index + 1));
        return handled.kind === "open" ? handled.state.top : -1;
      },
    );
    expect(tops).toEqual([9, 15, 15, 6, 0, 0]);
  });
});

describe("what the terminal sends", () => {
  it.each([
    ["y", typed("y")],
    ["漢", typed("漢")],
    [" ", typed(" ")],
    ["\r", key("enter")],
    ["\u001b", key("escape")],
    ["\u0003", key("escape")],
    ["\u001b[A", key("up")],
    ["\u001b[6~", key("page-down")],
    ["\u007f", key("backspace")],
    ["\u001b[121u", typed("y")],
    ["\u001by", key("other")],
    ["yes", key("other")],
    ["\u001b[200~y\r\u001b[201~", { kind: "paste", text: "y\r" }],
  ] as const)("%j is one key", (data, expected) => {
    expect(keyOf(data)).toEqual(expected);
  });

  it("is never a key when several characters come at once, and never a character that can't be seen", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", minLength: 2 }), (data) => {
        expect(keyOf(data)).toEqual(key("other"));
      }),
    );
    fc.assert(
      fc.property(anyCodePoints, (data) => {
        const pressed = keyOf(data);
        if (pressed.kind === "character") expect(pressed.text).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
