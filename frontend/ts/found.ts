/** What the palette and the mentions find, and how one of them is drawn. */
import { icon, make } from "./page.ts";

export interface Found {
  label: string;
  detail?: string;
  url?: string;
  kind?: string;
  insert?: string;
  tone?: number;
  initials?: string;
}

const icons: Record<string, string> = {
  space: "users",
  direct: "message-circle",
  document: "file-text",
  unit: "building-2",
  role: "shield",
  recent: "history",
  act: "arrow-right",
  search: "search",
};

/** Draw one option; a thing with initials gets a face, any other an icon. */
export function drawOption(found: Found): HTMLElement {
  const face = found.initials
    ? make("span", { class: `face tone-${(found.tone ?? 0) % 12}`, "aria-hidden": "true" }, found.initials)
    : icon(icons[found.kind ?? "space"] ?? "arrow-right");
  const text = make("span", { class: "grow" }, found.label, " ");
  if (found.detail) text.append(make("small", {}, found.detail));
  const option = make("div", { class: "option", role: "option", "aria-selected": "false" }, face, text);
  if (found.url) option.dataset.url = found.url;
  if (found.insert) option.dataset.insert = found.insert;
  option.dataset.label = found.label;
  return option;
}
