// One verdict as one line of the audit log. Law: which effects, which row, which rule; never a file's content, never a whole command,
// and no secret. A line has a bounded length.

import type { Effect } from "../effects/effect.ts";
import type { EffectClass } from "../policy/classes.ts";
import type { Decision, Reason, Verdict } from "../policy/verdict.ts";
import { clean } from "../policy/wording.ts";
import { masked } from "./mask.ts";

interface AuditedEffect {
  readonly class: EffectClass;
  readonly kind: Effect["kind"];
  /** Of a read, write or delete: the resolved path, or `unknown`. */
  readonly target?: string;
  /** Of a network effect, where it is known. */
  readonly host?: string;
}

export interface AuditRecord {
  readonly v: 1;
  /** ISO 8601, in UTC. */
  readonly time: string;
  readonly session: string;
  readonly mode: string;
  readonly tool: string;
  readonly effects: readonly AuditedEffect[];
  readonly decision: Decision;
  /** What became of the call: `allowed`, `refused`, or how a question ended. */
  readonly outcome: string;
  /** The rule that decided, where one did. */
  readonly rule?: { readonly id: string; readonly file: string; readonly line: number };
  /** The grant that answered the deciding effect, where one did. */
  readonly grant?: { readonly id: string };
  /** The word that decided; of a longer text only the beginning. */
  readonly word?: string;
}

export interface AuditedCall {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly session: string;
  readonly tool: string;
  readonly outcome: string;
}

const EFFECT_LIMIT = 50;
const TEXT_LIMIT = 300;
const WORD_LIMIT = 80;

/** What the log keeps of a verdict. */
export function auditRecord(verdict: Verdict, { time, session, tool, outcome }: AuditedCall): AuditRecord {
  const [first] = verdict.reasons;
  return {
    v: 1,
    time: new Date(time).toISOString(),
    session,
    mode: verdict.mode,
    tool,
    effects: verdict.reasons.map(auditedEffect),
    decision: verdict.decision,
    outcome,
    ...(first?.source === "rule" ? { rule: { id: first.rule.id, file: first.rule.file, line: first.rule.line } } : {}),
    ...(first?.source === "grant" ? { grant: { id: first.grant.id } } : {}),
    ...(first && first.effect.origin.word !== "" ? { word: first.effect.origin.word } : {}),
  };
}

function auditedEffect({ class: row, effect }: Reason): AuditedEffect {
  if ("target" in effect)
    return { class: row, kind: effect.kind, target: effect.target.kind === "unknown" ? "unknown" : effect.target.path };
  if (effect.kind === "network" && effect.host !== undefined) return { class: row, kind: effect.kind, host: effect.host };
  return { class: row, kind: effect.kind };
}

/** One line of JSON without its end: texts masked and cut, fields that the log doesn't have left out. */
export function auditLine(record: AuditRecord): string {
  return JSON.stringify({
    v: record.v,
    time: record.time,
    session: told(record.session),
    mode: told(record.mode),
    tool: told(record.tool),
    effects: record.effects.slice(0, EFFECT_LIMIT).map((effect) => ({
      class: effect.class,
      kind: effect.kind,
      ...(effect.target === undefined ? {} : { target: hidden(effect.target) }),
      ...(effect.host === undefined ? {} : { host: hidden(effect.host) }),
    })),
    decision: record.decision,
    outcome: told(record.outcome),
    ...(record.rule ? { rule: { id: told(record.rule.id), file: told(record.rule.file), line: record.rule.line } } : {}),
    ...(record.grant ? { grant: { id: told(record.grant.id) } } : {}),
    ...(record.word === undefined ? {} : { word: beginning(record.word) }),
  });
}

/** Names that this package or the host gave are no secrets. */
function told(text: string): string {
  return cut(clean(text), TEXT_LIMIT);
}

/** Masked before it is cut: half a token is no token any more, but still half a secret. */
function hidden(text: string): string {
  return cut(clean(masked(text)), TEXT_LIMIT);
}

/** A word of a call can be a whole script or a whole command: only its first part stays. */
function beginning(word: string): string {
  const text = masked(word).trim();
  const end = text.search(/\s/);
  return end < 0 ? cut(clean(text), WORD_LIMIT) : `${cut(clean(text.slice(0, end)), WORD_LIMIT)} ...`;
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}...`;
}
