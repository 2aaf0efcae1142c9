// Programs that look into documents, pictures and sounds. Law: a word that may be an address, a pipe, a list of further words or a program
// of its own is never just the name of a file.

import type { WordFact } from "../../shell/facts.ts";
import { couldBeOption, knownPrefix, literal, textWord, valuesOf } from "../../shell/word.ts";
import type { Call } from "../call.ts";
import type { Effect } from "../effect.ts";
import { addresses } from "./odd-tools.ts";

const PANDOC_FORMATS = new Set(["-f", "-r", "--from", "--read", "-t", "-w", "--to", "--write"]);
const PANDOC_FILES = new Set(["--template", "--metadata-file", "-H", "--include-in-header", "-B", "--include-before-body"]);

/** A format of pandoc may be a script that it runs, and files may be addresses. */
export function pandoc(call: Call): readonly Effect[] {
  const { options } = call.parse();
  const why = "a format of pandoc may be a script that it runs";
  return [
    ...addresses(call),
    ...options.flatMap(({ name, value }) => {
      if (!value) return [];
      if (PANDOC_FORMATS.has(name) && !allMatch(value, /^[\w+-]+$/)) return [call.effect({ kind: "execute", what: "inline", why }, value)];
      return PANDOC_FILES.has(name) && /^https?:/i.test(knownPrefix(value)) ? call.network("fetch", value) : [];
    }),
  ];
}

/** The pages go to files whose names begin with the second operand, also where that is `-`; without it they are printed. */
export function pdftoppm(call: Call): readonly Effect[] {
  const [, root] = call.parse().operands;
  return [...call.table(), ...(root ? call.write(literal(root) === "-" ? textWord(".", root.place) : root) : [])];
}

/** Without a second operand the text goes to a file beside the document. */
export function pdftotext(call: Call): readonly Effect[] {
  const { options, operands } = call.parse();
  const [file] = operands;
  const shows = options.some(({ name }) => ["-v", "-h", "-help", "--help", "-?", "-listenc"].includes(name));
  if (!file || operands.length > 1 || shows) return call.table();
  const name = literal(file)?.replace(/\.pdf$/i, "");
  return [...call.table(), ...call.write(name === undefined ? textWord(".", file.place) : textWord(`${name}.txt`, file.place))];
}

/** A word such as `@file` stands for the words in that file. */
export function wordsFromFiles(call: Call): readonly Effect[] {
  const more = call.args.filter((word) => knownPrefix(word).startsWith("@"));
  return [...call.table(), ...more.map((word) => call.opaque(`${call.program} takes further words from a file`, word))];
}

const PICTURE = /^[^:|@%]+\.(?:png|jpe?g|gif|bmp|tiff?|webp|ico|hei[cf]|avif|ppm|pgm|pbm|tga|psd)(?:\[\d+\])?$/i;
const IDENTIFY_VALUES =
  "channel colorspace crop define density depth endian extract format fuzz gamma interlace interpolate list precision";
const IDENTIFY_MORE = "sampling-factor seed size units virtual-pixel features alpha";
const IDENTIFY_TAKES = new Set(`${IDENTIFY_VALUES} ${IDENTIFY_MORE}`.split(" "));
const IDENTIFY_FLAGS = new Set(
  "antialias clip matte moments monitor ping quiet regard-warnings respect-parentheses strip unique verbose help version".split(" "),
);

/** ImageMagick's names may carry a format that reads addresses, runs programs or removes the file, and its formats do so as well: `@` lists, `%[...]`. */
export function identify(call: Call): readonly Effect[] {
  const effects: Effect[] = [];
  for (let index = 0; index < call.args.length; index++) {
    const word = call.args[index];
    if (!word) break;
    const option = /^[-+]([a-z-]+)$/.exec(literal(word) ?? "")?.[1];
    if (option !== undefined && IDENTIFY_FLAGS.has(option)) continue;
    if (option !== undefined && IDENTIFY_TAKES.has(option)) {
      const value = call.args[++index];
      if (value && allMatch(value, /^[^@|]*$/)) continue;
      effects.push(call.opaque(`identify -${option} gets a value that is not known`, value ?? word));
    } else if (allMatch(word, PICTURE)) effects.push(...call.read(word));
    else effects.push(call.opaque("identify gets a word that is not known to be a picture", word));
  }
  return effects;
}

/** Inputs may be addresses, lists of files and filters. */
export function ffprobe(call: Call): readonly Effect[] {
  const { options, operands } = call.parse();
  const inputs = [...operands, ...options.flatMap(({ name, value }) => (name === "-i" && value ? [value] : []))];
  const odd = inputs.filter((word) => !allMatch(word, /^[^:|%]+$/));
  return [
    ...call.table(),
    ...odd.flatMap((word) =>
      /^(?:https?|ftps?|rtmps?|rtsp|tcp|udp|srt):/i.test(knownPrefix(word))
        ? call.network("fetch", word)
        : [call.opaque("ffprobe gets an input that is not known to be a file", word)],
    ),
  ];
}

const EXIF_LETTERS =
  "a b D e E ee ex f g G g0 g1 g2 g3 g4 G0 G1 G2 G3 G4 h H j l L m n q qq r s S s1 s2 s3 t T u U v v0 v1 v2 v3 v4 v5 X z";
const EXIF_NAMES =
  "json csv php args struct sort fast fast2 fast3 ver list listx listf listr listw listwf listg validate progress short long";
const EXIF_FLAGS = new Set(`${EXIF_LETTERS} ${EXIF_NAMES}`.split(" "));
const EXIF_TAKES = new Set("x d c i ext charset lang dateFormat coordFormat extension exclude".split(" "));
/** Options that look like names of tags; some of them write, run Perl, or take words from elsewhere. */
const EXIF_OTHERS =
  /^(?:add.*|all.*|api|arg.*|common.*|composite|config|coordformat|csvdelim|dateformat|decimal|delete.*|diff|dup.*|echo\d?|efile.*|escape.*|exclude|execute.*|ext.*|file\d+|fileorder|fix.*|force.*|geo(?:tag|sync|time|locate)|global.*|group.*|hex|html.*|if\d?|ignore.*|json|lang|latin|list.*|nop|out|overwrite.*|password|pause|plot|preserve|print.*|progress.*|quiet.*|recurse.*|require|restore.*|scan.*|sep.*|srcfile|stay.*|tab|table|tag.*|text.*|unknown.*|use|userparam|ver|verbose|very.*|wext|wm|write.*|xml.*|xmp|xpath|zip)$/i;

/** A tag with a value is written; some options take Perl, names of further options, or files to write. */
export function exiftool(call: Call): readonly Effect[] {
  const effects: Effect[] = [];
  for (let index = 0; index < call.args.length; index++) {
    const word = call.args[index];
    if (!word) break;
    const text = literal(word);
    const name = text?.replace(/^--?/, "") ?? "";
    if (text === undefined ? !couldBeOption(word) : !text.startsWith("-") || text === "-") effects.push(...call.read(word));
    else if (EXIF_TAKES.has(name)) index++;
    else if (!EXIF_FLAGS.has(name) && (!/^[A-Z][A-Za-z0-9-]{2,}(?::[A-Z*][\w*-]*)?#?$/.test(name) || EXIF_OTHERS.test(name)))
      effects.push(call.opaque("exiftool gets a word that is not known to only read", word));
  }
  return effects;
}

const XML_SAFE = new Set(["sel", "select", "el", "elements", "val", "validate", "fo", "format", "c14n", "canonic"]);
const XML_TEXTS = new Set(["esc", "escape", "unesc", "unescape", "pyx", "xmln", "depyx", "p2x", "ls", "list", "--version", "--help"]);

/** xmlstarlet prints, but for edits in place; transformations may write. Addresses are read only where `--net` says so. */
export function xmlstarlet(call: Call): readonly Effect[] {
  const [verb, ...words] = call.args;
  const name = literal(verb);
  if (name === undefined) return [call.opaque("which command of xmlstarlet runs is not known", verb)];
  const odd = words.filter((word) => (valuesOf(word) ? allMatch(word, /^-*net$|^(?:https?|ftp):/i) : couldBeOption(word)));
  const file = words.at(-1);
  const reads = file && !couldBeOption(file) ? call.read(file) : [];
  const effects = odd.map((word) => call.opaque("xmlstarlet gets a word that is not known, or an address", word));
  if (XML_SAFE.has(name)) return [...effects, ...reads];
  if (XML_TEXTS.has(name)) return effects;
  if (name !== "ed" && name !== "edit") return [call.opaque(`xmlstarlet ${name} is not known`, verb)];
  // Its options may be clusters only where they have a single letter, and `-L` stands before the edits.
  const inPlace = words.some((word) => /^(?:-L|-[A-Z]*L[A-Z]*|--in.*)$/.test(literal(word) ?? "-L"));
  return inPlace
    ? [...effects, ...(file ? call.write(file) : [call.opaque("xmlstarlet edits a file that is not named")])]
    : [...effects, ...reads];
}

function allMatch(word: WordFact, pattern: RegExp): boolean {
  return valuesOf(word)?.every((text) => pattern.test(text)) === true;
}
