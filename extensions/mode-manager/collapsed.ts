// What a message or a call looks like on the screen: one line collapsed, the whole text expanded.

import type { MessageRenderer } from "@mariozechner/pi-coding-agent";
import type { Component } from "@mariozechner/pi-tui";
import { toolkit } from "../shared/toolkit.ts";

interface Theme {
  fg(color: "muted" | "dim", text: string): string;
}

export function collapsed(line: string, rest: string, expanded: boolean, theme: Theme): Component {
  const first = theme.fg("muted", line);
  const { Text } = toolkit();
  return new Text(expanded && rest !== "" ? `${first}\n${theme.fg("dim", rest)}` : first, 1, 0);
}

/** The text of a message's content. */
export function contentOf(content: Parameters<MessageRenderer>[0]["content"]): string {
  return typeof content === "string" ? content : content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
}
