// Two tables of commands, judged whole: what must never simply run, and what must never be asked about.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/judge.ts";
import { MODE_NAMES, MODES, type ModeName } from "../../src/policy/modes.ts";
import type { Decision } from "../../src/policy/verdict.ts";
import { world } from "../support/project.ts";

/** Lists of commands, by what they do. */
function listsOf(file: string): ReadonlyMap<string, readonly string[]> {
  const data: unknown = JSON.parse(readFileSync(new URL(`../cases/${file}`, import.meta.url), "utf8"));
  return new Map(
    Object.entries(data ?? {}).map(([name, list]: [string, unknown]) => [
      name,
      Array.isArray(list) ? list.filter((item) => typeof item === "string") : [],
    ]),
  );
}

const DESTRUCTIVE = listsOf("destructive.json");
const EVERYDAY = listsOf("everyday.json");

/** Nobody's answer to a question brings these back. */
const DESTROYS: readonly string[] = [
  "rm -rf ~",
  "rm -rf ~/",
  "rm -rf $HOME/*",
  "rm -rf /",
  "rm -rf /*",
  "rm -rf /usr /etc",
  "rm -rf ..",
  "cd / && rm -rf *",
  "sudo rm -rf /var",
  "busybox rm -rf ~",
  "timeout 5 rm -rf ~",
  "find ~ -delete",
  "find / -type f -exec rm -f {} +",
  "mv ~ /tmp/x",
  "mv /etc /tmp/",
  "chmod -R 777 /",
  "chown -R nobody ~",
  "mkfs.ext4 /dev/sda1",
  "dd if=/dev/zero of=/dev/sda",
  "busybox dd if=/dev/zero of=/dev/sda",
  "cat x.img > /dev/nvme0n1",
  "cp x.img /dev/sda",
  "shred /dev/sda",
  "wipefs -a /dev/sda",
  "x=~; rm -rf $x",
  "bash -c 'rm -rf ~'",
  'f() { rm -rf "$1"; }; f /',
  "for d in dist ~; do rm -rf $d; done",
];

function decide(command: string, mode: ModeName): Decision {
  return judge({ tool: "bash", input: { command } }, world, MODES[mode]).decision;
}

it("the tables hold their commands", () => {
  expect([...DESTRUCTIVE.values()].flat().length).toBeGreaterThan(600);
  expect([...EVERYDAY.values()].flat().length).toBeGreaterThan(200);
});

describe.each([...DESTRUCTIVE])("what %s", (_, commands) => {
  it.each(commands)("is allowed in no mode: %s", (command) => {
    for (const mode of MODE_NAMES) expect(decide(command, mode), mode).not.toBe("allow");
  });
});

describe("what can't be brought back", () => {
  it.each(DESTROYS)("is refused in every mode: %s", (command) => {
    for (const mode of MODE_NAMES) expect(decide(command, mode), mode).toBe("deny");
  });
});

describe("a look, a check or a temporary file", () => {
  it.each(EVERYDAY.get("looks") ?? [])("is allowed while working and while reviewing: %s", (command) => {
    expect(decide(command, "execute")).toBe("allow");
    expect(decide(command, "review")).toBe("allow");
  });
});

describe("work", () => {
  it.each(EVERYDAY.get("work") ?? [])("goes on without a question, and only in execute mode: %s", (command) => {
    expect(decide(command, "execute")).toBe("allow");
    expect(decide(command, "review")).not.toBe("allow");
    expect(decide(command, "plan")).not.toBe("allow");
  });
});
