// Code that is handed to an interpreter on its command line. Its effects can't be seen, but some words in it are a warning:
// code that names a way to remove much, or to start another program that does, is a question in every mode.

import type { WordFact } from "../../shell/facts.ts";
import { literal } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";

const REMOVES = [
  /\b(?:rmtree|rm_?tree|remove_tree|removedirs|rmdirs?|rmdirSync|rmSync|unlink|unlinkSync|rm_rf?|rimraf|deltree|emptyDir\w*|removeSync|remove_dir_all|FileUtils\.rm\w*)\b/,
  /\bos\.(?:remove|rename|replace|truncate)\b/,
  /\bfs(?:\.promises)?\.(?:rm|rmdir|unlink|truncate)\b/,
  /\bpromises\b[^\n]*\brm\(/,
  /(?:^|[^\w.])rm\s*(?:['",\s]+)*-[a-zA-Z]*[rRf]/,
  /\b(?:mkfs|shred|wipefs|fdisk|parted)\b/,
  /\bdd\s+if=/,
  /\/dev\/(?:sd|nvme|disk|hd|vd|mapper)/,
  /\b(?:DROP|TRUNCATE)\s+(?:TABLE|DATABASE|SCHEMA)\b/i,
  /\bDELETE\s+FROM\b/i,
  /\b(?:flushall|flushdb|dropDatabase|drop_database|delete_all|destroy_all|deleteMany|drop_all)\b/i,
  /\bgit\s*['",\s]+(?:reset|clean|push|checkout|restore|rebase)\b/,
  /\b(?:sudo|killall|pkill|shutdown|reboot)\b/,
];
const SECRETS =
  /(?:^|[/'"\s])(?:\.env(?!\.(?:example|sample|template))|id_(?:rsa|ed25519|ecdsa|dsa)|\.netrc|\.npmrc|\.pgpass|\.aws\/credentials|\.git-credentials)\b/;

/** The effects of running the code in a word; `undefined` where no word holds it. */
export function inlineEffects(call: Call, code: WordFact | undefined, word?: WordFact): readonly Effect[] {
  const runs = call.effect({ kind: "execute", what: "inline", why: `${call.program} runs code that is given to it` }, word ?? code);
  const text = code && (literal(code) ?? textOf(code));
  if (text === undefined) return [runs];
  if (REMOVES.some((pattern) => pattern.test(text))) return [runs, call.opaque("the code names a way to remove or overwrite much", code)];
  if (SECRETS.test(text)) return [runs, call.opaque("the code names a file that holds secrets", code)];
  return [runs];
}

/** The known stretches of a word. */
function textOf(word: WordFact): string {
  return word.pieces
    .map((piece) => (piece.kind === "text" ? piece.text : piece.kind === "choice" ? piece.values.join("\n") : " "))
    .join("");
}

/** Code that comes on the standard input. */
export function stdinEffects(call: Call, word?: WordFact): readonly Effect[] {
  const { stdin } = call.fact;
  return inlineEffects(call, stdin.kind === "text" ? stdin.content : undefined, word);
}
