// The figures in the documents go through these few lines.

import { describe, expect, it } from "vitest";
import { kindOf } from "../../bench/kit/corpora.ts";
import { recorded } from "../../bench/kit/recorded.ts";
import { drawReport, drawTable, figure, placeIn } from "../../bench/kit/report.ts";
import { median, percentile, slope, spread } from "../../bench/kit/stats.ts";
import { nodeWorkspace } from "../../src/workspace/node.ts";

describe("figures", () => {
  it("are the middle of what was measured, in whatever order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow("nothing");
  });

  it("leave out as many of the largest as the percentile says, and no more", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(spread(hundred)).toEqual({ p50: 50, p99: 99, worst: 100 });
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it.each([
    [0, () => 5],
    [1, (size: number) => 3 * size],
    [2, (size: number) => size * size],
  ])("have the exponent %d of what grows like that as their slope", (exponent, time) => {
    expect(slope([1, 2, 4, 8, 16].map((size) => ({ size, time: time(size) })))).toBeCloseTo(exponent, 9);
  });

  it("have no slope at one size", () => {
    expect(() => slope([{ size: 4, time: 1 }])).toThrow("two sizes");
  });

  it("are written with three digits", () => {
    expect([0.126, 9.876, 12.34, 123.4, 12345.6, Number.NaN].map(figure)).toEqual(["0.13", "9.88", "12.3", "123", "12,346", "-"]);
  });
});

describe("a table", () => {
  it("keeps its columns whatever stands in a cell", () => {
    const drawn = drawTable({ head: ["a", "b"], rows: [["cat x | head", "1\n2"]] });
    expect(drawn).toBe("| a | b |\n|---|---:|\n| cat x \\| head | 1 2 |");
  });

  it("stands below the command that makes it", () => {
    const text = drawReport("name", { title: "T", about: ["Said."], tables: [{ head: ["a"], rows: [["1"]] }] }, "a machine");
    expect(text.indexOf("`npm run bench -- name` on a machine.")).toBeGreaterThan(0);
    expect(text.indexOf("npm run")).toBeLessThan(text.indexOf("| a |"));
  });
});

describe("a document", () => {
  it("gets the new text between the marks, and keeps what is around them", () => {
    const before = "# D\n\n<!-- bench:a -->\nold\n<!-- /bench:a -->\n\nend\n";
    expect(placeIn(before, "a", "new")).toBe("# D\n\n<!-- bench:a -->\n\nnew\n\n<!-- /bench:a -->\n\nend\n");
  });

  it("gets marks at its end where it has none", () => {
    expect(placeIn("# D\n", "a", "new")).toBe("# D\n\n<!-- bench:a -->\n\nnew\n\n<!-- /bench:a -->\n");
  });
});

describe("the kind of a command", () => {
  it.each([
    ["ls -la", "one command"],
    ["cat a.txt | head", "pipe"],
    ["ls || true", "list"],
    ["cd src && git log | head", "git"],
    ["for f in *; do cat $f; done", "loop"],
    ["bash -lc 'ls'", "nested shell"],
    ["cat <<'END'\nx\nEND", "here-document"],
    [`cat ${"file.txt ".repeat(20)}`, "long"],
  ])("of %s is %s", (command, kind) => {
    expect(kindOf(command)).toBe(kind);
  });
});

describe("a recorded workspace", () => {
  it("asks the disk once for each question, also where the answer is that nothing is there", () => {
    let looked = 0;
    const disk = nodeWorkspace({ cwd: process.cwd() });
    const counting = {
      ...disk,
      readText: (path: string) => {
        looked += 1;
        return disk.readText?.(path);
      },
      realPath: (base: string, path: string) => {
        looked += 1;
        return disk.realPath(base, path);
      },
    };
    const { workspace, asked } = recorded(counting);
    for (let round = 0; round < 3; round += 1) {
      expect(workspace.readText?.("/nowhere")).toBeUndefined();
      expect(workspace.realPath("/", "tmp/../etc")).toBe(disk.realPath("/", "tmp/../etc"));
      expect(workspace.realPath("/etc", "../tmp")).toBe(disk.realPath("/etc", "../tmp"));
    }
    expect(looked).toBe(3);
    expect(asked()).toBe(3);
  });
});
