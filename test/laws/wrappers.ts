// Ways to say a command in other words. Each runs at least what the command runs.

/** A text in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export type Wrapper = readonly [name: string, wrap: (text: string) => string];

const inDouble = (text: string): string => `"${text.replace(/[\\"$`]/g, "\\$&")}"`;
const isOneLine = (text: string): boolean => !/[\n#]|\\$/.test(text);
const lined = (text: string): string => `${text}\n`;

/** For any text: the shell itself runs it. */
export const AROUND_TEXTS: readonly Wrapper[] = [
  ["a group", (text) => `{ ${lined(text)}}`],
  ["a subshell", (text) => `( ${lined(text)})`],
  ["a function", (text) => `f() { ${lined(text)}}; f`],
  ["a function with a keyword", (text) => `function go_on {\n${lined(text)}}\ngo_on a b`],
  ["a substitution", (text) => `echo $(${lined(text)})`],
  ["a quoted substitution", (text) => `echo "$(${lined(text)})"`],
  ["an assignment", (text) => `x=$(${lined(text)})`],
  ["a process substitution", (text) => `cat <(${lined(text)})`],
  ["a condition", (text) => `if ${lined(text)}then :; fi`],
  ["a branch", (text) => `if true; then ${lined(text)}fi`],
  ["the other branch", (text) => `if false; then :; else ${lined(text)}fi`],
  ["a loop over words", (text) => `for i in a b; do ${lined(text)}done`],
  ["a while loop", (text) => `while ${lined(text)}do break; done`],
  ["a case", (text) => `case a in *) ${lined(text)};; esac`],
  ["eval", (text) => `eval ${quoted(text)}`],
  ["bash -c", (text) => `bash -c ${quoted(text)}`],
  ["bash -c in double quotes", (text) => `bash -c ${inDouble(text)}`],
  ["sh -c", (text) => `sh -c ${quoted(text)}`],
  ["bash in bash", (text) => `bash -c ${quoted(`bash -c ${quoted(text)}`)}`],
  ["bash with its text as input", (text) => `bash <<< ${quoted(text)}`],
  ["bash with a document", (text) => `bash <<'DOCUMENT'\n${lined(text)}DOCUMENT`],
  ["a variable that bash gets", (text) => `x=${quoted(text)}; bash -c "$x"`],
  ["a variable that eval gets", (text) => `x=${quoted(text)}; eval "$x"`],
  ["a trap", (text) => `trap ${quoted(text)} EXIT`],
  ["a script behind env", (text) => `env bash -c ${quoted(text)}`],
  ["a script behind sudo", (text) => `sudo bash -c ${quoted(text)}`],
  // find puts a name in place of braces.
  ["a script behind find", (text) => (text.includes("{}") ? text : `find . -maxdepth 0 -exec sh -c ${quoted(text)} \\;`)],
  ["a script behind xargs", (text) => `echo a | xargs -I@${text.length}@ sh -c ${quoted(text)}`],
  ["a first command", (text) => `ls && { ${lined(text)}}`],
  ["another command behind it", (text) => `{ ${lined(text)}} && ls`],
  ["a failure", (text) => `false || { ${lined(text)}}`],
  ["a pipeline's end", (text) => `ls | { ${lined(text)}}`],
  ["a pipeline's beginning", (text) => `{ ${lined(text)}} | cat`],
  ["the background", (text) => `{ ${lined(text)}} &`],
  ["a negation", (text) => `! { ${lined(text)}}`],
  ["time", (text) => `time { ${lined(text)}}`],
  ["a coprocess", (text) => `coproc { ${lined(text)}}`],
  ["lines around it", (text) => `ls\n${lined(text)}ls`],
];

/** For one program with its words: another program starts it. */
export const AROUND_PROGRAMS: readonly Wrapper[] = [
  ["env", (text) => `env ${text}`],
  ["env with a variable", (text) => `env LANG=C ${text}`],
  ["a variable in front", (text) => `LANG=C ${text}`],
  ["command", (text) => `command ${text}`],
  ["exec", (text) => `exec ${text}`],
  ["sudo", (text) => `sudo ${text}`],
  ["nohup", (text) => `nohup ${text}`],
  ["time", (text) => `time ${text}`],
  ["time -p", (text) => `time -p ${text}`],
  ["timeout", (text) => `timeout 5 ${text}`],
  ["nice", (text) => `nice -n 5 ${text}`],
  ["stdbuf", (text) => `stdbuf -oL ${text}`],
  ["setsid", (text) => `setsid ${text}`],
  ["xargs", (text) => `echo a | xargs ${text}`],
  ["xargs -I", (text) => `echo a | xargs -I@${text.length}@ ${text}`],
  ["xargs with a count", (text) => `xargs -n 1 ${text} < a`],
  ["find -exec", (text) => `find . -maxdepth 0 -exec ${text} \\;`],
  ["several of them", (text) => `env timeout 5 nice nohup ${text}`],
  ["sudo env", (text) => `sudo -n env ${text}`],
  ["a backslash", (text) => `\\${text}`],
  ["quotes in the name", (text) => text.replace(/^(\S)(\S*)/, "$1''$2")],
  ["a quoted name", (text) => text.replace(/^\S+/, (name) => `"${name}"`)],
  ["a dollar quote", (text) => text.replace(/^\S+/, (name) => `$'${name}'`)],
  ["a name in a variable", (text) => `x=${/^\S+/.exec(text)?.[0] ?? ""}; ${text.replace(/^\S+/, "$x")}`],
  ["a line that goes on", (text) => text.replace(" ", " \\\n ")],
  ["input", (text) => `cat a | ${text}`],
  ["closed input", (text) => `${text} < /dev/null`],
  ["hidden messages", (text) => `${text} 2>/dev/null`],
  ["a change of folder", (text) => `cd . && ${text}`],
  ["a dot in the path", (text) => `cd ./ && ${text}`],
];

/** True for a text that a wrapper can stand around without changing how it is read. */
export function wrappable(text: string): boolean {
  return isOneLine(text);
}
