// unzip: what is unpacked where. Law: a look writes nothing; members that are named are the only ones that are written.

import { literal } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { unpackedEffects } from "./placed.ts";
import { wordOf } from "./texts.ts";

export function unzip(call: Call): readonly Effect[] {
  const effects = call.table();
  if (!effects.some((effect) => effect.kind === "write")) return effects;
  const { options, operands } = call.parse();
  const folder = options.findLast(({ name }) => name === "-d")?.value ?? wordOf(".", call);
  // Words after `-x` are what is left out, and `-C` and `-j` change what a name means.
  const plain = !call.args.some((word) => /^-[a-zA-Z]*[xCj]/.test(literal(word) ?? "-x"));
  const above = options.some(({ name }) => name === "-:")
    ? [call.effect({ kind: "write", target: { kind: "unknown", why: "the archive may name folders above" } })]
    : [];
  return [...effects, ...above, ...unpackedEffects(call, folder, plain ? operands.slice(1) : [])];
}
