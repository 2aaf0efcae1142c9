// The policy that ships, cell by cell. The table is written out a second time here on purpose: changing a cell is a decision.

import { describe, expect, it } from "vitest";
import type { EffectKind } from "../../src/effects/effect.ts";
import { EFFECT_CLASSES } from "../../src/policy/classes.ts";
import { MODE_NAMES, MODES } from "../../src/policy/modes.ts";
import { effect, ROOT, target, verdictOn } from "../support/effects.ts";

const A = "allow";
const Q = "ask";
const D = "deny";

const inside = target(`${ROOT}/src/a.ts`);
const temp = target("/tmp/x", "temp");
const outside = target("/srv/x", "outside");
const home = target("/home/u/notes", "home");
const secret = target(`${ROOT}/.env`, "workspace", ["secret"]);
const guard = target("/home/u/.pi/agent/settings.json", "home", ["guard"]);
const internal = target(`${ROOT}/.git/hooks/pre-commit`, "workspace", ["vcs-internal"]);
const device = target("/dev/sda", "outside", ["device"]);
const system = target("/etc", "outside", ["root"]);
const unknown = { kind: "unknown", why: "made at run time" } as const;

// what, effect, plan, execute, review
const TABLE: readonly (readonly [string, EffectKind, string, string, string])[] = [
  ["computes or prints", { kind: "run" }, A, A, A],
  ["reads in the workspace", { kind: "read", target: inside }, A, A, A],
  ["reads a temporary file", { kind: "read", target: temp }, A, A, A],
  ["reads outside", { kind: "read", target: outside }, A, A, A],
  ["reads something unknown", { kind: "read", target: unknown }, A, A, A],
  ["reads a secret", { kind: "read", target: secret }, Q, Q, Q],
  ["writes a secret", { kind: "write", target: secret }, D, Q, D],
  ["writes in the workspace", { kind: "write", target: inside }, D, A, D],
  ["deletes in the workspace", { kind: "delete", target: inside, broad: false }, D, A, D],
  ["deletes broadly", { kind: "delete", target: inside, broad: true }, D, Q, D],
  ["destroys the content of a file", { kind: "write", target: inside, ruins: "content" }, D, Q, D],
  ["changes who may use a folder", { kind: "write", target: inside, ruins: "access" }, D, Q, D],
  ["writes a temporary file", { kind: "write", target: temp }, D, A, A],
  ["deletes a temporary file", { kind: "delete", target: temp, broad: false }, D, A, A],
  ["writes outside", { kind: "write", target: outside }, D, Q, D],
  ["deletes in the home folder", { kind: "delete", target: home, broad: false }, D, Q, D],
  ["writes an unknown target", { kind: "write", target: unknown }, D, Q, D],
  ["deletes an unknown target", { kind: "delete", target: unknown, broad: false }, D, Q, D],
  ["writes what steers the guard", { kind: "write", target: guard }, D, Q, D],
  ["writes a hook of the repository", { kind: "write", target: internal }, D, Q, D],
  ["runs a check", { kind: "execute", what: "check", why: "" }, Q, A, A],
  ["runs project code", { kind: "execute", what: "project", why: "" }, Q, A, Q],
  ["runs inline code", { kind: "execute", what: "inline", why: "" }, Q, A, Q],
  ["runs an unknown program", { kind: "execute", what: "installed", why: "" }, Q, A, Q],
  ["talks to this machine", { kind: "network", direction: "fetch", peer: "loopback" }, Q, A, Q],
  ["sends to this machine", { kind: "network", direction: "send", peer: "loopback" }, Q, A, Q],
  ["reads from its own remote", { kind: "network", direction: "fetch", peer: "own-remote" }, Q, A, A],
  ["fetches elsewhere", { kind: "network", direction: "fetch", peer: "elsewhere" }, Q, A, Q],
  ["sends to its own remote", { kind: "network", direction: "send", peer: "own-remote" }, D, Q, D],
  ["sends elsewhere", { kind: "network", direction: "send", peer: "elsewhere" }, D, Q, D],
  ["installs what is declared", { kind: "install", what: "declared" }, D, A, D],
  ["installs something new", { kind: "install", what: "new" }, D, Q, D],
  ["commits", { kind: "vcs", act: "local" }, D, A, D],
  ["discards work", { kind: "vcs", act: "discard" }, D, Q, D],
  ["rewrites history", { kind: "vcs", act: "rewrite" }, D, Q, D],
  ["publishes", { kind: "vcs", act: "publish" }, D, Q, D],
  ["changes the system", { kind: "system", why: "" }, D, Q, D],
  ["resets a database", { kind: "reset", why: "" }, D, Q, D],
  ["destroys", { kind: "destroy", why: "" }, D, D, D],
  ["writes a device", { kind: "write", target: device }, D, D, D],
  ["deletes a system folder", { kind: "delete", target: system, broad: true }, D, D, D],
  ["can't be judged", { kind: "opaque", why: "" }, Q, Q, Q],
];

describe("the policy table", () => {
  for (const [name, kind, plan, execute, review] of TABLE) {
    it(`${name}: plan ${plan}, execute ${execute}, review ${review}`, () => {
      const decisions = MODE_NAMES.map((mode) => verdictOn([effect(kind)], MODES[mode]).decision);
      expect(decisions).toEqual([plan, execute, review]);
    });
  }

  it("answers every row in every mode", () => {
    for (const mode of MODE_NAMES) expect(Object.keys(MODES[mode].effects).sort()).toEqual([...EFFECT_CLASSES].sort());
  });

  it("is never looser in plan than in review, nor in review than in execute", () => {
    const rank = { allow: 0, ask: 1, deny: 2 } as const;
    for (const row of EFFECT_CLASSES) {
      expect(rank[MODES.plan.effects[row]], row).toBeGreaterThanOrEqual(rank[MODES.review.effects[row]]);
      expect(rank[MODES.review.effects[row]], row).toBeGreaterThanOrEqual(rank[MODES.execute.effects[row]]);
    }
  });
});
