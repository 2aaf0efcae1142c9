// What the pi that is tried does otherwise, for the tests that can't be the same there. Law: each has its reason, and the guard is never among it.

import { PI_PACKAGE } from "./host.ts";
import { text } from "./json.ts";
import { readManifest } from "./pack.ts";

/** Each is of all versions before this one, or from it on. */
const GAPS = {
  "edit-lists": { before: [0, 64], says: "its edit tool takes one change, so that a list of them can't be changed behind anybody's back" },
  "late-tools": { before: [0, 56], says: "it takes no tools of an extension that come after loading: its own run" },
  "passed-arguments": {
    before: [0, 56],
    says: "what is announced of a call that starts is a copy: changing it changes nothing, with or without a guard",
  },
  "both-of-a-name": {
    before: [0, 55],
    says: "it leaves out the later one of two extensions with a command, flag or tool of the same name, and starts: where that is the part with `--plan` and /mode, the guard does what `--plan` asks for and says what is missing",
  },
  "flag-clash": {
    before: [0, 65],
    says: "it starts where two extensions have one flag, and says so: the mode of `--plan` holds all the same",
  },
  "told-level": {
    before: [0, 66],
    says: "it doesn't tell that a thinking level was chosen: that is noticed at the next prompt, switch or reload",
  },
  "told-signals": {
    before: [0, 66],
    says: "SIGTERM ends it over RPC as it is: what runs for it, its own commands too, goes on until it is done",
  },
  "told-end": {
    before: [0, 61],
    says: "in print mode and over RPC it ends without telling its extensions: the model of a mode stays the choice for new sessions",
  },
  "kept-choice": {
    from: [0, 75],
    says: "a model that an extension chooses isn't kept for new sessions: there is nothing to put back",
  },
  "full-disk": { from: [0, 75], says: "a run fails where its session's file takes nothing more, whatever extensions do" },
  "closed-folder": { from: [0, 75], says: "it finds no keys where it may not write into its own folder, so no model answers" },
} as const satisfies Readonly<Record<string, { readonly says: string } & (Range<"before"> | Range<"from">)>>;

type Range<K extends string> = { readonly [key in K]: readonly [number, number] };

type Gap = keyof typeof GAPS;

export function lacks(gap: Gap, version = hostVersion()): boolean {
  const range = GAPS[gap];
  const [major, minor] = "before" in range ? range.before : range.from;
  const [itsMajor = 0, itsMinor = 0] = version.split(".").map(Number);
  const isBefore = itsMajor < major || (itsMajor === major && itsMinor < minor);
  return "before" in range ? isBefore : !isBefore;
}

/** A line each. */
export function gapsOf(version: string): readonly string[] {
  const names = Object.keys(GAPS).filter((name): name is Gap => Object.hasOwn(GAPS, name));
  return names.filter((gap) => lacks(gap, version)).map((gap) => `${gap}: ${GAPS[gap].says}`);
}

export function hostVersion(): string {
  return text(readManifest(PI_PACKAGE), "version");
}
