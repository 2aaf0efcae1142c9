// The rows of the policy table: which questions a mode answers about an effect. One effect may fall into several rows; all of them count.

import type { Effect, PathTarget } from "../effects/effect.ts";

export const EFFECT_CLASSES = [
  "run",
  "read",
  "read-secret",
  "write",
  "delete-broad",
  "write-secret",
  "write-temp",
  "write-outside",
  "write-guard",
  "write-vcs",
  "execute-check",
  "execute",
  "network-loopback",
  "network-own-remote",
  "network-fetch",
  "network-send",
  "install-declared",
  "install-new",
  "vcs-local",
  "vcs-change",
  "system",
  "reset",
  "destroy",
  "opaque",
] as const;

export type EffectClass = (typeof EFFECT_CLASSES)[number];

/** The rows that an effect belongs to; at least one. */
export function classesOf(effect: Effect): readonly EffectClass[] {
  switch (effect.kind) {
    case "read":
      return effect.target.kind !== "unknown" && effect.target.marks.includes("secret") ? ["read-secret"] : ["read"];
    case "write":
      return effect.ruins === undefined ? writeClasses(effect.target) : [...writeClasses(effect.target), "delete-broad"];
    case "delete":
      return deleteClasses(effect.target, effect.broad);
    case "execute":
      return [effect.what === "check" ? "execute-check" : "execute"];
    case "network":
      return [networkClass(effect)];
    case "install":
      return [effect.what === "declared" ? "install-declared" : "install-new"];
    case "vcs":
      return [effect.act === "local" ? "vcs-local" : "vcs-change"];
    case "run":
    case "system":
    case "reset":
    case "destroy":
    case "opaque":
      return [effect.kind];
    default:
      return unknownClass(effect);
  }
}

function writeClasses(target: PathTarget): readonly EffectClass[] {
  if (target.kind === "unknown") return ["write-outside"];
  const rows: EffectClass[] = [];
  if (target.marks.includes("device")) rows.push("destroy");
  if (target.marks.includes("guard")) rows.push("write-guard");
  if (target.marks.includes("vcs-internal")) rows.push("write-vcs");
  if (target.marks.includes("secret")) rows.push("write-secret");
  rows.push(scopeClass(target.scope));
  return rows;
}

function deleteClasses(target: PathTarget, broad: boolean): readonly EffectClass[] {
  const rows = [...writeClasses(target)];
  if (target.kind !== "unknown" && target.marks.includes("root")) rows.push("destroy");
  if (broad) rows.push("delete-broad");
  return rows;
}

function scopeClass(scope: "workspace" | "temp" | "home" | "outside"): EffectClass {
  switch (scope) {
    case "workspace":
      return "write";
    case "temp":
      return "write-temp";
    case "home":
    case "outside":
      return "write-outside";
    default:
      return scope satisfies never;
  }
}

function networkClass(effect: Extract<Effect, { kind: "network" }>): EffectClass {
  switch (effect.peer) {
    case "loopback":
      return "network-loopback";
    case "own-remote":
      return effect.direction === "send" ? "network-send" : "network-own-remote";
    case "elsewhere":
      return effect.direction === "send" ? "network-send" : "network-fetch";
    default:
      return effect.peer satisfies never;
  }
}

/** An effect that a newer producer made and this table doesn't know. */
function unknownClass(_effect: never): readonly EffectClass[] {
  return ["opaque"];
}
