/** Hide the whole screen at one key, for the moment somebody stands behind you. */
import { make } from "./page.ts";
import { word } from "./words.ts";

let sheet: HTMLElement | undefined;
let title = "";
let focused: Element | null = null;

export const isBlank = (): boolean => sheet !== undefined;

export function blank(): void {
  if (sheet) return;
  title = document.title;
  focused = document.activeElement;
  for (const open of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) open.close();
  for (const open of document.querySelectorAll<HTMLElement>(":popover-open")) open.hidePopover();
  sheet = make(
    "div",
    { class: "blank-sheet", tabindex: "-1", role: "alert" },
    make("p", {}, word("blanked")),
  );
  document.title = "Fourleaf";
  document.body.append(sheet);
  document.body.classList.add("blank");
  sheet.focus();
  sheet.addEventListener("pointerdown", unblank);
}

export function unblank(): void {
  sheet?.remove();
  sheet = undefined;
  document.title = title;
  document.body.classList.remove("blank");
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}
