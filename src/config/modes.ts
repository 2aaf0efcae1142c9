// Modes from config files, layer upon layer. Law: a mode starts from the one that it extends, else from the mode of its name in the layer
// below; rows replace rows, lists add to lists, and every mode leads back to the strictest one. A project's file, trusted or not, never makes
// a mode softer on what steers the guard, or on what can't be brought back.

import { EFFECT_CLASSES, type EffectClass } from "../policy/classes.ts";
import { type Mode, STRICTEST_MODE } from "../policy/modes.ts";
import { type Decision, stricter } from "../policy/verdict.ts";
import type { ConfigFile } from "./config-file.ts";
import type { ModeConfig } from "./schema.ts";

/** A command that counts as a check in a mode, and where that is said. */
export interface Check {
  readonly command: string;
  readonly from: ConfigFile;
  /** The mode's entry that names it, and the place in its list. */
  readonly mode: string;
  readonly index: number;
}

export interface ModeLayer {
  readonly modes: ReadonlyMap<string, Mode>;
  /** By the mode's name. */
  readonly checks: ReadonlyMap<string, readonly Check[]>;
}

/** Rows that no file of a project softens. */
export const NEVER_BY_PROJECT: ReadonlySet<EffectClass> = new Set(["destroy", "write-guard"]);

/** The layer with a file's modes on top. A mode whose start doesn't exist is left as it was. */
export function withModes(below: ModeLayer, from: ConfigFile): ModeLayer {
  const entries = new Map(Object.entries(from.config.modes ?? {}));
  const modes = new Map(below.modes);
  const checks = new Map(below.checks);
  const done = new Set<string>();
  const build = (name: string): void => {
    const entry = entries.get(name);
    if (!entry || done.has(name)) return;
    done.add(name);
    const start = entry.extends ?? name;
    if (start !== name) build(start);
    const parent = modes.get(start);
    if (!parent) return;
    const mode = extended(parent, name, entry);
    modes.set(name, from.source === "project" ? kept(mode, below.modes.get(name) ?? parent) : mode);
    checks.set(name, [
      ...(checks.get(start) ?? []),
      ...(entry.checks ?? []).map((command, index) => ({ command, from, mode: name, index })),
    ]);
  };
  for (const name of entries.keys()) build(name);
  return { modes, checks };
}

/** The layer where modes that an administrator locks are no looser than in his. */
export function withLock(layer: ModeLayer, his: ModeLayer, locked: ReadonlySet<string>): ModeLayer {
  const modes = new Map(layer.modes);
  const checks = new Map(layer.checks);
  for (const name of locked) {
    const [base, mode] = [his.modes.get(name), layer.modes.get(name)];
    if (!base || !mode) continue;
    const effects = mapRows(mode.effects, (row) => stricter(base.effects[row], mode.effects[row]));
    modes.set(name, {
      ...mode,
      effects,
      writable: base.writable,
      outputs: base.outputs,
      environment: base.environment,
      ...sandboxBelow(base, mode),
    });
    checks.set(name, his.checks.get(name) ?? []);
  }
  return { modes, checks };
}

function extended(parent: Mode, name: string, entry: ModeConfig): Mode {
  const { label = name === parent.name ? parent.label : name, color = parent.color, transitions = parent.transitions } = entry;
  const { purpose = parent.purpose, open = parent.open, closed = parent.closed, instead = parent.instead } = entry;
  const { model = parent.model, thinking = parent.thinking, sandbox = parent.sandbox, overlay = parent.overlay } = entry;
  return {
    ...{ name, label, color, environment: parent.environment, purpose, open, closed, instead, sandbox, overlay },
    effects: mapRows(parent.effects, (row) => entry.effects?.[row] ?? parent.effects[row]),
    writable: [...new Set([...parent.writable, ...(entry.writable ?? [])])],
    outputs: [...new Set([...parent.outputs, ...(entry.outputs ?? [])])],
    ...(model === undefined ? {} : { model }),
    ...(thinking === undefined ? {} : { thinking }),
    ...(transitions ? { transitions: [...new Set([...transitions, STRICTEST_MODE])] } : {}),
  };
}

/** A sandbox answers questions: whoever has none, or can't do without one, keeps that. */
function sandboxBelow(base: Mode, mode: Mode): Pick<Mode, "sandbox" | "overlay"> {
  return { sandbox: base.sandbox === "auto" ? mode.sandbox : base.sandbox, overlay: base.overlay === "off" ? "off" : mode.overlay };
}

function kept(mode: Mode, before: Mode): Mode {
  const effects = mapRows(mode.effects, (row) =>
    NEVER_BY_PROJECT.has(row) ? stricter(before.effects[row], mode.effects[row]) : mode.effects[row],
  );
  return { ...mode, effects };
}

/** The cells of a mode, each decided anew. */
function mapRows(cells: Mode["effects"], decide: (row: EffectClass) => Decision): Mode["effects"] {
  const changed: Record<EffectClass, Decision> = { ...cells };
  for (const row of EFFECT_CLASSES) changed[row] = decide(row);
  return changed;
}
