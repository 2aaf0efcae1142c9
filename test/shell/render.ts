// Facts in one line each, for tables: words apart by spaces, quoted where they hold one. `‹any›` is unknown, with a
// star where it may split; `⟨*⟩` a pattern, `{a|b}` a choice. Behind it the folder (`@`) and the input (`<`), where
// they aren't those of the start.

import { analyse } from "../../src/shell/analyse.ts";
import type { AssignmentFact, Cwd, Piece, ShellFact, ShellStart, Stdin, WordFact } from "../../src/shell/facts.ts";

const INHERITED = new Set(["PATH", "HOME", "LANG", "USER", "TERM"]);

export const START: ShellStart = { cwd: "/w", home: "/home/u", inherited: (name) => INHERITED.has(name) };

export function rendered(text: string, start: ShellStart = START): readonly string[] {
  return analyse(text, start).map(renderedFact);
}

/** The reason alone, for opaque facts. */
export function reasons(text: string, start: ShellStart = START): readonly string[] {
  return analyse(text, start).flatMap((fact) => (fact.kind === "opaque" ? [fact.why] : []));
}

function renderedFact(fact: ShellFact): string {
  switch (fact.kind) {
    case "opaque":
      return `opaque ${fact.place.text}`;
    case "redirect":
      return `${fact.access} ${word(fact.target)}${folder(fact.cwd)}`;
    case "command":
      return `${fact.env.map(assignment).join("")}${fact.argv.map(word).join(" ")}${folder(fact.cwd)}${input(fact.stdin)}`;
    default:
      return fact satisfies never;
  }
}

function assignment({ name, value }: AssignmentFact): string {
  return `${name}=${value ? word(value) : "?"} `;
}

function word({ pieces }: WordFact): string {
  const text = pieces.map(piece).join("");
  return text === "" || /\s/.test(text) ? `'${text.replaceAll("\n", "⏎")}'` : text;
}

function piece(part: Piece): string {
  switch (part.kind) {
    case "text":
      return part.text;
    case "choice":
      return `{${part.values.join("|")}}`;
    case "glob":
      return `⟨${part.pattern}⟩`;
    case "unknown":
      return `‹${part.form}${part.splits ? "*" : ""}›`;
    default:
      return part satisfies never;
  }
}

function folder(cwd: Cwd): string {
  if (cwd.kind === "unknown") return " @?";
  return cwd.dirs.length === 1 && cwd.dirs[0] === START.cwd ? "" : ` @${cwd.dirs.join(",")}`;
}

function input(stdin: Stdin): string {
  switch (stdin.kind) {
    case "inherit":
      return "";
    case "pipe":
      return " <pipe";
    case "file":
      return ` <${word(stdin.target)}`;
    case "text":
      return ` <<${word(stdin.content)}`;
    default:
      return stdin satisfies never;
  }
}
