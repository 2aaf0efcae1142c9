// Breaks a script: shell characters are put in, taken out and doubled anywhere.

import type { Random } from "./random.ts";

// biome-ignore format: a list of fragments
const INSERTS = ["(", ")", '"', "'", "`", "|", "&", ";", "<", ">", "{", "}", "$", "$(", "${", "((", "))", "\\", "#", "\n", " ", "!", "zq8", "zq7", "\t", "=", "E0", "EOF0", "<<E0\n", "[", "]", "[[ ", " ]]", "/", ":", "-", "@", "*", "?", "~", "$'", '$"', "\r", "`zq6`", "$(zq6)", "<(zq6)", "do ", "done", "fi", "esac", "in ", "case ", "{ ", "; }", "+", "|&", "&>", ">&", "1", "then ", "time ", "coproc "] as const;

/** The text with one to three characters or fragments put in, taken out or doubled. */
export function mutate(source: Random, text: string): string {
  let result = text;
  for (let times = 1 + source.below(3); times > 0; times -= 1) {
    const at = source.below(result.length + 1);
    const kind = source.next();
    if (kind < 0.5) result = result.slice(0, at) + source.pick(INSERTS) + result.slice(at);
    else if (kind < 0.8) result = result.slice(0, at) + result.slice(at + 1);
    else {
      const from = source.below(result.length);
      result = result.slice(0, at) + result.slice(from, from + source.below(8)) + result.slice(at);
    }
  }
  return result;
}
