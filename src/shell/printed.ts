// In what form a program certainly prints, read off its words alone. Only calls that can print nothing else count:
// a message goes to the standard error, and a call that fails may print nothing.

import type { Form } from "./facts.ts";
import { SEVERAL } from "./literal.ts";

type Words = readonly (string | undefined)[];

/** `piped`: its standard input is given. Undefined: anything may come out. */
export function formPrinted(argv: Words, piped: boolean): Form | undefined {
  const [name, ...args] = argv;
  if (name === undefined || args.includes(SEVERAL)) return undefined;
  return countPrinted(name, args, piped) ? "count" : otherForm(name, args);
}

/** True for a filter that passes on whole lines of what it gets, or the beginning of each. */
export function passesLines(argv: Words): boolean {
  const [name, ...args] = argv;
  switch (name) {
    case "head":
    case "tail":
      return args.every((word) => word !== undefined && /^(-n|-\d+|-n\+?\d+|\+?\d+)$/.test(word)) && args.length <= 2;
    case "sort":
      return args.every((word) => word !== undefined && /^-[nruVfg]+$/.test(word));
    case "uniq":
    case "cat":
    case "tac":
      return args.length === 0;
    case "cut":
      return args.length === 1 && args[0] !== undefined && /^-[cb]1?-\d+$/.test(args[0]);
    case "tr":
      return args.length === 2 && args[0] === "-d" && args[1] !== undefined && /^[\s\\nrt"]+$/.test(args[1]);
    case "xargs":
      return args.length === 0;
    default:
      return false;
  }
}

function countPrinted(name: string, args: Words, piped: boolean): boolean {
  const [first, second] = args;
  switch (name) {
    case "wc":
      return args.length === 1 && piped && first !== undefined && /^-[clmwL]$|^--(bytes|chars|lines|words)$/.test(first);
    case "grep":
    case "egrep":
    case "fgrep": {
      const flags = args.filter((word) => word?.startsWith("-"));
      const operands = args.length - flags.length;
      return (
        first !== undefined &&
        flags.every((flag) => /^-[cEFGivwxP]+$/.test(flag ?? "")) &&
        /c/.test(flags.join("")) &&
        operands >= 1 &&
        operands <= (piped ? 1 : 2) &&
        args.slice(0, flags.length).every((word) => word?.startsWith("-"))
      );
    }
    case "date":
      return args.length === 1 && first !== undefined && /^\+(%[sYmdHMSjNuy])+$/.test(first);
    case "nproc":
      return args.length === 0 || (args.length === 1 && first === "--all");
    case "id":
      return args.length === 1 && (first === "-u" || first === "-g");
    case "stat":
      return args.length === 3 && first === "-c" && second !== undefined && /^%[sYXZWaugih]$/.test(second);
    case "git":
      return args.length === 3 && first === "rev-list" && second === "--count";
    default:
      return false;
  }
}

function otherForm(name: string, args: Words): Form | undefined {
  const [first, second] = args;
  switch (name) {
    case "expr":
      return args.length === 3 && second !== undefined && /^[-+*/%]$/.test(second) ? "number" : undefined;
    case "seq":
      return args.length >= 1 && args.length <= 3 && args.every((word) => word !== undefined && /^\d{1,9}$/.test(word))
        ? "counts"
        : undefined;
    case "pgrep":
      return args.every((word) => word !== undefined && !/^-[^-]*[lad]|^--(l|d|a)/.test(word)) ? "counts" : undefined;
    case "date":
      return dated(args) ? "plain" : undefined;
    case "uname":
      return args.length === 0 || (args.length === 1 && /^-[smr]$/.test(first ?? "")) ? "plain" : undefined;
    case "which":
      return args.length === 1 && isName(first) ? "program" : undefined;
    case "command":
      return args.length === 2 && first === "-v" && isName(second) ? "program" : undefined;
    case "type":
      return args.length === 2 && (first === "-P" || first === "-p") && isName(second) ? "program" : undefined;
    case "git":
      return namesPrinted(args) ? "plain" : undefined;
    default:
      return undefined;
  }
}

function isName(word: string | undefined): boolean {
  return word !== undefined && /^[A-Za-z0-9_][\w.+-]*$/.test(word);
}

function dated(args: Words): boolean {
  const rest = args[0] === "-u" ? args.slice(1) : args;
  return rest.length === 1 && /^\+%[YmdHMSFTsjyuG][%YmdHMSFTsjyuGZ:._T-]*$/.test(rest[0] ?? "") && !/%%|%[-_^:]/.test(rest[0] ?? "");
}

/** A revision as people write it; not a range, and nothing that asks for something else. */
const REVISION = /^(?!.*\.\.)[A-Za-z0-9_@][\w@{}.~^/-]*$/;
const RANGE = /^[A-Za-z0-9_@][\w@{}.~^/-]*$/;
const PICKS =
  /^(-\d+|-n\d*|\d+|--max-count=\d+|--skip=\d+|--all|--branches|--tags|--reverse|--first-parent|--(no-)?merges|--(since|after|until|before|author|grep)=.*|--date-order|--topo-order)$/;
const NAMES_FORMAT = /^--(?:pretty=|format=)(?:t?format:)?%(?:[hHtT]|[ac]t)(?:[ :.,]?%(?:[hHtT]|[ac][ts]))*$/;

/** Git calls that print object names, and nothing but them. */
function namesPrinted(args: Words): boolean {
  const [verb, ...rest] = args;
  const words = rest.filter((word): word is string => word !== undefined);
  if (words.length !== rest.length) return false;
  switch (verb) {
    case "rev-parse":
      return (
        words.some((word) => REVISION.test(word)) &&
        words.every((word) => REVISION.test(word) || /^--(short(=\d+)?|verify|quiet)$|^-q$/.test(word))
      );
    case "merge-base":
      return words.every((word) => REVISION.test(word) || word === "--all" || word === "-a");
    case "rev-list":
      return words.every((word) => RANGE.test(word) || PICKS.test(word));
    case "stash":
      // With `log.date` the name holds a date; its zone (`-0500}`) is no option of any program.
      return words.length === 2 && words[0] === "list" && /^--(format=|pretty=(t?format:)?)%gd$/.test(words[1] ?? "");
    case "log":
      return (
        words.some((word) => NAMES_FORMAT.test(word)) &&
        words.every((word) => NAMES_FORMAT.test(word) || RANGE.test(word) || PICKS.test(word))
      );
    default:
      return false;
  }
}
