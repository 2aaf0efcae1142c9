import { expect, it } from "vitest";
import { customEntries, placesOf, visibleFrom } from "../src/branch.ts";

const custom = (customType: string) => ({ type: "custom", customType });
const boom = () => {
  throw new Error("trap");
};

it("finds the entries of a kind in their order, and passes over what is none", () => {
  const [a, b, again] = [custom("a"), custom("b"), custom("a")];
  const told = { type: "custom_message", customType: "a" };
  const inherited = [Object.create(a), Object.assign(Object.create({ customType: "a" }), { type: "custom" })];
  const entries = [null, 7, a, "a", told, ...inherited, new Proxy({}, { get: boom, has: boom }), b, undefined, again];
  expect(customEntries(entries, "a")).toEqual([a, again]);
  expect(placesOf(entries, "custom", "b")).toEqual([8]);
  expect(placesOf(entries, "custom_message", "a")).toEqual([4]);
  expect(placesOf(entries, "custom_message", "b")).toEqual([]);
});

it("follows an array that grows or is cut", () => {
  const entries: unknown[] = [custom("a")];
  const count = () => customEntries(entries, "a").length;
  expect(count()).toBe(1);
  entries.push(custom("b"), custom("a"));
  expect(count()).toBe(2);
  entries.length = 1;
  expect(count()).toBe(1);
});

it("sees from what the last compaction kept first, or from the compaction where that is gone", () => {
  const compaction = (firstKeptEntryId: string) => ({ type: "compaction", firstKeptEntryId });
  const entries = [{ id: "1" }, { id: "2" }, compaction("1"), { id: "3" }];
  expect(visibleFrom(entries.slice(0, 2))).toBe(0);
  expect(visibleFrom([...entries, compaction("2")])).toBe(1);
  expect(visibleFrom([...entries, compaction("gone")])).toBe(4);
});
