// The words of find's expressions, by what they take (findutils 4.9, and the few of BSD).

import { wordsOf } from "../option-table.ts";

export const ALONE = new Set(
  wordsOf(
    "-executable -readable -writable -nouser -nogroup -true -false -daystart -depth -d -mount -xdev -x -noleaf -ignore_readdir_race " +
      "-noignore_readdir_race -warn -nowarn -prune -quit -print -print0 -ls -help -version --help --version",
  ),
);
export const TEXT = new Set(
  wordsOf(
    "-path -ipath -wholename -iwholename -regex -iregex -lname -ilname -xtype -size -mtime -mmin -atime -amin -ctime -cmin -newer -anewer " +
      "-cnewer -user -group -uid -gid -perm -links -inum -samefile -fstype -used -regextype -printf -context -flags",
  ),
);
export const WRITES = new Map([
  ["-fprint", 1],
  ["-fprint0", 1],
  ["-fls", 1],
  ["-fprintf", 2],
]);
export const RUNS = new Set(["-exec", "-execdir", "-ok", "-okdir"]);
