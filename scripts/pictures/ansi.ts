// What a terminal shows, as cells. Law: a character stands in the column where the terminal has it, whatever its width and colours; what
// isn't a colour or a style is left out.

export interface Style {
  /** `#rrggbb`; undefined: the terminal's own. */
  readonly color: string | undefined;
  readonly background: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly struck: boolean;
}

/** Text in one style that begins in a column; `width` in columns. */
export interface Cell {
  readonly text: string;
  readonly column: number;
  readonly width: number;
  readonly style: Style;
}

export const PLAIN: Style = {
  color: undefined,
  background: undefined,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  struck: false,
};

const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);
/** A style; any other sequence; an operating system command (titles, links); a switch of the character set. */
const SEQUENCE = new RegExp(
  `${ESCAPE}\\[([0-9;:]*)m|${ESCAPE}\\[[0-9;?]*[A-Za-z]|${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|${ESCAPE}[()].`,
  "g",
);

/** The lines of a screen as `tmux capture-pane -e -p` gives them. A style goes on into the next line, as it does there. */
export function cellsOf(screen: string): readonly (readonly Cell[])[] {
  let style = PLAIN;
  return screen.split("\n").map((line) => {
    const cells: Cell[] = [];
    let column = 0;
    let at = 0;
    const put = (text: string) => {
      for (const { segment } of new Intl.Segmenter("en").segment(text)) {
        const width = widthOf(segment);
        if (width > 0) cells.push({ text: segment, column, width, style });
        column += width;
      }
    };
    for (const found of line.matchAll(SEQUENCE)) {
      put(line.slice(at, found.index));
      at = found.index + found[0].length;
      if (found[1] !== undefined) style = styleAfter(style, found[1]);
    }
    put(line.slice(at));
    return cells;
  });
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;

/** Columns that one grapheme takes in a terminal. */
export function widthOf(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]+$/u.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

const SWITCHES: Readonly<Record<number, Partial<Style>>> = {
  0: PLAIN,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { struck: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { struck: false },
  39: { color: undefined },
  49: { background: undefined },
};

function styleAfter(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let now = style;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const isRgb = codes[index + 1] === 2;
      const color = isRgb ? rgb(codes.slice(index + 2, index + 5)) : indexed(codes[index + 2] ?? 0);
      now = { ...now, [code === 38 ? "color" : "background"]: color };
      index += isRgb ? 4 : 2;
    } else if (SWITCHES[code]) now = { ...now, ...SWITCHES[code] };
    else now = { ...now, ...basic(code) };
  }
  return now;
}

/** 30 to 37 and 90 to 97 for the text, ten more for what is behind it. */
function basic(code: number): Partial<Style> {
  const tens = Math.floor(code / 10);
  const bright = tens >= 9 ? 8 : 0;
  if (code % 10 > 7) return {};
  if (tens === 3 || tens === 9) return { color: indexed((code % 10) + bright) };
  if (tens === 4 || tens === 10) return { background: indexed((code % 10) + bright) };
  return {};
}

const SIXTEEN = [
  ...["#1c1f26", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4"],
  ...["#5c6370", "#ef7f88", "#a9d48a", "#f0ce8c", "#78bdf5", "#d592e8", "#6cc7d1", "#ffffff"],
];

/** One of the 256 colours: the basic ones, a cube of 6 x 6 x 6, and greys. */
function indexed(number: number): string {
  if (number < 16) return SIXTEEN[number] ?? "#ffffff";
  if (number >= 232) return rgb(Array(3).fill(8 + (number - 232) * 10));
  const steps = [0, 95, 135, 175, 215, 255];
  const cube = number - 16;
  return rgb([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => steps[step] ?? 0));
}

function rgb(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
