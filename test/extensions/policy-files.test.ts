// The config files on a real disk: what is broken opens nothing, what closed stays closed.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PolicyFiles } from "../../extensions/shared/policy-files.ts";
import { checkExamples } from "../../src/config/examples.ts";
import { CLOSES, inFolder, link, OPENS, type PolicyDisk, policyDisk, put } from "./policy-disk.ts";

let disk: PolicyDisk;
let files: PolicyFiles;
const user = () => disk.user;
const project = () => disk.project();
const admin = () => disk.admin;
const says = (command: string, mode = "plan") => disk.says(files, command, mode);

beforeEach(() => {
  disk = policyDisk();
  files = disk.create();
});
afterEach(() => disk.remove());

/** How a file can be broken. */
const BROKEN: readonly (readonly [how: string, make: (file: string) => void])[] = [
  ["truncated", (file) => put(file, JSON.stringify(OPENS).slice(0, -3))],
  ["empty", (file) => put(file, "")],
  ["huge", (file) => put(file, `${JSON.stringify(OPENS)}${" ".repeat(1024 * 1024)}`)],
  ["binary", (file) => put(file, new Uint8Array([0, 1, 2, 0xff, 0xfe]))],
  ["not in UTF-8", (file) => put(file, Buffer.concat([Buffer.from('{"secrets":["'), new Uint8Array([0xe9]), Buffer.from('"]}')]))],
  ["a wrong value", (file) => put(file, { ...OPENS, audit: "yes" })],
  ["a loop of links", (file) => link(file, file)],
  ["a link to nothing", (file) => link(file, "nowhere")],
  ["a folder", (file) => mkdirSync(file, { recursive: true })],
  ["a pipe", (file) => execFileSync("mkfifo", [inFolder(file)])],
  ["a device", (file) => link(file, "/dev/zero")],
  [
    "closed to us",
    (file) => {
      put(file, OPENS);
      // Root reads everything, so for root the file is one that doesn't count instead.
      if (process.getuid?.() === 0) put(file, "{");
      else chmodSync(file, 0);
    },
  ],
];

describe.each([
  ["the user's file", user],
  ["the project's file", project],
  ["the administrator's file", admin],
] as const)("%s", (_whose, file) => {
  it.each(BROKEN)("%s: the session is held in plan until it is mended, and a problem is reported", (_how, make) => {
    make(file());
    expect(says("touch x")).toBe("deny");
    const { problems, policy, held } = files.current();
    expect(held).toBe("plan");
    expect(problems[0]?.message).toContain("Until this is mended the session stays in plan mode");
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity: "error", file: file() });
    expect(problems[0]?.message).toMatch(/\.$/);
    expect(policy.modes.size).toBe(3);
    rmSync(file(), { recursive: true });
    expect(files.current()).toMatchObject({ held: undefined, problems: [] });
  });

  it.each(BROKEN)("%s, after it was fine: what it denied stays denied", (_how, make) => {
    put(file(), CLOSES);
    expect(says("touch x", "execute")).toBe("deny");
    rmSync(file());
    make(file());
    expect(says("touch x", "execute")).toBe("deny");
    expect(files.current().held).toBeUndefined();
    expect(
      files
        .current()
        .problems.map(({ message }) => message)
        .join(),
    ).toMatch(/What the file said before still holds\./);
    rmSync(file(), { recursive: true });
    expect(says("touch x", "execute")).toBe("allow");
    expect(files.current().problems).toEqual([]);
  });
});

describe("the files", () => {
  it("are read again when they change, also within the same size and second", () => {
    put(user(), { askTimeout: 10 });
    const time = new Date(1_700_000_000_000);
    utimesSync(user(), time, time);
    const before = files.current();
    expect(files.current()).toBe(before);
    expect(before.settings.askTimeoutMs).toBe(10_000);
    writeFileSync(user(), JSON.stringify({ askTimeout: 20 }));
    utimesSync(user(), time, time);
    expect(files.current().settings.askTimeoutMs).toBe(20_000);
    expect(files.current().stamp).not.toBe(before.stamp);
  });

  it("keep one broken file from touching another one, both ways", () => {
    put(user(), { modes: { docs: { extends: "plan" } } });
    put(project(), { rules: [{ effect: "read", modes: ["docs"], decision: "deny" }] });
    expect(says("cat x", "docs")).toBe("deny");
    put(user(), "{");
    expect(says("cat x", "docs")).toBe("deny");
    put(project(), "{");
    put(user(), { modes: { docs: { extends: "plan" }, more: { extends: "plan" } } });
    expect(says("cat x", "docs")).toBe("deny");
    expect(files.current().policy.modes.has("more")).toBe(true);
  });

  it("of a project count from the nearest `.pi` up to the workspace folder, and no further", () => {
    put(disk.project(dirname(disk.root)), CLOSES);
    const inner = join(disk.root, "packages", "a");
    mkdirSync(join(inner, "src"), { recursive: true });
    const inside = () => disk.create({ cwd: join(inner, "src") }).current();
    expect(inside()).toMatchObject({ project: disk.root, projectHash: undefined });
    put(project(), CLOSES);
    expect(inside()).toMatchObject({ project: disk.root, projectHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    put(disk.project(inner), "{}");
    expect(inside().project).toBe(inner);
    files = disk.create({ cwd: join(inner, "src") });
    // What closes further up closes here as well.
    expect(says("touch x", "execute")).toBe("deny");
    put(project(), "{");
    expect(says("touch x", "execute")).toBe("deny");
    expect(files.current().held).toBeUndefined();
    expect(inside().held).toBe("plan");
    put(project(), OPENS);
    files = disk.create({ cwd: join(inner, "src") });
    files.decideTrust(disk.root, disk.create().current().projectHash ?? "", "trusted");
    expect(says("touch x")).toBe("deny");
  });

  it("of the administrator count only where nobody else can write them", () => {
    const lock = { lock: { floor: ["read"] } };
    put(admin(), lock);
    expect(says("cat x")).toBe("deny");
    for (const [path, mode] of [
      [admin(), 0o666],
      [dirname(admin()), 0o777],
    ] as const) {
      chmodSync(path, mode);
      files = disk.create();
      expect(files.current().held).toBe("plan");
      expect(files.current().problems.map(({ message }) => message)[0]).toMatch(/writable by nobody else/);
      chmodSync(path, path === admin() ? 0o600 : 0o700);
    }
    expect(says("cat x")).toBe("deny");
    files = disk.create({ administrator: 12_345 });
    expect(files.current().held).toBe("plan");
    expect(files.current().problems[0]?.message).toMatch(/must belong to the user 12345/);
  });

  it("open nothing by rules whose examples nobody checked or that fail", () => {
    const rule = { command: "touch *", modes: ["plan"], decision: "allow" };
    put(user(), { rules: [{ ...rule, examples: { match: ["touch a"] } }] });
    expect(says("touch x")).toBe("deny");
    files = disk.create({ check: () => (built) => checkExamples(built, disk.workspace(), disk.place) });
    expect(says("touch x")).toBe("allow");
    put(user(), { rules: [{ ...rule, examples: { match: ["rm a"] } }] });
    expect(says("touch x")).toBe("deny");
    expect(files.current().problems).toHaveLength(1);
  });

  it("open nothing by what could not be checked, and close all the same", () => {
    put(user(), {
      rules: [
        { ...OPENS.rules[0], examples: { match: ["touch a"] } },
        { command: "npm test", decision: "deny" },
      ],
    });
    const failing = () => () => {
      throw new Error("no parser");
    };
    files = disk.create({ check: failing });
    expect(says("touch x")).toBe("deny");
    expect(says("npm test", "execute")).toBe("deny");
    expect(files.current().problems[0]?.message).toBe("The examples of rules can't be checked: no parser.");
  });

  it("are checked as soon as the check is there", () => {
    put(user(), { rules: [{ ...OPENS.rules[0], examples: { match: ["touch a"] } }] });
    let ready = false;
    files = disk.create({ check: () => (ready ? (built) => checkExamples(built, disk.workspace(), disk.place) : undefined) });
    expect(says("touch x")).toBe("deny");
    const before = files.current().stamp;
    ready = true;
    expect(says("touch x")).toBe("allow");
    expect(files.current().stamp).not.toBe(before);
  });
});
