// What a review came to: an entry of the session, a message for people, and a file. The file is the only one that a review writes, and the
// package writes it, not the model.

import type { ExtensionAPI, ExtensionContext } from "@mariozechner/pi-coding-agent";
import { REVIEW_ENTRY, type ReviewEntry } from "../../src/plan/entries.ts";
import { reviewMarkdown } from "../../src/plan/review.ts";
import { type Connection, say } from "../shared/connection.ts";
import { inWords } from "../shared/policy-read.ts";
import { folderOf, keptPlace, makeFolder, writeNew } from "./kept-files.ts";

interface Reported {
  readonly findings: readonly string[];
  readonly summary: string;
}

/** Keeps it. What goes wrong with the file is said; the session has the findings all the same. */
export function keepReview(pi: ExtensionAPI, connection: Connection, context: ExtensionContext, reported: Reported): void {
  const { plan } = connection.store.plan;
  const note = writeNote(context, reviewMarkdown(reported, plan), plan?.title ?? "review");
  const entry: ReviewEntry = {
    ...{ v: 1, findings: reported.findings, summary: reported.summary },
    ...(plan ? { plan: plan.id } : {}),
    ...(note === undefined ? {} : { note }),
  };
  pi.appendEntry(REVIEW_ENTRY, entry);
  connection.refresh(context);
}

function writeNote(context: ExtensionContext, text: string, title: string): string | undefined {
  try {
    const place = keptPlace(context.cwd);
    const folder = folderOf(place, "reviews");
    makeFolder(folder);
    const file = writeNew(folder.path, title, place.today(), "review", text);
    if (file === undefined) throw new Error(`there are too many of that name in ${folder.path}`);
    return file;
  } catch (error) {
    say(context, `pi-modes: the review's file could not be written (${inWords(error)}). The session keeps the findings.`, "warning");
    return undefined;
  }
}
