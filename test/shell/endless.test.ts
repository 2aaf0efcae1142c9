import { describe, expect, it } from "vitest";
import { analyse } from "../../src/shell/analyse.ts";

const opaque = (text: string): boolean =>
  analyse(text, { cwd: "/w", home: "/h", inherited: () => false }).some((fact) => fact.kind === "opaque");

describe("a loop that nothing ends", () => {
  it.each([
    "while true; do echo x >> f; done",
    "while :; do ./x & done",
    "until false; do echo x > f; done",
    "for ((;;)); do sleep 9 & done",
    "while true; do if ls; then echo x >> f; fi; done",
  ])("is opaque where it starts processes or writes: %s", (text) => expect(opaque(text)).toBe(true));

  it.each([
    "while true; do date; done",
    "while true; do date >> f; sleep 1; done",
    "while :; do ls > f && break; done",
    "while true; do echo x > /dev/null; done",
    "while true; do echo x >&2; done",
    'while read -r line; do echo "$line" >> f; done < g',
    "for ((i = 0; i < 3; i++)); do echo x >> f; done",
    "until ls x; do ./y & done",
  ])("is ordinary where it waits, may leave, or leaves nothing behind: %s", (text) => expect(opaque(text)).toBe(false));
});
