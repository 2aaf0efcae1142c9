// Could a glob name a certain file? Law: where this can't tell, it says yes. No file system is looked at.

type Token = { readonly kind: "char"; readonly char: string } | { readonly kind: "one" } | { readonly kind: "many" };

const LENGTH_LIMIT = 256;

/** Writes a text so that a glob means it literally. */
export function escapeGlob(text: string): string {
  return !/[\\*?[\]()!+@|]/.test(text) ? text : text.replace(/[\\*?[\]()!+@|]/g, "\\$&");
}

const CACHE_LIMIT = 2000;
const cache = new Map<string, readonly Token[]>();

function tokens(glob: string): readonly Token[] {
  const known = cache.get(glob);
  if (known) return known;
  if (cache.size >= CACHE_LIMIT) cache.clear();
  const list = tokenize(glob);
  cache.set(glob, list);
  return list;
}

/** One path component of a glob as tokens, lower case. Brackets are any one character, extended patterns anything. */
function tokenize(glob: string): readonly Token[] {
  const list: Token[] = [];
  for (let index = 0; index < glob.length; index++) {
    const char = glob.charAt(index);
    if (char === "\\" && index + 1 < glob.length) list.push({ kind: "char", char: glob.charAt(++index).toLowerCase() });
    else if (/[?*+@!]/.test(char) && glob.charAt(index + 1) === "(") return [...list, { kind: "many" }];
    else if (char === "*") list.push({ kind: "many" });
    else if (char === "?") list.push({ kind: "one" });
    else if (char === "[") {
      const close = glob.indexOf("]", index + 2);
      if (close < 0) list.push({ kind: "char", char });
      else {
        list.push({ kind: "one" });
        index = close;
      }
    } else list.push({ kind: "char", char: char.toLowerCase() });
  }
  return list;
}

/** True when some name matches both globs (one component each, case ignored). */
export function globsMeet(left: string, right: string): boolean {
  if (left.length > LENGTH_LIMIT || right.length > LENGTH_LIMIT) return true;
  const a = tokens(left);
  const b = tokens(right);
  // Most pairs differ at once.
  if (differ(a[0], b[0]) || differ(a.at(-1), b.at(-1))) return false;
  // reach[j]: the first i tokens of `a` and the first j of `b` can spell the same text.
  let reach = startRow(b);
  for (const token of a) {
    const next: boolean[] = [token.kind === "many" && reach[0] === true];
    b.forEach((other, index) => {
      const both = reach[index] === true;
      const skipA = reach[index + 1] === true;
      const skipB = next[index] === true;
      if (token.kind === "many") next.push(both || skipA || skipB);
      else if (other.kind === "many") next.push(both || skipA || skipB);
      else next.push(both && (token.kind === "one" || other.kind === "one" || token.char === other.char));
    });
    reach = next;
  }
  return reach[b.length] === true;
}

function differ(left: Token | undefined, right: Token | undefined): boolean {
  return left?.kind === "char" && right?.kind === "char" && left.char !== right.char;
}

function startRow(b: readonly Token[]): readonly boolean[] {
  const row = [true];
  for (const token of b) row.push(row[row.length - 1] === true && token.kind === "many");
  return row;
}

/** How many characters of a component are certain. */
export function literalLength(glob: string): number {
  return tokens(glob).filter((token) => token.kind === "char").length;
}

/** True when a component has a letter or digit that is certain. */
export function hasLiteralName(glob: string): boolean {
  return tokens(glob).some((token) => token.kind === "char" && /[\p{L}\p{N}]/u.test(token.char));
}

/** True when the component is a glob at all. */
export function isGlob(component: string): boolean {
  return tokens(component).some((token) => token.kind !== "char");
}

/** True when a component certainly begins or ends with the kind of token asked for. */
export function endsLiterally(glob: string): boolean {
  return tokens(glob).at(-1)?.kind === "char";
}

/** True when a component could turn out to be `..`, which would leave the folder. Old bash lets `.*` match it. */
export function couldBeParent(glob: string): boolean {
  const list = tokens(glob);
  const first = list[0];
  // Neither `*` nor `?` nor brackets match a leading dot; an extended pattern may.
  if (first?.kind === "char" ? first.char !== "." : !/[?*+@!]\(/.test(glob)) return false;
  return globsMeet(glob, "..");
}
