// Whom a request goes to. Law: only an address that every program reads alike counts as this machine.

import type { WordFact } from "../shell/facts.ts";
import { isNumber, valuesOf } from "../shell/word.ts";
import type { EffectKind } from "./effect.ts";

type Direction = "fetch" | "send";

const LOOPBACK =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1|0\.0\.0\.0|(?:[a-z0-9-]+\.)+localhost)(?::\d*)?(?:[/?#][^\\\s]*)?$/i;
const HOST = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@\\\s]*@)?(\[[0-9a-f:]+\]|[^/?#:@\\\s]+)/i;

/** Stands for a stretch that isn't known: no host contains it, a path may. */
const HIDDEN = "\uFFFD";

/** What a request to the address in a word does, one effect for each possible host. */
export function requestTo(word: WordFact, direction: Direction): readonly EffectKind[] {
  const addresses = valuesOf(word) ?? [partlyKnown(word)];
  return addresses.map((address) => requestToAddress(address, direction));
}

function requestToAddress(address: string, direction: Direction): EffectKind {
  if (isLoopback(address)) return { kind: "network", direction, peer: "loopback", host: hostOf(address) ?? "localhost" };
  const host = hostOf(address);
  return { kind: "network", direction, peer: "elsewhere", ...(host !== undefined && !host.includes(HIDDEN) ? { host } : {}) };
}

export function isLoopback(address: string): boolean {
  const authority = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").split(/[/?#]/, 1)[0] ?? "";
  return !authority.includes(HIDDEN) && LOOPBACK.test(address);
}

/** The host in an address, as written. */
function hostOf(address: string): string | undefined {
  return HOST.exec(address)?.[1];
}

function partlyKnown(word: WordFact): string {
  return word.pieces
    .map((piece) => {
      if (piece.kind === "text") return piece.text;
      if (piece.kind === "choice") return piece.values.length === 1 ? (piece.values[0] ?? "") : HIDDEN;
      if (piece.kind === "glob") return piece.pattern;
      return isNumber(piece) ? "0" : HIDDEN;
    })
    .join("");
}
