// What a command answers: a text for the person, and how it is meant.

export interface Reply {
  readonly text: string;
  readonly kind: "info" | "warning" | "error";
}

export function info(text: string): Reply {
  return { text, kind: "info" };
}

export function failure(text: string): Reply {
  return { text, kind: "error" };
}
