import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChanges, type SandboxPrograms, sandboxScript } from "../../src/sandbox/script.ts";

const PLACE = { mount: "/tmp/ours/m", hidden: "/tmp/ours/hidden", hiddenJson: "/tmp/ours/hidden.json" };

describe("the script", () => {
  it("gives bash every command as one word, whatever is in it", () => {
    // In the place of bubblewrap a program that prints its last word.
    const programs: SandboxPrograms = { bwrap: "/usr/bin/printf", shell: "/bin/bash" };
    const layout = { overlays: [], masks: [], args: ["%.0s%.0s%.0s%s"] };
    const pieces = fc.constantFrom(
      "'",
      '"',
      "\\",
      "$(touch x)",
      "`",
      "\n",
      " ",
      ";",
      "&",
      "|",
      "!",
      "*",
      "~",
      "é",
      "\u2028",
      "-c",
      "#",
      "${x}",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const command = parts.join("").replaceAll("\0", "");
        const { stdout } = spawnSync("/bin/bash", ["-c", sandboxScript(command, layout, programs, PLACE, "/x")], { encoding: "utf8" });
        expect(stdout).toBe(command);
      }),
      { numRuns: 60 },
    );
  });

  it("is none for an overlay without the programs for it", () => {
    const programs: SandboxPrograms = { bwrap: "/usr/bin/bwrap", shell: "/bin/bash" };
    expect(() => sandboxScript("ls", { overlays: ["/a"], masks: [], args: [] }, programs, PLACE, "/x")).toThrow();
  });
});

describe("the list of changes", () => {
  it("is read by areas", () => {
    const text = "#0\n./b c\n-./a\n#1\n./d\n";
    expect(readChanges(text, ["/home/u", "/srv/app"])).toEqual({ removed: ["/home/u/a"], written: ["/home/u/b c", "/srv/app/d"] });
  });

  it("never throws, and names nothing outside of its areas", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.constantFrom("#0\n", "#7\n", "./x\n", "../x\n", "/etc\n")), (noise, lines) => {
        const { written, removed } = readChanges(`${noise}\n${lines.join("")}`, ["/a"]);
        expect([...written, ...removed].every((path) => path.startsWith("/a/"))).toBe(true);
      }),
    );
  });
});
