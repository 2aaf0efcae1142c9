// Code that is handed to an interpreter on its command line. Its effects can't be seen, but some words in it are a warning:
// code that names a way to remove much, or to start another program that does, is a question in every mode.

import type { WordFact } from "../../shell/facts.ts";
import { literal } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";

const REMOVES = [
  /\b(?:rmtree|rm_?tree|remove_tree|removedirs|rmdirs?|rmdirSync|rmSync|unlink|unlinkSync|rm_rf?|rimraf|deltree|emptyDir\w*|removeSync|remove_dir_all|FileUtils\.rm\w*|File\.(?:delete|unlink))\b/,
  /['"](?:node:)?fs(?:\/promises)?['"]\)(?:\.promises)?\.(?:rm|rmdir|unlink|truncate)\b/,
  /\brm\([^)]*recursive/,
  /\bfile\s+delete\b/,
  /\bos\.(?:remove|rename|replace|truncate)\b/,
  /\bfs(?:\.promises)?\.(?:rm|rmdir|unlink|truncate)\b/,
  /\bpromises\b[^\n]*\brm\(/,
  /(?:^|[^\w.])rm\s*(?:['",\s[(]+)*-[a-zA-Z]*[rRf]/,
  /\b(?:mkfs|shred|wipefs|fdisk|parted)\b/,
  /\bdd\s+if=/,
  /\/dev\/(?:sd|nvme|disk|hd|vd|mapper)/,
  /\b(?:DROP|TRUNCATE)\s+(?:TABLE|DATABASE|SCHEMA)\b/i,
  /\bDELETE\s+FROM\b/i,
  /\b(?:flushall|flushdb|dropDatabase|drop_database|delete_all|destroy_all|deleteMany|drop_all)\b/i,
  /\bgit\s*['",\s]+(?:reset|clean|push|checkout|restore|rebase)\b/,
  /\b(?:sudo|killall|pkill|shutdown|reboot)\b|\bkill\(\s*-1/,
];
/** Ways to run a text: not methods of that name, such as that of a regular expression. */
const RUNS_TEXT =
  /(?<![.\w])(?:exec|eval|instance_eval|system|popen|loadstring|execfile|include|require_once)\s*[(\s'"]|\bnew Function\b|\(eval\)|\b(?:os\.(?:system|popen)|subprocess|child_process|runIn(?:New|This)Context|shell_exec|passthru)\b/;

/** Two things that are harmless alone: something from elsewhere, and a way to run it; a connection, and a shell. */
const PAIRS = [
  [
    /\b(?:urlopen|urllib|requests\.(?:get|post)|httpx?\.get|https?\.(?:get|request)|fetch\(|axios|LWP|HTTP::Tiny|open-uri|URI\.open|Net::HTTP|file_get_contents\(\s*['"]https?:|curl_exec|socket\.http)\b|fetch\(|get\(\s*['"]https?:/,
    RUNS_TEXT,
  ],
  [
    /\b(?:socket|sockaddr_in|fsockopen|TCPSocket|IO::Socket|net\.(?:connect|Socket|createConnection))\b/i,
    /\/bin\/(?:ba|z|da)?sh\b|\bpty\.spawn\b|\bdup2\b|\bcmd\.exe\b/,
  ],
  [/\bos\.fork\(|\bfork\s*(?:\(|while|until|\}|;|$)|\bchild_process[^\n]*\bfork\b/, /\b(?:while|loop|for|until)\b/],
  [/\b(?:b64decode|atob|decode64|base64_decode|fromhex|unhexlify|decode_base64)\b|['"]base64['"]/, RUNS_TEXT],
] as const;

/** A file that is opened for writing and left empty. */
const EMPTIES = [
  /\bopen\([^()]*,\s*['"][wW]b?\+?['"]\s*\)\s*(?:\.close\(|\.truncate\(|;?\s*$)/,
  /\b(?:writeFile(?:Sync)?|write_text|write_bytes|File\.write|file_put_contents|IO\.write)\(\s*(?:[^(),]*,\s*)?(?:b?(?:''|"")|Buffer\.alloc\(0\))\s*[,)]/,
  /\b(?:truncateSync|ftruncate|File\.truncate|truncate)\s*[("']/,
];

const SECRETS =
  /(?:^|[/'"\s])(?:\.env(?!\.(?:example|sample|template))|id_(?:rsa|ed25519|ecdsa|dsa)|\.netrc|\.npmrc|\.pgpass|\.aws\/credentials|\.git-credentials)\b/;

/** The effects of running the code in a word; `undefined` where no word holds it. */
export function inlineEffects(call: Call, code: WordFact | undefined, word?: WordFact): readonly Effect[] {
  const runs = call.effect({ kind: "execute", what: "inline", why: `${call.program} runs code that is given to it` }, word ?? code);
  const text = code && (literal(code) ?? textOf(code));
  if (text === undefined) return [runs];
  if (REMOVES.some((pattern) => pattern.test(text))) return [runs, call.opaque("the code names a way to remove or overwrite much", code)];
  if (code?.pieces.length !== 0 && text.trim() === "" && literal(code) === undefined)
    return [runs, call.opaque("the code is made at run time", code)];
  const concern = concernOf(text);
  if (concern !== undefined) return [runs, call.opaque(concern, code)];
  if (SECRETS.test(text)) return [runs, call.opaque("the code names a file that holds secrets", code)];
  return [runs];
}

/** Why code in whatever language is a question, or undefined. */
function concernOf(text: string): string | undefined {
  if (PAIRS.some(([first, second]) => first.test(text) && second.test(text)))
    return "the code runs what comes from elsewhere, or without end";
  if (EMPTIES.some((pattern) => pattern.test(text))) return "the code empties a file";
  return undefined;
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
