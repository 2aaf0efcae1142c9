import { describe, expect, it } from "vitest";
import { MODES } from "../../src/policy/modes.ts";
import { callText, createRecords } from "../../src/session/records.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const write = (path: string, word: string) => verdictOn([effect({ kind: "write", target: target(path) }, word)], MODES.plan);
const fetch = (host: string) => verdictOn([effect({ kind: "network", direction: "fetch", peer: "elsewhere", host })], MODES.plan);
const subject = { tool: "bash", shown: "touch a", root: ROOT };
const record = (call = callText("bash", { command: "python3 x" }), verdict = fetch("a.org")) => ({ subject, call, verdict });

describe("records of calls", () => {
  it("are numbered, and only the last ones are kept", () => {
    const records = createRecords();
    for (let count = 0; count < 120; count += 1) records.add(record());
    expect(records.all().length).toBeLessThanOrEqual(50);
    expect(records.all().at(-1)?.id).toBe("120");
  });

  it("count the same effect on the same target as the same refusal, whatever the words were", () => {
    const records = createRecords();
    expect(records.refusedAgain(write(`${ROOT}/a`, "touch a"))).toBe(1);
    expect(records.refusedAgain(write(`${ROOT}/a`, "> a"))).toBe(2);
    expect(records.refusedAgain(write(`${ROOT}/b`, "> b"))).toBe(1);
    expect(records.refusedAgain(fetch("a.org"))).toBe(1);
    expect(records.refusedAgain(fetch("b.org"))).toBe(1);
  });

  it("count a part that is refused again beside other ones, and not what only looks alike", () => {
    const records = createRecords();
    const both = (other: string) =>
      verdictOn(
        [effect({ kind: "write", target: target(`${ROOT}/${other}`) }), effect({ kind: "write", target: target(`${ROOT}/made`) })],
        MODES.plan,
      );
    expect(["x", "y", "z"].map((other) => records.refusedAgain(both(other)))).toEqual([1, 2, 3]);
    const node = (file: string) => {
      const code = effect({ kind: "execute", what: "project", why: "" }, file, "node");
      return verdictOn([{ ...code, origin: { ...code.origin, command: { argv: ["node", file], cwd: ROOT, fed: false } } }], MODES.plan);
    };
    expect(["a.js", "b.js", "a.js"].map((file) => records.refusedAgain(node(file)))).toEqual([1, 1, 2]);
  });

  it("begin anew when the user spoke", () => {
    const records = createRecords();
    records.refusedAgain(write(`${ROOT}/a`, "x"));
    records.beginRun();
    expect(records.refusedAgain(write(`${ROOT}/a`, "x"))).toBe(1);
  });

  it("let an approved call run once, in the mode that it was approved in, and no other call", () => {
    const records = createRecords();
    const added = records.add(record());
    records.approve(added);
    expect(records.takeApproval(added.call, { ...fetch("a.org"), mode: "execute" })).toBe(false);
    expect(records.takeApproval(callText("bash", { command: "python3 y" }), fetch("a.org"))).toBe(false);
    expect(records.takeApproval(added.call, fetch("a.org"))).toBe(true);
    expect(records.takeApproval(added.call, fetch("a.org"))).toBe(false);
  });

  it("don't let it run where the same words would do something else by now", () => {
    const records = createRecords();
    const added = records.add(record());
    records.approve(added);
    expect(records.takeApproval(added.call, fetch("b.org"))).toBe(false);
    const more = verdictOn(
      [effect({ kind: "network", direction: "fetch", peer: "elsewhere", host: "a.org" }), effect({ kind: "opaque", why: "" })],
      MODES.plan,
    );
    expect(records.takeApproval(added.call, more)).toBe(false);
  });

  it("forget an approval that three runs didn't use", () => {
    const records = createRecords();
    const added = records.add(record());
    records.approve(added);
    for (let run = 0; run < 3; run += 1) records.beginRun();
    expect(records.takeApproval(added.call, fetch("a.org"))).toBe(false);
  });

  it("never let an input run that can't be written down", () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const records = createRecords();
    records.approve(records.add(record(callText("x", loop))));
    expect(records.takeApproval(callText("x", loop), fetch("a.org"))).toBe(false);
  });
});
