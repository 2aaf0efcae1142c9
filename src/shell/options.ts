// `set`, `shopt`, `shift`: options that change how the rest of the text is read or run.

import { type Invocation, type Outcome, opaque, type Walk } from "./context.ts";
import { soleValue } from "./pieces.ts";
import type { State } from "./state.ts";

/** Options that change nothing of what this analysis says. */
const HARMLESS = "uxvnhmbCEfTP";
const HARMLESS_NAMES = new Set(
  "pipefail nounset xtrace verbose noexec noclobber errtrace functrace noglob notify monitor nolog ignoreeof emacs vi physical hashall interactive-comments".split(
    " ",
  ),
);
const HARMLESS_SHOPTS = new Set(
  "nullglob failglob dotglob globstar nocaseglob nocasematch globasciiranges globskipdots inherit_errexit extglob checkwinsize huponexit execfail checkhash checkjobs cmdhist lithist histappend login_shell autocd cdspell dirspell direxpand xpg_echo gnu_errfmt no_empty_cmd_completion progcomp promptvars sourcepath shift_verbose mailwarn patsub_replacement complete_fullquote hostcomplete force_fignore histreedit histverify noexpand_translation".split(
    " ",
  ),
);

export function setOptions(walk: Walk, { argv, place }: Invocation, state: State): Outcome {
  const words = argv.slice(1);
  for (let index = 0; index < words.length; index += 1) {
    const text = soleValue(words[index]?.pieces ?? []);
    if (text === "--" || text === "-") {
      const rest = words.slice(index + 1);
      // With nothing behind it `-` leaves the parameters as they are.
      if (text === "--" || rest.length > 0) setArguments(state, rest);
      break;
    }
    if (text === undefined || !/^[-+]./.test(text)) {
      const certain = text !== undefined || /^["'\w/.]/.test(words[index]?.place.text ?? "");
      if (!certain) opaque(walk, "the shell's options are made at run time", place);
      setArguments(state, words.slice(index));
      break;
    }
    const on = text.startsWith("-");
    for (const letter of text.slice(1)) {
      if (letter !== "o") setOne(walk, state, letter, on, place);
      else {
        index += 1;
        const word = words[index];
        if (word) setNamed(walk, state, soleValue(word.pieces), on, place);
      }
    }
  }
  return { ok: state, bad: state };
}

function setArguments(state: State, words: Invocation["argv"]): void {
  const splits = words.some((word) => word.pieces.some((piece) => piece.kind === "glob" || (piece.kind === "unknown" && piece.splits)));
  state.args = splits ? undefined : words.map((word) => word.pieces);
}

function setOne(walk: Walk, state: State, letter: string, on: boolean, place: Invocation["place"]): void {
  if (letter === "e") state.errexit = on;
  else if (letter === "a") state.allexport ||= on;
  else if (!HARMLESS.includes(letter)) opaque(walk, `the shell option ${letter} changes how the text is read`, place);
}

function setNamed(walk: Walk, state: State, name: string | undefined, on: boolean, place: Invocation["place"]): void {
  if (name === "errexit") state.errexit = on;
  else if (name === "allexport") state.allexport ||= on;
  else if (name === undefined || !HARMLESS_NAMES.has(name))
    opaque(walk, `the shell option ${name ?? "named at run time"} changes how the text is read`, place);
}

export function shopt(walk: Walk, { argv, place }: Invocation, state: State): Outcome {
  let named = false;
  let changes = false;
  for (const word of argv.slice(1)) {
    const text = soleValue(word.pieces);
    if (text !== undefined && /^-[suqpo]+$/.test(text)) {
      named ||= text.includes("o");
      changes ||= /[su]/.test(text);
    } else if (changes || text === undefined) {
      if (text === "lastpipe") state.lastpipe = true;
      else if (text === undefined || !(named ? HARMLESS_NAMES : HARMLESS_SHOPTS).has(text))
        opaque(walk, `the shell option ${text ?? "named at run time"} changes how the text is read`, place);
    }
  }
  return { ok: state, bad: state };
}

export function shiftArguments(_walk: Walk, { argv }: Invocation, state: State): Outcome {
  const text = argv[1] ? soleValue(argv[1].pieces) : "1";
  const count = argv.length <= 2 && text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
  if (count === undefined || !state.args) state.args = undefined;
  else if (count <= state.args.length) state.args = state.args.slice(count);
  return { ok: state, bad: state };
}
