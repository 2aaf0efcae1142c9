// What can't be had on a host. Law: the guard is never among it.

import type { Host } from "./versions.ts";

export const EXCEPTIONS = {
  "abort-waits": {
    says: "pi up to 0.60 doesn't tell extensions that a run was stopped: an open question stays until it is answered or its time is over (`askTimeout`). Nothing runs then.",
    on: (host: Host) => before(host, 0, 63),
  },
  "no-sandbox": {
    says: "pi up to 0.60 doesn't say whose bash tool it runs, so there is no sandbox there, and the questions stay.",
    on: (host: Host) => before(host, 0, 64),
  },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly on: (host: Host) => boolean }>>;

export type Exception = keyof typeof EXCEPTIONS;

export function isException(text: string): text is Exception {
  return Object.hasOwn(EXCEPTIONS, text);
}

/** Whether the host is older than this version. */
function before({ version }: Host, major: number, minor: number): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split(".").map(Number);
  return itsMajor < major || (itsMajor === major && itsMinor < minor);
}
