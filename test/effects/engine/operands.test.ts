import { describe, expect, it } from "vitest";
import { assignOperands } from "../../../src/effects/operands.ts";
import { glob, unknown, word, words } from "./world.ts";

const many = word(glob("*"));
const vague = word(unknown("any", true));
const [a, b] = words("a b");

function roles(plan: string, operands: readonly (typeof many | undefined)[]): string {
  const result = assignOperands(
    plan,
    operands.filter((operand) => operand !== undefined),
  );
  return result.kind === "misfit" ? "misfit" : result.roles.map((set) => [...set].sort().join("+")).join(" ");
}

describe("operands under a plan", () => {
  it.each([
    ["read...", [], ""],
    ["read...", [a, b], "read read"],
    ["read... write", [a, b], "read write"],
    ["read... write", [a, b, a], "read read write"],
    ["read... write", [a], "write"],
    ["text read...", [a, b], "text read"],
    ["read? write?", [a], "read"],
    ["read? write?", [a, b], "read write"],
    ["read? write?", [a, b, a], "misfit"],
    ["read", [], "misfit"],
    ["lax read", [], ""],
    ["", [a], "misfit"],
    ["bogus", [a], "misfit"],
    ["text command", [a, b, a], "text command "],
    // A word that may be several gets every meaning.
    ["read... write", [many, b], "read write"],
    ["read... write", [a, many], "read+write read+write"],
    ["read... write", [many], "read+write"],
    ["read? write?", [vague], "read+write"],
    ["read? write?", [a, vague], "read write"],
    ["read? write?", [vague, a], "read+write read+write"],
    ["text read...", [vague, a], "read+text read+text"],
    ["delete... write", [many, b], "delete write"],
  ] as const)("%s", (plan, operands, expected) => {
    expect(roles(plan, operands)).toBe(expected);
  });
});
