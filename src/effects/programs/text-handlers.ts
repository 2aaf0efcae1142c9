// The readers of the programs that deal with text and files, by the name that their entries give.

import type { Handler } from "../call.ts";
import { awk } from "./awk.ts";
import { date, dd, ln, mktemp, operandsChange, pager, patch, tput, xxd } from "./basics.ts";
import { environment } from "./environment.ts";
import { jq, mlr, yq } from "./json.ts";
import { ifconfig, kill, ldd, pacman, rpm, service, sysctl } from "./machine.ts";
import { addresses, ctags, dc } from "./odd-tools.ts";
import { sed } from "./sed.ts";
import { sqlite } from "./sqlite.ts";
import { tar } from "./tar.ts";
import { tmux } from "./tmux.ts";

export const textHandlers: Readonly<Record<string, Handler>> = {
  addresses,
  awk,
  ctags,
  date,
  dc,
  dd,
  environment,
  ifconfig,
  jq,
  kill,
  ldd,
  ln,
  mktemp,
  mlr,
  "operands-change": operandsChange,
  pacman,
  pager,
  patch,
  rpm,
  sed,
  service,
  sqlite3: sqlite,
  sysctl,
  tar,
  tmux,
  tput,
  xxd,
  yq,
};
