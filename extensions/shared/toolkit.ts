// pi's own terminal toolkit, as pi's loader hands it to what it loads. Law: it is the running pi's own copy, since that one knows the
// keyboard that it talks to. What was bundled can't import it, so the entry of each extension brings it.

import type * as Tui from "@mariozechner/pi-tui";

/** The part of it that is used here. Hosts up to 0.55 don't decode printable keys. */
export type Toolkit = Pick<typeof Tui, "parseKey" | "Text" | "truncateToWidth" | "visibleWidth"> &
  Partial<Pick<typeof Tui, "decodeKittyPrintable">>;

let given: Toolkit | undefined;

/** At each start of an extension: one process is one pi. */
export function takeToolkit(toolkit: Toolkit): void {
  given = toolkit;
}

/** Throws where no entry brought one. */
export function toolkit(): Toolkit {
  if (!given) throw new Error("pi's terminal toolkit is missing");
  return given;
}

export const visibleWidth: Toolkit["visibleWidth"] = (text) => toolkit().visibleWidth(text);

export const truncateToWidth: Toolkit["truncateToWidth"] = (...given) => toolkit().truncateToWidth(...given);
