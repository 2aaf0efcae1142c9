// The renderer of the pictures: what a terminal shows is what they show, column by column.

import { expect, it } from "vitest";
import { cellsOf, PLAIN, widthOf } from "../scripts/pictures/ansi.ts";
import { svgOf } from "../scripts/pictures/svg.ts";

const esc = (codes: string) => `${String.fromCharCode(27)}[${codes}m`;
const svg = (screen: string) => svgOf({ screen, columns: 20, title: "a < b", description: "what it shows" });
const texts = (screen: string) => svg(screen).match(/<text x="[\d.]+" y="[\d.]+" textLength.*<\/text>/g) ?? [];

/** Where a column begins. */
const x = (column: number) => Math.round((16 + column * 8.4) * 10) / 10;

it.each([
  ["38;2;255;0;16", { color: "#ff0010" }],
  ["38;5;196", { color: "#ff0000" }],
  ["38;5;244", { color: "#808080" }],
  ["48;2;1;2;3", { background: "#010203" }],
  ["31", { color: "#e06c75" }],
  ["104", { background: "#78bdf5" }],
  ["1;3;4", { bold: true, italic: true, underline: true }],
  ["2;7;9", { dim: true, inverse: true, struck: true }],
  ["1;22", {}],
  ["38;2;9;9;9;1;39", { bold: true }],
  ["1;31;0", {}],
  ["", {}],
])("reads the style %s", (codes, style) => {
  expect(cellsOf(`${esc("35")}${esc("0")}${esc(codes)}x`)[0]).toEqual([{ text: "x", column: 0, width: 1, style: { ...PLAIN, ...style } }]);
});

it("takes a style into the next line, and leaves out what isn't one", () => {
  const [first, second] = cellsOf(
    `${esc("31")}a${String.fromCharCode(27)}[2K${String.fromCharCode(27)}]8;;https://x${String.fromCharCode(7)}b\nc`,
  );
  expect(first?.map(({ text }) => text)).toEqual(["a", "b"]);
  expect(second?.[0]?.style.color).toBe("#e06c75");
});

it.each([
  ["a", 1],
  ["─", 1],
  ["é", 1],
  ["e\u0301", 1],
  ["漢", 2],
  ["한", 2],
  ["🙂", 2],
  ["👩‍💻", 2],
  ["✓", 1],
  ["\u200b", 0],
])("%s takes the columns that a terminal gives it", (grapheme, width) => {
  expect(widthOf(grapheme)).toBe(width);
});

it("puts what follows a wide character where the terminal has it", () => {
  const found = texts("漢字ab");
  expect(found.map((line) => /x="([\d.]+)"/.exec(line)?.[1])).toEqual([x(0), x(2), x(4)].map(String));
  expect(found[0]).toContain('textLength="16.8"');
  expect(found[2]).toMatch(/textLength="16\.8".*>ab</);
});

it("breaks at two spaces, since a picture would show one", () => {
  expect(texts("a b   c").map((line) => line.replaceAll(/<text x="([\d.]+)".*>(.*)<\/text>/g, "$1 $2"))).toEqual([
    `${x(0)} a b`,
    `${x(6)} c`,
  ]);
});

it("stretches each run to its columns, with its looks, and escapes what it says", () => {
  const [line] = texts(`${esc("1;38;2;1;2;3")}<&"${esc("0")}`);
  expect(line).toBe(
    `<text x="16" y="64" textLength="25.2" lengthAdjust="spacingAndGlyphs" fill="#010203" font-weight="bold">&lt;&amp;&quot;</text>`,
  );
  expect(svg("a")).toContain(">a &lt; b</text>");
  expect(svg("a")).toContain("<title>what it shows</title>");
});

it("draws what is behind lines one below the other as one rectangle", () => {
  const row = `${esc("48;2;9;9;9")}    ${esc("49")}`;
  const found = svg(`${row}\n${row}\nx\n${row}`).match(/<rect x="16".*\/>/g);
  expect(found).toEqual([
    `<rect x="16" y="49" width="33.6" height="38" fill="#090909"/>`,
    `<rect x="16" y="106" width="33.6" height="19" fill="#090909"/>`,
  ]);
});

it("turns colours round where the terminal does, and rules into lines", () => {
  expect(svg(`${esc("7;38;2;1;1;1;48;2;2;2;2")}x`)).toMatch(/<rect[^>]*fill="#010101"\/>\n<text[^>]*fill="#020202"/);
  expect(svg("──────")).toContain('<path d="M16 59.5h50.4" stroke="#d4d7dd"/>');
});

it("leaves out the empty lines at the end, and gives equal bytes for equal screens", () => {
  expect(svg("a\n\n  \n")).toBe(svg("a"));
});
