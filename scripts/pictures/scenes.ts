// The moments that the pictures show, in one session of a real pi: from a refused write to a review. Law: a picture is taken when what it
// is about stands on the screen; a moment that doesn't come fails. What differs from run to run or from machine to machine (times, a
// spinner, the home folder, how many files are hidden) is made the same; nothing else on a screen is changed, but that it is cut above.

import { loading, PI } from "../../test/host/kit/host.ts";
import { startModelServer } from "../../test/host/kit/model-server.ts";
import { until } from "../../test/host/kit/process.ts";
import { makeScratch } from "../../test/host/kit/scratch.ts";
import { editorOf, footerOf, startProgram, type Tui } from "../../test/host/kit/tui.ts";
import { atHome, PROMPTS, STORIES } from "./story.ts";
import type { Picture } from "./svg.ts";

/** As wide as a picture is shown in a README. */
const COLUMNS = 96;
const ROWS = 60;

/** Longer than the time in which the keys of a new dialog don't count yet. */
const READING = 1_000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Moment {
  readonly name: string;
  /** What is waited for. */
  readonly seen: string;
  /** The picture begins with the last line that fits. */
  readonly from: RegExp;
  readonly description: string;
}

const MOMENTS = {
  refused: {
    name: "refused",
    seen: "Shall I plan it?",
    from: /Make the greeting polite/,
    description: "pi in plan mode: a search runs, a build runs in a sandbox and what it wrote is thrown away, a change of files is refused",
  },
  approval: {
    name: "approval",
    seen: "a  Approve and execute",
    from: /The plan, revision 1/,
    description: "The dialog that shows a plan: its steps, what an approval releases, what was refused so far, and the choices",
  },
  progress: {
    name: "progress",
    seen: "· 3. Push to main",
    from: /plan progress/,
    description: "Execute mode with the steps of the plan above the editor, two of three ticked",
  },
  question: {
    name: "question",
    seen: "isn't in the plan",
    from: /\$ git push/,
    description: "The question about a git push that the plan didn't release: what it does, what each answer covers, and the choices",
  },
  findings: {
    name: "findings",
    seen: "Make a plan for the findings now",
    from: /\$ sed/,
    description: "Review mode: a change is refused, one finding is reported, and a plan for it is offered",
  },
  status: {
    name: "status",
    seen: "The configuration is in order",
    from: /nothing is edited *$/,
    description: "The answer of /mode status in review mode",
  },
} as const satisfies Readonly<Record<string, Moment>>;

/** Goes through the session; gives a picture for each moment. */
export async function takePictures(): Promise<ReadonlyMap<string, Picture>> {
  const server = await startModelServer(STORIES, 1_500);
  const scratch = atHome(makeScratch(server.url));
  const tui = startProgram(scratch, [process.execPath, PI, "--plan", ...loading()], scratch.env);
  const pictures = new Map<string, Picture>();
  const take = async ({ name, seen, from, description }: Moment) => {
    await tui.see(seen);
    await pause(READING);
    const screen = same(cut(tui.drawn(), from), scratch.home);
    pictures.set(name, { screen, columns: COLUMNS, title: tui.title(), description });
  };
  try {
    tui.resize(COLUMNS, ROWS);
    await tui.see((screen) => footerOf(screen).includes("plan"));
    await enter(tui, PROMPTS.first);
    await take(MOMENTS.refused);

    await enter(tui, PROMPTS.second);
    await take(MOMENTS.approval);
    tui.keys("Tab", "Down", "Down");
    await tui.see("▸ [x] run git push");
    tui.keys("Space");
    await tui.see("▸ [ ] run git push");
    tui.type("a");

    await tui.see("plan 2/3");
    tui.keys("C-o");
    await take(MOMENTS.progress);
    tui.keys("C-o");
    await take(MOMENTS.question);
    tui.keys("Escape");

    await tui.see("Review it now, in review mode?");
    await pause(READING);
    tui.keys("Enter");
    await take(MOMENTS.findings);
    tui.keys("Escape");
    await tui.see((screen) => !screen.includes("Make a plan for the findings now"));
    await enter(tui, "/mode status");
    await take(MOMENTS.status);
    return pictures;
  } finally {
    tui.close();
    await server.close();
    scratch.remove();
  }
}

async function enter(tui: Tui, words: string): Promise<void> {
  tui.type(words);
  await tui.see((screen) => editorOf(screen).includes(words));
  tui.keys("Enter");
  const isGone = () => !editorOf(tui.screen()).includes(words);
  // The first Enter may only choose from the list of completions.
  await until(isGone, () => "the editor to be empty", 1_500).catch(() => tui.keys("Enter"));
}

/** From the last line that fits on. */
function cut(screen: string, from: RegExp): string {
  const lines = screen.split("\n");
  const first = lines.findLastIndex((line) => from.test(plain(line)));
  if (first < 0) throw new Error(`Nothing on the screen fits ${from}:\n${plain(screen)}`);
  // A block begins with an empty line of its colour.
  const above = lines[first - 1] ?? "";
  return lines.slice(plain(above).trim() === "" && above.includes("[48;") ? first - 1 : first).join("\n");
}

const SEQUENCE = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const plain = (text: string) => text.replaceAll(SEQUENCE, "");

/** The same screen for every run. */
function same(screen: string, home: string): string {
  return screen
    .replaceAll(/Took \d+\.\ds/g, (found) => "Took 0.1s".padEnd(found.length))
    .replaceAll(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, "⠋")
    .replaceAll(/none of \d+ hidden files/g, "none of 7 hidden files")
    .replaceAll(home, "/home/ada");
}
