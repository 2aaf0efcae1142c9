// What another extension says of its own tool. Law: a claim adds effects to a call and never takes one away, so it can only tighten.

import type { Effect, EffectKind } from "./effect.ts";
import type { Workspace } from "./workspace.ts";

export const CLAIMS = ["read", "write", "delete", "execute", "fetch", "send", "install", "vcs", "system", "destroy"] as const;
export type Claim = (typeof CLAIMS)[number];

export function isClaim(value: unknown): value is Claim {
  return CLAIMS.some((claim) => claim === value);
}

/** The effects that the claims of a tool name. Claims of reading add nothing: a look is what has to be believed. */
export function claimedEffects(tool: string, claims: readonly Claim[], workspace: Workspace): readonly Effect[] {
  return claims.filter((claim) => claim !== "read").map((claim) => ({ origin: { tool, word: tool }, ...kindOf(claim, tool, workspace) }));
}

function kindOf(claim: Claim, tool: string, { root }: Workspace): EffectKind {
  const why = `the tool ${tool} says so itself`;
  const target = { kind: "pattern", path: `${root}/*`, base: root, scope: "workspace", marks: [] } as const;
  switch (claim) {
    case "read":
    case "write":
      return { kind: claim, target };
    case "delete":
      return { kind: "delete", target, broad: false };
    case "execute":
      return { kind: "execute", what: "installed", why };
    case "fetch":
    case "send":
      return { kind: "network", direction: claim, peer: "elsewhere" };
    case "install":
      return { kind: "install", what: "new" };
    case "vcs":
      return { kind: "vcs", act: "local" };
    case "system":
    case "destroy":
      return { kind: claim, why };
    default:
      return claim satisfies never;
  }
}
