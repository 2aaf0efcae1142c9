// tmux: commands that it starts or types are judged as if written here. Law: using tmux at all starts or talks to its server, which keeps running.

import type { WordFact } from "../../shell/facts.ts";
import { couldBeOption, literal } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";

/** What follows the options is a command. */
const STARTS = new Set(
  "new-session new new-window neww split-window splitw respawn-pane respawnp respawn-window respawnw run-shell run pipe-pane pipep".split(
    " ",
  ),
);
const TYPES = new Set(["send-keys", "send"]);
const LOOKS = new Set(
  "list-sessions ls list-windows lsw list-panes lsp list-clients lsc list-commands lscm list-keys lsk list-buffers lsb has-session has capture-pane capturep display-message display show-options show show-messages showmsgs show-environment showenv attach-session attach detach-client select-window selectw select-pane selectp rename-window renamew rename-session rename start-server start wait-for wait".split(
    " ",
  ),
);
/** Letters that take a value: of tmux itself, of commands that start something, of commands that type. */
const OUTER = "SLT";
const STARTING = "sncxytFelp";
const TYPING = "tN";

export function tmux(call: Call): readonly Effect[] {
  const base = call.effect({ kind: "execute", what: "inline", why: "tmux runs commands outside this call" });
  return [base, ...split(call.args).flatMap((words) => commandEffects(words, call))];
}

/** The commands between the words `;`. */
function split(words: readonly WordFact[]): readonly (readonly WordFact[])[] {
  const commands: WordFact[][] = [[]];
  for (const word of words) {
    if (literal(word) === ";") commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands;
}

function commandEffects(words: readonly WordFact[], call: Call): readonly Effect[] {
  const outer = skipOptions(words, OUTER);
  const [name, ...rest] = outer;
  if (!name)
    return words.length === 0 || (words.length === 1 && literal(words[0]) === "-V")
      ? []
      : [call.opaque("tmux is not told what to do", words[0])];
  const text = literal(name) ?? "";
  if (rest.some((word) => /;$/.test(literal(word) ?? "") && !STARTS.has(text) && !TYPES.has(text)))
    return [call.opaque("tmux gets several commands", name)];
  if (LOOKS.has(text)) return [];
  if (TYPES.has(text))
    return skipOptions(rest, TYPING)
      .filter((word) => !isKey(word))
      .flatMap((word) => call.script(word));
  if (!STARTS.has(text)) return [call.effect({ kind: "system", why: `tmux ${text} changes what its server runs` }, name)];
  // `run-shell -d` waits for a time that follows; elsewhere the letter stands alone.
  if (text.startsWith("run") && rest.some((word) => /^-\w*d/.test(literal(word) ?? "")))
    return [call.opaque("tmux runs something later", name)];
  const command = skipOptions(rest, STARTING);
  if (command[0] && couldBeOption(command[0])) return [call.opaque("tmux gets a word that is not known", command[0])];
  if (command.length <= 1) return command.flatMap((word) => call.script(word));
  return call.run(command);
}

/** The words behind the options; `takes`: the letters that take a value. A configuration or a command of tmux's own is not followed. */
function skipOptions(words: readonly WordFact[], takes: string): readonly WordFact[] {
  let index = 0;
  for (; index < words.length; index++) {
    const text = literal(words[index]);
    if (text === undefined || !text.startsWith("-") || text === "-") break;
    if (text === "--") return words.slice(index + 1);
    if (takes === OUTER && /[cf]/.test(text)) return [];
    const letters = [...text.slice(1)];
    if (letters.findIndex((letter) => takes.includes(letter)) === letters.length - 1) index++;
  }
  return words.slice(index);
}

function isKey(word: WordFact): boolean {
  return /^(Enter|Escape|Space|Tab|BSpace|Up|Down|Left|Right|[CM]-[A-Za-z]|q|y|n|\d)$/.test(literal(word) ?? "");
}
