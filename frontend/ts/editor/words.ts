/** The English words of the editor; the page of a document has them in its reader's language. */
import { learn, type Word } from "../words.ts";

learn({
  task_done: "Done",
  task_open: "To do",
  decision_proposed: "Proposed",
  decision_decided: "Decided",
  decision_reversed: "Reversed",
  editor_text: "Text of the document",
  editor_empty: "Write here",
  editor_tools: "Tools for writing",
  editor_saved: "Saved",
  editor_saving: "Saving",
  editor_opening: "Opening",
  editor_offline: "You are offline; what you write is kept on this device",
  editor_offline_shared: "You are offline; what you write is kept while this page is open",
  editor_back: "Connected again. All is saved.",
  editor_alone: "only you are here",
  editor_here: { one: "{names} is here too", other: "{names} are here too" },
  editor_here_many: {
    one: "{names} and {count} more are here too",
    other: "{names} and {count} more are here too",
  },
  editor_words: { one: "{count} word", other: "{count} words" },
  editor_lost: "You can no longer read this document.",
  editor_read_only: "You can read this document, and no longer change it. What you wrote last was not taken.",
  editor_refused: "What you wrote last could not be taken. Copy it if you need it, then load the page again.",
  editor_signed_out: "You are signed out. Sign in again to go on writing.",
  editor_too_long: "That is too much at once. Paste it in parts, or bring it as a file.",
  editor_undo: "Undo",
  editor_redo: "Redo",
  editor_style: "Kind of text",
  editor_paragraph: "Text",
  editor_heading: "Heading {level}",
  editor_bold: "Bold",
  editor_italic: "Italic",
  editor_strike: "Struck out",
  editor_code: "Code",
  editor_link: "Link",
  editor_bullets: "List",
  editor_numbers: "Numbered list",
  editor_tasks: "Tasks",
  editor_quote: "Quote",
  editor_code_block: "Block of code",
  editor_rule: "Dividing line",
  editor_table: "Table",
  editor_add_row: "Row below",
  editor_add_column: "Column after",
  editor_drop_row: "Remove this row",
  editor_drop_column: "Remove this column",
  editor_drop_table: "Remove the table",
  editor_address: "Address",
  editor_address_wrong: "An address begins with https:// or mailto:",
  editor_link_keep: "Set the link",
  editor_link_drop: "Remove the link",
  editor_leave: "Out of the text, to the tools",
});

/** Take the words of the page's language. */
export function takeWords(): void {
  const held = document.getElementById("editor-words")?.textContent;
  if (held) learn(JSON.parse(held) as Record<string, Word>);
}
