// `ssh` carries a command to another machine. What it does to files there is not ours to judge, but what can't be undone there stays so.

import { literal } from "../../shell/word.ts";
import type { Handler } from "../call.ts";
import type { Effect } from "../effect.ts";
import { joinWords } from "./composed.ts";

const RUNS_HERE =
  /^\s*(?:proxycommand|localcommand|permitlocalcommand|knownhostscommand|match|include|pkcs11provider|securitykeyprovider|xauthlocation)\b/i;

const ssh: Handler = (call) => {
  const { options, operands, unexplained } = call.parse();
  const names = options.map((option) => option.name);
  const doubts = unexplained.map(({ word, why }) => call.opaque(`ssh: ${why}`, word));
  if (names.includes("-V") || names.includes("-Q")) return doubts;
  const own = options.flatMap((option): readonly Effect[] => {
    const { name, value } = option;
    if (!value) return [];
    if (name === "-E") return call.write(value);
    if (name === "-i" || name === "-S") return name === "-i" ? [] : call.write(value);
    if (name === "-F") return [...call.read(value), call.opaque("ssh: the configuration file may run programs", value)];
    if (name === "-I") return [call.opaque("ssh loads a library", value)];
    const text = literal(value);
    return name === "-o" && (text === undefined || RUNS_HERE.test(text))
      ? [call.opaque("ssh: this setting may run a program here", value)]
      : [];
  });
  const [host, ...command] = operands;
  if (!host) return [...doubts, ...own, call.opaque("ssh is not told where to go")];
  const text = joinWords(command, call.fact.place);
  const remote = command.length === 0 ? [] : call.script(text).filter(staysThere);
  return [...doubts, ...own, ...call.network("send", host), ...remote];
};

/** Effects that count wherever they happen. */
function staysThere(effect: Effect): boolean {
  if (effect.kind === "delete" || effect.kind === "write")
    return effect.target.kind !== "unknown" && effect.target.marks.some((mark) => mark === "root" || mark === "device");
  return effect.kind === "destroy" || effect.kind === "reset" || effect.kind === "system" || effect.kind === "opaque";
}

export const remoteHandlers: Readonly<Record<string, Handler>> = { ssh };
