// Secrets out of a text. Law: what looks like a credential becomes `***`; in doubt a word goes, since a log is read by more people than the
// command was. What has no shape of its own (a short password as a plain word) can't be told from other words.

const MASK = "***";

/** Names whose value is nobody's business, alone or at the end of a longer name: `DB_PASSWORD`, `--api-key`. Counted repeats only, since a hostile text must not cost more than a long one. */
const SECRET_NAME =
  "(?:[a-z0-9_.-]{0,60}(?:pass(?:word|wd|phrase)|secrets?|(?:api|access|account|private|signing|encryption)[-_]?key|token|credentials?)|(?:[a-z0-9_.-]{0,60}[-_.])?(?:pass|pwd|auth|bearer|session[-_]?id|sig|signature))";

const QUOTED_OR_PLAIN = `(?:"[^"]*"?|'[^']*'?|[^\\s"'&,;)}\\]]+)`;

/** Each takes what it keeps as its first group. */
const SHAPES: readonly RegExp[] = [
  /(?<kept>)-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<kept>\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"'?#]{1,500}(?=@)/gi,
  /(?<kept>\b(?:proxy-)?authorization["']?\s*[:=]\s*)(?:"[^"]*"?|[^"'\r\n]+)/gi,
  /(?<kept>\b(?:set-)?cookie["']?\s*:\s*)[^"'\r\n]+/gi,
  new RegExp(`(?<kept>(?:^|[^a-z0-9_.-])${SECRET_NAME}["']?\\s{0,9}:\\s{0,9})${QUOTED_OR_PLAIN}`, "gi"),
  new RegExp(`(?<kept>(?:^|[^a-z0-9_.-]|--?)${SECRET_NAME}=)${QUOTED_OR_PLAIN}`, "gi"),
  new RegExp(`(?<kept>--${SECRET_NAME}\\s{1,9})(?!-)${QUOTED_OR_PLAIN}`, "gi"),
  /(?<kept>(?:^|\s)(?:-u|--user)[\s=]*["']?[^\s:"']+:)[^\s"']+/g,
  /(?<kept>\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<kept>)\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[0-9A-Z]{12,}/g,
  /(?<kept>)\b(?:gh[pousr]_|github_pat_|glpat-|gldt-|xox[a-z]-|xapp-|npm_|pypi-|hf_|dop_v1_|shpat_|[spr]k_(?:live|test)_|whsec_|sk-|AIza|ya29\.|SG\.)[A-Za-z0-9._-]{8,}/g,
  /(?<kept>)\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)*/g,
];

const TEXT_LIMIT = 4096;

/** The text with every credential that can be told as one replaced by `***`. Of a very long text only the beginning. */
export function masked(text: string): string {
  // A word that the end cuts in two may be half of a secret.
  const begun = text.length <= TEXT_LIMIT ? text : `${text.slice(0, TEXT_LIMIT).replace(/\S{0,4096}$/, "")}${MASK}`;
  const shaped = SHAPES.reduce((done, shape) => done.replace(shape, `$<kept>${MASK}`), begun);
  return shaped.replace(/[A-Za-z0-9+/=_-]{20,}/g, maskRandom);
}

/** A path is judged part by part, unless the slashes are letters of a key themselves. */
function maskRandom(word: string): string {
  if (!word.includes("/")) return looksRandom(word) ? MASK : word;
  // The length of the secret keys of AWS.
  if (/^[A-Za-z0-9+/]{40}$/.test(word) && /[0-9]/.test(word) && changesIn(word.replace(/[+/]/g, "")) >= 10) return MASK;
  return word
    .split("/")
    .map((part) => (part.length >= 20 && looksRandom(part) ? MASK : part))
    .join("/");
}

/** Random letters change between small, capital and digit much more often than words do, and repeat less. */
function looksRandom(word: string): boolean {
  const bare = word.replace(/[-_=+/]/g, "");
  if (/^(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/.test(bare)) return true;
  if (bare.length < 20) return false;
  const changes = changesIn(bare) / bare.length;
  const digits = bare.replace(/[^0-9]/g, "").length;
  if (digits === bare.length) return false;
  return entropy(bare) >= 3.4 && (digits >= 2 ? changes >= 0.3 : changes >= 0.45);
}

function changesIn(word: string): number {
  let changes = 0;
  let before = "";
  for (const character of word) {
    const kind = /[a-z]/.test(character) ? "small" : /[A-Z]/.test(character) ? "capital" : "digit";
    if (before !== "" && kind !== before) changes += 1;
    before = kind;
  }
  return changes;
}

/** Bits a character. */
function entropy(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / word.length) * Math.log2(count / word.length), 0);
}
