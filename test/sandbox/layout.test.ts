import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithin } from "../../src/effects/scopes.ts";
import { layoutOf, type SandboxGround } from "../../src/sandbox/layout.ts";

const PLACE = { mount: "/tmp/ours/m", hidden: "/tmp/ours/hidden", hiddenJson: "/tmp/ours/hidden.json" };
const GROUND: SandboxGround = {
  ...{ cwd: "/home/u/app/src", root: "/home/u/app", home: "/home/u" },
  ...{ scratch: ["/run", "/tmp"], hiddenFolders: [], hiddenFiles: [], shown: [], mounts: [], variables: [], uid: 1000, gid: 1000 },
};
const at = (ground: Partial<SandboxGround>, level: "overlay" | "read-only" = "overlay") => layoutOf({ ...GROUND, ...ground }, level, PLACE);

/** What stands last on each path, in the order in which it is put there. */
function mountsOf(args: readonly string[]): ReadonlyMap<string, string> {
  const mounts = new Map<string, string>();
  const takes: Readonly<Record<string, number>> = { "--ro-bind": 2, "--bind": 2, "--tmpfs": 1, "--proc": 1, "--dev": 1 };
  for (let index = 0; index < args.length; index += 1) {
    const count = takes[args[index] ?? ""];
    if (count !== undefined) mounts.set(args[index + count] ?? "", args.slice(index, index + count).join(" "));
  }
  return mounts;
}

describe("the layout", () => {
  it("takes writes into one layer for a workspace in the home folder", () => {
    const layout = at({});
    expect(layout?.overlays).toEqual(["/home/u"]);
    expect(mountsOf(layout?.args ?? []).get("/home/u")).toBe("--bind /tmp/ours/m/m0");
    expect(mountsOf(layout?.args ?? []).has("/home/u/app")).toBe(false);
  });

  it("into two where they are apart, or on disks of their own", () => {
    expect(at({ root: "/srv/app", cwd: "/srv/app" })?.overlays).toEqual(["/home/u", "/srv/app"]);
    expect(at({ mounts: ["/", "/home", "/home/u/app"] })?.overlays).toEqual(["/home/u", "/home/u/app"]);
  });

  it("shows a workspace in a temporary folder over the emptiness", () => {
    const { args = [], overlays } = at({ root: "/tmp/app", cwd: "/tmp/app" }, "read-only") ?? {};
    expect(overlays).toEqual([]);
    const order = [...mountsOf(args).keys()];
    expect(order.indexOf("/tmp/app")).toBeGreaterThan(order.indexOf("/tmp"));
  });

  it("shows other disks below a layer as they are, to be read", () => {
    const mounts = mountsOf(at({ mounts: ["/", "/home/u/data"] })?.args ?? []);
    expect(mounts.get("/home/u/data")).toBe("--ro-bind /home/u/data");
  });

  it("uses no layer where the kernel would read a path as options", () => {
    expect(at({ root: "/srv/a,b", cwd: "/srv/a,b", home: "/home/u:x" })?.overlays).toEqual([]);
  });

  it("is none for a workspace that would have to be hidden, and for the whole disk", () => {
    expect(at({ hiddenFolders: ["/home/u"] })).toBeUndefined();
    expect(at({ hiddenFolders: ["/home/u/app/src"] })).toBeUndefined();
    expect(at({ root: "/", cwd: "/" })).toBeUndefined();
  });

  it("covers what can be seen, and by what it is read as", () => {
    const { masks } = at({ hiddenFiles: ["/home/u/app/.env", "/home/u/app/credentials.json", "/tmp/socket", "/run/docker.sock"] }) ?? {};
    expect(masks).toEqual([
      { path: "/home/u/app/.env", by: PLACE.hidden },
      { path: "/home/u/app/credentials.json", by: PLACE.hiddenJson },
    ]);
  });

  it("lets nothing be written but layers and emptiness, and lifts nothing that hides", () => {
    const path = fc.constantFrom("/a", "/a/b", "/a/b/c", "/a/b/c/d", "/tmp", "/tmp/x", "/tmp/x/y", "/run", "/srv", "/srv/q");
    const ground = fc.record({
      root: path,
      home: path,
      scratch: fc.uniqueArray(path, { maxLength: 3 }),
      hiddenFolders: fc.uniqueArray(path, { maxLength: 3 }),
      hiddenFiles: fc.uniqueArray(
        path.map((folder) => `${folder}/.env`),
        { maxLength: 3 },
      ),
      mounts: fc.uniqueArray(path, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(ground, fc.constantFrom("overlay" as const, "read-only" as const), (one, level) => {
        const layout = at({ ...one, cwd: one.root }, level);
        if (!layout) return;
        const mounts = mountsOf(layout.args);
        for (const [target, how] of mounts)
          if (how.startsWith("--bind")) expect(how).toMatch(/^--bind \/tmp\/ours\/m\/m\d$/);
          else expect(how, target).toMatch(/^--(ro-bind|tmpfs|proc|dev)\b/);
        const order = [...mounts.keys()];
        for (const folder of one.hiddenFolders) {
          expect(mounts.get(folder)).toBe("--tmpfs");
          const revealed = order.filter((target) => isWithin(target, folder) && mounts.get(target)?.includes("bind"));
          expect(revealed).toEqual([]);
          // Whatever is put on top of it afterwards hides as well.
          const later = order.slice(order.indexOf(folder) + 1).filter((target) => isWithin(folder, target) && target !== folder);
          expect(later).toEqual([]);
        }
        const covered = new Set(layout.masks.map((mask) => mask.path));
        for (const file of one.hiddenFiles) {
          const around = order.filter((target) => isWithin(file, target) && target !== file).sort((a, b) => b.length - a.length)[0];
          const isGone = around !== undefined && mounts.get(around)?.startsWith("--tmpfs") === true;
          expect(covered.has(file) || isGone, file).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
