// One JSON line in, one out. A line that can't be read is denied and says why: a caller that only looks at "decision" stays safe.

import type { ToolCall } from "../effects/effect.ts";
import { modeNamed } from "../policy/policy.ts";
import type { Verdict } from "../policy/verdict.ts";
import { describeEffect } from "../policy/wording.ts";
import { isContainable } from "../sandbox/contain.ts";
import { type Ground, judgeOn } from "./ground.ts";
import { effectRecord } from "./record.ts";

export interface CheckedLine {
  readonly output: {
    readonly id: unknown;
    readonly decision: string;
    readonly effects: readonly object[];
    readonly reason: string;
    readonly sandbox?: true;
  };
  /** The line itself was at fault. */
  readonly problem: boolean;
}

export interface CheckOptions {
  readonly mode: string;
  /** Of a line that names none. */
  readonly tool: string;
  /** See `Arguments.sandbox`. */
  readonly sandbox?: boolean;
}

export function checkLine(line: string, { mode, tool, sandbox = false }: CheckOptions, ground: Ground, number: number): CheckedLine {
  const request = readRequest(line, tool);
  if (request.kind === "wrong") {
    return { problem: true, output: { id: request.id, decision: "deny", effects: [], reason: `Line ${number}: ${request.why}` } };
  }
  const verdict = judgeSafely(request.call, ground, mode);
  if (verdict.kind === "failed") return { problem: true, output: { id: request.id, decision: "deny", effects: [], reason: verdict.why } };
  const isContained = sandbox && request.call.tool === "bash" && isContainable(verdict.value, modeNamed(ground.policy, mode));
  return {
    problem: false,
    output: {
      id: request.id,
      decision: isContained ? "allow" : verdict.value.decision,
      ...(isContained ? { sandbox: true } : {}),
      effects: verdict.value.reasons.map(effectRecord),
      reason: reasonOf(verdict.value, ground.workspace.root),
    },
  };
}

type Request =
  | { readonly kind: "ok"; readonly id: unknown; readonly call: ToolCall }
  | { readonly kind: "wrong"; readonly id: unknown; readonly why: string };

function readRequest(line: string, tool: string): Request {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return { kind: "wrong", id: null, why: "not JSON" };
  }
  const id = field(data, "id") ?? null;
  const command = field(data, "command");
  if (typeof command === "string") return { kind: "ok", id, call: { tool, input: { command } } };
  const named = field(data, "tool");
  if (typeof named === "string") return { kind: "ok", id, call: { tool: named, input: field(data, "input") } };
  return { kind: "wrong", id, why: 'needs a text "command", or "tool" and "input"' };
}

function judgeSafely(call: ToolCall, ground: Ground, mode: string): { kind: "ok"; value: Verdict } | { kind: "failed"; why: string } {
  try {
    return { kind: "ok", value: judgeOn(ground, call.tool, call.input, mode) };
  } catch (error) {
    return {
      kind: "failed",
      why: `the judgement failed, and a failure opens nothing (${error instanceof Error ? error.message : String(error)})`,
    };
  }
}

function reasonOf(verdict: Verdict, root: string): string {
  const reason = verdict.reasons[0];
  if (!reason) return "no effect";
  const { word } = reason.effect.origin;
  return word === "" ? describeEffect(reason.effect, root) : `${word}: ${describeEffect(reason.effect, root)}`;
}

function field(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null && Object.hasOwn(data, name) ? Reflect.get(data, name) : undefined;
}
