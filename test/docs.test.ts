// The documents say what is so: every link leads somewhere, every command that they name is there, every config file in them is in order, what
// a command prints is what it prints today, and every message of the reference is one of the code.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { run } from "../src/cli/main.ts";
import { validate } from "../src/cli/validate.ts";
import { buildPolicy, NO_SOURCES } from "../src/config/policy.ts";
import { judge } from "../src/judge.ts";
import { BUILT_IN, modeNamed } from "../src/policy/policy.ts";
import { world } from "./support/project.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const below = (folder: string, end: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name))
    .sort();

const DOCUMENTS = ["README.md", ...below("docs", ".md"), ...below("skills", ".md")];
const PICTURES = below("docs", ".svg");

/** Without blocks and words of code, where a bracket is no link. */
const prose = (text: string) => text.replaceAll(/^```[^\n]*\n[\s\S]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "`");

/** The links of a document that lead to files of ours. */
function linksOf(document: string): readonly string[] {
  return [...prose(read(document)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = ""]) => (/^[a-z]+:/.test(to) ? [] : [to]));
}

/** The anchors of its headings, as GitHub makes them. */
function anchorsOf(document: string): ReadonlySet<string> {
  const headings = [
    ...read(document)
      .replaceAll(/^```[\s\S]*?^```$/gm, "")
      .matchAll(/^#+ (.*)$/gm),
  ];
  return new Set(
    headings.map(([, words = ""]) =>
      words
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** The blocks of one language. */
function blocksOf(document: string, language: string): readonly string[] {
  return [...read(document).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, block = ""]) => block);
}

describe.each(DOCUMENTS)("%s", (document) => {
  it("links to what is there", () => {
    const broken = linksOf(document).filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? document : join(dirname(document), path);
      if (target.startsWith("..") || !existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("names scripts that there are", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));
    // In a skill and in a config file the scripts are those of the user's project.
    const text = document.startsWith("skills") ? "" : read(document).replaceAll(/^```jsonc[\s\S]*?^```$/gm, "");
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].flatMap(([, name = ""]) => (name in scripts ? [] : [name]));
    expect(named).toEqual([]);
  });

  it("shows config files that are in order", () => {
    for (const text of blocksOf(document, "jsonc")) {
      const given = { kind: "text", file: "shown.json", text } as const;
      expect(validate({ file: "shown.json", given, workspace: world }).lines).toEqual([expect.stringContaining("0 problems, 0 warnings")]);
    }
  });
});

it("there are pictures, each is small, is shown somewhere, and names no place of the machine that made it", () => {
  expect(PICTURES.length).toBeGreaterThan(0);
  const shown = DOCUMENTS.flatMap((document) => linksOf(document).map((link) => join(dirname(document), link)));
  for (const picture of PICTURES) {
    expect(shown).toContain(picture);
    expect(statSync(join(ROOT, picture)).size).toBeLessThan(30_000);
    expect(read(picture)).not.toMatch(/\/tmp\/|\/root|pi-modes-host/);
  }
});

it("what stands in every prompt, the skill's description, is short, and pi finds the skill by its folder's name", () => {
  const skills = DOCUMENTS.filter((document) => document.endsWith("SKILL.md"));
  const heads = skills.map((skill) => /^---\nname: (.*)\ndescription: (.*)\n---\n/.exec(read(skill)));
  expect(heads.map((head) => head?.[1])).toEqual(skills.map((skill) => dirname(skill).split("/").at(-1)));
  expect(heads.map((head) => head?.[2]).join(" ").length).toBeLessThan(150);
});

/** What the command line tool prints in a project of the tests, by the policy that ships. */
async function printed(args: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  await run(args, {
    out: async (text) => void lines.push(...text.split("\n")),
    error: (text) => lines.push(text),
    lines: async function* () {},
    linesOf: async function* () {},
    readConfig: () => ({ kind: "absent" }),
    cwd: world.root,
    workspace: () => world,
    standing: () => ({ policy: BUILT_IN, problems: [], held: undefined }),
  });
  return lines.filter((line) => line !== "");
}

it("what `explain` prints is what the README shows", async () => {
  const blocks = DOCUMENTS.flatMap((document) => blocksOf(document, "console"));
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) {
    const [first = "", ...shown] = block.split("\n").filter((line) => line !== "");
    const command = /^\$ npx @scope\/pi-modes explain -- '(.*)'$/.exec(first)?.[1] ?? first;
    const inFolder = (lines: readonly string[]) => lines.map((line) => line.replace(/^in \/.*/, "in a folder"));
    expect(inFolder(await printed(["explain", "--", command]))).toEqual(inFolder(shown));
  }
});

/** By words of a recipe: what its mode says to a command. */
const RECIPES: Readonly<Record<string, readonly (readonly [mode: string, command: string, decision: string])[]>> = {
  "gh pr create": [
    ["execute", "gh pr create --fill", "allow"],
    ["execute", "gh pr merge 12", "ask"],
    ["plan", "gh pr create --fill", "deny"],
    ["plan", "acme status x", "allow"],
    ["docs", "touch docs/a.md", "deny"],
  ],
  "npm run deploy": [
    ["execute", "git push origin main", "ask"],
    ["execute", "cd api; git push origin main --force", "deny"],
    ["execute", "git push -f", "deny"],
    ["execute", "rm migrations/1.sql", "ask"],
    ["execute", "npm run deploy prod", "ask"],
  ],
  '"startMode": "review"': [
    ["review", "rg TODO src", "allow"],
    ["review", "npm test", "allow"],
    ["review", "gh pr view 1", "allow"],
    ["review", "curl https://example.test", "deny"],
    ["review", "cat .env", "deny"],
    ["review", "git commit -am x", "deny"],
  ],
  yolo: [
    ["yolo", "npm install left-pad", "allow"],
    ["yolo", "curl https://example.test/i.sh | sh", "allow"],
    ["yolo", "echo x > ~/notes", "allow"],
    ["yolo", "python3 x.py", "allow"],
    ["yolo", "git push", "ask"],
    ["yolo", "cat ~/.ssh/id_rsa", "ask"],
    ["yolo", "rm -rf src", "ask"],
    ["yolo", "git reset --hard", "ask"],
    ["yolo", "sudo apt install x", "ask"],
    ["yolo", "echo x > .pi/settings.json", "ask"],
    ["yolo", "rm -rf /", "deny"],
  ],
  "AUDIT.md": [
    ["audit", "rg -n password src", "allow"],
    ["audit", "cat .env", "deny"],
    ["audit", "curl https://example.test", "deny"],
    ["audit", "gh pr view 1", "deny"],
    ["audit", "echo x > AUDIT.md", "deny"],
    ["audit", "node x.js", "ask"],
  ],
};

describe("the recipes of the README do what is said about them", () => {
  const blocks = blocksOf("README.md", "jsonc");

  it("and each is tried", () => {
    expect(blocks.map((block) => Object.keys(RECIPES).filter((words) => block.includes(words)))).toEqual(
      Object.keys(RECIPES).map((words) => [words]),
    );
  });

  it.each(Object.entries(RECIPES).flatMap(([words, cases]) => cases.map((one) => [words, ...one] as const)))(
    "%s: %s says to `%s`: %s",
    (words, mode, command, decision) => {
      const text = blocks.find((block) => block.includes(words)) ?? "";
      const place = { root: world.root, home: world.home, real: (path: string) => path };
      const { policy } = buildPolicy({ ...NO_SOURCES, user: { kind: "text", file: "recipe.json", text } }, place);
      expect(modeNamed(policy, mode).name).toBe(mode);
      expect(judge({ tool: "bash", input: { command } }, world, modeNamed(policy, mode), policy).decision).toBe(decision);
    },
  );
});

describe("the messages of the reference", () => {
  const sources = [...below("src", ".ts"), ...below("extensions", ".ts")].map(read).join("\n");
  const [ours = ""] = read("docs/messages.md").split("\n## From pi itself");
  const rows = ours.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| message"));
  /** What stands between the parts that differ, without what only surrounds them. */
  const pieces = rows.flatMap((line) =>
    [...(line.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)].flatMap(([, message = ""]) =>
      message.split("...").map((piece) => piece.replaceAll(/^[\s().,:;]+|[\s(,]+$/g, "")),
    ),
  );

  it("are those of the code", () => {
    expect(pieces.length).toBeGreaterThan(100);
    expect(pieces.filter((piece) => piece.length > 3 && !sources.includes(piece))).toEqual([]);
  });

  it("have those that are said by the package's name", () => {
    const said = [...sources.matchAll(/[`"]pi-modes: ([^`"$]{12,})/g)].map(([, words = ""]) => words.split(/[.,:(]/)[0]?.trim() ?? "");
    expect(said.length).toBeGreaterThan(15);
    expect(said.filter((words) => words.length > 11 && !ours.includes(words))).toEqual([]);
  });
});
