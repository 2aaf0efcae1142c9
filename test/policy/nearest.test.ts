import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distance, nearest } from "../../src/policy/nearest.ts";

/** As it is defined. */
function defined(one: string, other: string): number {
  if (one === "" || other === "") return one.length + other.length;
  const [left, right] = [one.slice(1), other.slice(1)];
  if (one[0] === other[0]) return defined(left, right);
  return 1 + Math.min(defined(left, right), defined(left, other), defined(one, right));
}

describe("the distance of two words", () => {
  it("is the number of changes", () => {
    expect(distance("kitten", "sitting")).toBe(3);
    expect(distance("paln", "plan")).toBe(2);
    expect(distance("", "plan")).toBe(4);
  });

  it("is what its definition says", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(distance(one, other)).toBe(defined(one, other));
      }),
    );
  });
});

describe("the name that was meant", () => {
  const names = ["plan", "execute", "review"];

  it("is the most similar one, the first of several", () => {
    expect(nearest("Pln", names)).toBe("plan");
    expect(nearest("exceute", names)).toBe("execute");
    expect(nearest("ab", ["aa", "bb"])).toBe("aa");
  });

  it("is none where nothing is similar, or nothing is there", () => {
    expect(nearest("table", names)).toBeUndefined();
    expect(nearest("plan", [])).toBeUndefined();
    expect(nearest("r".repeat(65), ["r".repeat(66)])).toBeUndefined();
  });
});
