// The readers of the programs that deal with text and files, by the name that their entries give.

import type { Handler } from "../call.ts";
import { chmod, chown } from "./access.ts";
import { awk } from "./awk.ts";
import { date, mktemp, operandsChange, pager, tput, xxd } from "./basics.ts";
import { cp, dd, install, link, ln, mv } from "./copies.ts";
import { exiftool, ffprobe, identify, pandoc, pdftoppm, pdftotext, wordsFromFiles, xmlstarlet } from "./documents.ts";
import { environment } from "./environment.ts";
import { fallocate, rm, shred, truncate } from "./erase.ts";
import { grep } from "./grep.ts";
import { jq, mlr, yq } from "./json.ts";
import { ifconfig, kill, ldd, pacman, rpm, service, sysctl } from "./machine.ts";
import { addresses, ctags, dc } from "./odd-tools.ts";
import { patchHandlers } from "./patches.ts";
import { sed } from "./sed.ts";
import { sqlite } from "./sqlite.ts";
import { tar } from "./tar.ts";
import { tmux } from "./tmux.ts";
import { unzip } from "./unzip.ts";

export const textHandlers: Readonly<Record<string, Handler>> = {
  addresses,
  awk,
  chmod,
  chown,
  cp,
  ctags,
  date,
  dc,
  dd,
  environment,
  exiftool,
  fallocate,
  ffprobe,
  identify,
  ifconfig,
  install,
  jq,
  kill,
  grep,
  ldd,
  link,
  ln,
  mktemp,
  mlr,
  mv,
  "operands-change": operandsChange,
  pacman,
  pager,
  pandoc,
  ...patchHandlers,
  pdftoppm,
  pdftotext,
  rm,
  rpm,
  sed,
  service,
  shred,
  sqlite3: sqlite,
  sysctl,
  tar,
  tmux,
  tput,
  truncate,
  unzip,
  "words-from-files": wordsFromFiles,
  xmlstarlet,
  xxd,
  yq,
};
