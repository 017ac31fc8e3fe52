/** The nodes and marks of a document, and how they are typed, pasted and drawn: with the tags that the server paints. */
import type { Extensions, Node } from "@tiptap/core";
import { mergeAttributes } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Code } from "@tiptap/extension-code";
import { CodeBlock } from "@tiptap/extension-code-block";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { HorizontalRule } from "@tiptap/extension-horizontal-rule";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { word } from "../words.ts";
import { pictureAddress } from "./pictures.ts";
import { mark, markSpecs, node } from "./spec.ts";

const ADDRESS = new RegExp(`^${markSpecs.link?.attrs?.href?.pattern}$`);

/** Addresses of pages and of mail; nothing that runs. */
export const isAddress = (text: string): boolean => ADDRESS.test(text);

const LEVELS = [1, 2, 3, 4];
const levelOf = (element: HTMLElement): number =>
  Number(element.dataset.level) || Math.min(Number(element.tagName.slice(1)), LEVELS.length);

/** The title of the page is its h1; a level that we wrote ourselves stands beside the tag. */
const heading = node("heading", Heading.configure({ levels: [1, 2, 3, 4] }) as Node, {
  parseHTML: () =>
    [1, 2, 3, 4, 5, 6].map((level) => ({
      tag: `h${level}`,
      getAttrs: (element) => ({ level: levelOf(element as HTMLElement) }),
    })),
  renderHTML: ({ node: { attrs } }) => [`h${attrs.level + 1}`, { "data-level": String(attrs.level) }, 0],
});

const taskItem = node(
  "taskItem",
  TaskItem.configure({
    nested: true,
    a11y: {
      checkboxLabel: (item, checked) => `${word(checked ? "task_done" : "task_open")}: ${item.textContent}`,
    },
  }) as Node,
);

const table = node("table", Table.configure({ resizable: false, View: null }) as Node, {
  renderHTML: () => ["div", { class: "table-scroll" }, ["table", ["tbody", 0]]],
});

const decision = node("decision", null, {
  parseHTML: () => [{ tag: 'section[data-type="decision"]', contentElement: ".decision-body" }],
  renderHTML: ({ node: { attrs }, HTMLAttributes }) => [
    "section",
    mergeAttributes(HTMLAttributes, { "data-type": "decision" }),
    ["span", { class: "decision-state", contenteditable: "false" }, word(`decision_${attrs.state}`)],
    ["div", { class: "decision-body" }, 0],
  ],
});

/** `pictures` is where those of this document are; of what is none of them only the words are shown. */
const image = (pictures: string) =>
  node("image", null, {
    parseHTML: () => [{ tag: "img[data-file]" }, { tag: 'figure[data-type="image"]' }],
    renderHTML: ({ node: { attrs }, HTMLAttributes }) => {
      const { alt, width, height } = attrs;
      const src = pictureAddress(pictures, attrs.file);
      if (src) return ["img", mergeAttributes(HTMLAttributes, { src, alt: alt ?? "", width, height })];
      return [
        "figure",
        mergeAttributes(HTMLAttributes, { "data-type": "image" }),
        ["figcaption", { class: "soft" }, String(alt || word("picture_missing"))],
      ];
    },
  });

/** A mention as the server paints it, copied from there. */
const painted = (element: HTMLElement) => ({
  id: element.dataset.person ?? null,
  label: element.textContent?.replace(/^@/, "") ?? null,
});

const mention = node("mention", null, {
  parseHTML: () => [
    { tag: 'span[data-type="mention"]' },
    { tag: "a.mention[data-person]", getAttrs: painted },
  ],
  renderHTML: ({ node: { attrs }, HTMLAttributes }) => [
    "span",
    mergeAttributes(HTMLAttributes, { "data-type": "mention", class: "mention" }),
    `@${attrs.label ?? ""}`,
  ],
});

const footnote = node("footnote", null, {
  parseHTML: () => [{ tag: 'span[data-type="footnote"]' }],
  renderHTML: () => ["span", { "data-type": "footnote", class: "footnote", contenteditable: "false" }, 0],
});

/** A mark that only we write: an id, and where it stands. */
function ours(name: string, tag = "span") {
  return mark(name, null, {
    parseHTML: () => [{ tag: `${tag}[data-type="${name}"]` }],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes, { "data-type": name }), 0],
  });
}

const link = mark(
  "link",
  Link.configure({
    openOnClick: false,
    defaultProtocol: "https",
    isAllowedUri: (address) => isAddress(address ?? ""),
    HTMLAttributes: { rel: "noopener noreferrer nofollow", target: null, class: null },
  }),
);

/** All that the schema names, and the keys of lists. */
export function contents(pictures = ""): Extensions {
  return [
    node("doc", Document as Node),
    node("paragraph", Paragraph as Node),
    heading,
    node("bulletList", BulletList as Node),
    node("orderedList", OrderedList as Node),
    node("listItem", ListItem as Node),
    node("taskList", TaskList as Node),
    taskItem,
    node("blockquote", Blockquote as Node),
    node("codeBlock", CodeBlock as Node),
    decision,
    table,
    node("tableRow", TableRow as Node),
    node("tableHeader", TableHeader as Node),
    node("tableCell", TableCell as Node),
    image(pictures),
    node("horizontalRule", HorizontalRule as Node),
    node("text", Text as Node),
    node("hardBreak", HardBreak as Node),
    mention,
    footnote,
    link,
    mark("bold", Bold),
    mark("italic", Italic),
    mark("strike", Strike),
    mark("code", Code),
    ours("comment"),
    ours("credit"),
    ours("insertion", "ins"),
    ours("deletion", "del"),
    ours("modification"),
    ListKeymap,
  ];
}
