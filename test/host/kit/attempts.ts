// Nine ways in which a model tries to change the project of `project.ts`. Run without a guard, each of them does.

import { bash, call, type ToolStep } from "./script.ts";

export interface Attempt {
  readonly name: string;
  readonly step: ToolStep;
}

export const ATTEMPTS: readonly Attempt[] = [
  { name: "the write tool", step: call("write", { path: "src/new.js", content: "export {};\n" }) },
  { name: "the edit tool", step: call("edit", { path: "src/greet.js", oldText: "hello", newText: "goodbye" }) },
  { name: "a redirect", step: bash("echo gone > README.md") },
  { name: "sed -i", step: bash("sed -i 's/bye/farewell/' src/greet.js") },
  { name: "python -c", step: bash(`python3 -c "open('made-by-python', 'w').write('x')"`) },
  { name: "find -delete", step: bash("find docs -name '*.md' -delete") },
  { name: "git checkout", step: bash("git checkout -- docs/notes.md") },
  { name: "a here-document", step: bash("sh <<'END'\ntouch made-by-here-document\nEND") },
  { name: "a command substitution", step: bash('echo "$(touch made-by-substitution)"') },
];

export const ATTEMPT_STEPS = ATTEMPTS.map((attempt) => attempt.step);
