// pytest: the table, and the paths that its options hide inside their values.

import { literal, textWord } from "../../shell/word.ts";
import type { Handler } from "../call.ts";

/** `--cov-report=xml:PATH`, `-o cache_dir=PATH`. */
const HIDDEN = [/^(?:--cov-report=)?[a-z-]+:(.+)$/, /^(?:--override-ini=)?(?:cache_dir|log_file|junit_xml)=(.+)$/];

const pytest: Handler = (call) => {
  const paths = call.args.flatMap((word, index) => {
    const text = literal(word) ?? "";
    const before = literal(call.args[index - 1]) ?? "";
    const [report, setting] = HIDDEN;
    const reported = text.startsWith("--cov-report=") || before === "--cov-report" ? report?.exec(text)?.[1] : undefined;
    const set = text.startsWith("--override-ini=") || before === "-o" || before === "--override-ini" ? setting?.exec(text)?.[1] : undefined;
    const path = reported ?? set;
    return path === undefined ? [] : call.write(textWord(path, word.place));
  });
  return [...call.table(), ...paths];
};

export const pytestHandlers: Readonly<Record<string, Handler>> = { pytest };
