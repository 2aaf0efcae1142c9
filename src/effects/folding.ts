// Names that some file system takes for one and the same. Law: folding serves only to close (a secret, a guarded file, a rule that denies),
// everywhere, whatever the disk: then a disk that minds case loses nothing but an odd exception. What opens compares exactly, with the
// names as the disk has them.

/** Characters that HFS+ drops from names, and the variation selectors and fillers that other tools drop. */
const DROPPED = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]|\p{Variation_Selector}/gu;
const PLAIN = /^[\0-\x7F]*$/;

/** Equal for all spellings that differ in case, in the Unicode form (`é` as one or two characters) or in what can't be seen. Adds and takes no `/`. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  // Through capitals, since several small letters may share one, and from small ones, since a capital may have none of its own; and there are
  // two small sigmas.
  return text.normalize("NFD").replace(DROPPED, "").toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFD");
}

const LIMIT = 1000;
const known = new Map<string, string>();

/** The same for the few places that are compared again and again. */
export function foldPlace(path: string): string {
  let folded = known.get(path);
  if (folded === undefined) {
    if (known.size >= LIMIT) known.clear();
    folded = fold(path);
    known.set(path, folded);
  }
  return folded;
}
