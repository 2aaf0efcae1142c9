// The bus: hints between extensions, never the truth. Law: whatever arrives is `unknown` until its decoder has read it,
// a listener never throws into the emitter, and nothing that comes over the bus can loosen anything by itself.

import { check } from "../decode.ts";
import { type Claim, isClaim } from "../effects/claims.ts";
import type { Decision } from "../policy/verdict.ts";
import { Type } from "../schema.ts";

export const CHANNELS = {
  changed: "pi-modes:changed",
  query: "pi-modes:query",
  current: "pi-modes:current",
  verdict: "pi-modes:verdict",
  requestChange: "pi-modes:request-change",
  declareTool: "pi-modes:declare-tool",
} as const;

/** Names without a prefix that other extensions already use for the same hints. */
export const PLAIN_CHANNELS = {
  changed: "mode:changed",
  query: "mode:query",
  current: "mode:current",
  priority: "priority:registered",
} as const;

/** The part of the host's bus that is used here. */
export interface Bus {
  emit(channel: string, data: unknown): void;
  /** Returns a function that ends the subscription. */
  on(channel: string, handler: (data: unknown) => void): unknown;
}

export interface ModeChanged {
  readonly mode: string;
  readonly previous: string;
  /** False when no guard is loaded: the mode is shown but nothing holds it. */
  readonly enforced: boolean;
}

export interface VerdictAnnouncement {
  readonly tool: string;
  readonly toolCallId: string;
  readonly mode: string;
  /** What the policy said. */
  readonly decision: Decision;
  /** What became of the call after a question, where there was one. */
  readonly outcome: "allowed" | "refused";
}

const ModeSchema = Type.Object({ mode: Type.String() });

const ClaimSchema = Type.Object({
  tool: Type.String({ minLength: 1, maxLength: 200 }),
  effects: Type.Array(Type.String(), { maxItems: 50 }),
});

/** What an extension says of its tool, or undefined. An effect that isn't known is the worst one. */
export function decodeClaim(data: unknown): { readonly tool: string; readonly claims: readonly Claim[] } | undefined {
  if (!check(ClaimSchema, data)) return undefined;
  return { tool: data.tool, claims: data.effects.map((effect) => (isClaim(effect) ? effect : "destroy")) };
}

/** The name that a `request-change` or a foreign `mode:changed` gives, or undefined. Whether there is such a mode is for the policy to say. */
export function decodeModeName(data: unknown): string | undefined {
  return check(ModeSchema, data) ? data.mode : undefined;
}

/** Subscribes; the returned function ends it. Errors of the handler end here. */
export function listen(bus: Bus, channel: string, handler: (data: unknown) => void): () => void {
  const off = bus.on(channel, (data) => {
    try {
      handler(data);
    } catch {
      // A hint that can't be handled is no hint: the branch still tells the truth.
    }
  });
  return () => {
    if (typeof off === "function") off();
  };
}

/** Announces under our own name and under the plain one. */
export function announceChange(bus: Bus, change: ModeChanged): void {
  bus.emit(CHANNELS.changed, change);
  bus.emit(PLAIN_CHANNELS.changed, change);
}
