// The builtins that change the shell. Each is reported as a command like any other, and applied to the state.

import { type Invocation, type Outcome, opaque, reportCommand, type Walk } from "./context.ts";
import { declaration } from "./declaration.ts";
import { changeFolder, popFolder, pushFolder } from "./folders.ts";
import { getOptions, letExpression, mapFile, printTo, readNames, testWords, unsetNames, waitFor } from "./namers.ts";
import { evaluateText, leave, runSource, setTrap, unwrap } from "./nested.ts";
import { setOptions, shiftArguments, shopt } from "./options.ts";
import { soleValue } from "./pieces.ts";
import type { State } from "./state.ts";

export type Builtin = (walk: Walk, invocation: Invocation, state: State) => Outcome;

/** A builtin that is also reported. */
function reported(builtin: Builtin): Builtin {
  return (walk, invocation, state) => {
    reportCommand(walk, invocation, state);
    return builtin(walk, invocation, state);
  };
}

/** Opaque when the arguments fit the pattern, or aren't literal. */
function refused(pattern: RegExp, why: string): Builtin {
  return reported((walk, { argv, place }, state) => {
    const risky = argv.slice(1).some((word) => {
      const text = soleValue(word.pieces);
      return text === undefined || pattern.test(text);
    });
    if (risky) opaque(walk, why, place);
    return { ok: state, bad: state };
  });
}

const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["cd", reported(changeFolder)],
  ["pushd", reported(pushFolder)],
  ["popd", reported(popFolder)],
  ["declare", reported(declaration)],
  ["typeset", reported(declaration)],
  ["local", reported(declaration)],
  ["export", reported(declaration)],
  ["readonly", reported(declaration)],
  ["unset", reported(unsetNames)],
  ["set", reported(setOptions)],
  ["shopt", reported(shopt)],
  ["shift", reported(shiftArguments)],
  ["read", reported(readNames)],
  ["mapfile", reported(mapFile)],
  ["readarray", reported(mapFile)],
  ["printf", reported(printTo)],
  ["getopts", reported(getOptions)],
  ["wait", reported(waitFor)],
  ["let", reported(letExpression)],
  ["test", reported(testWords)],
  ["[", reported(testWords)],
  ["source", reported(runSource)],
  [".", reported(runSource)],
  ["trap", reported(setTrap)],
  ["eval", evaluateText],
  ["command", unwrap],
  ["builtin", unwrap],
  ["exec", unwrap],
  ["exit", reported(leave)],
  ["return", reported(leave)],
  ["break", reported(leave)],
  ["continue", reported(leave)],
  ["hash", refused(/^-\w*p/, "hash -p makes a name start another program")],
  ["enable", refused(/^-\w*[nf]|^[^-]/, "enable changes what a name means")],
  ["compgen", refused(/^-\w*[CFW]/, "compgen evaluates its arguments")],
  ["complete", refused(/^-\w*[CFW]/, "complete keeps a command for later")],
  ["bind", refused(/^-\w*x/, "bind keeps a command for later")],
]);

export function builtinOf(name: string): Builtin | undefined {
  return BUILTINS.get(name);
}
