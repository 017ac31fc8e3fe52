/** What a key or a button opens above the page. */

interface Opening extends HTMLElement {
  open(): void;
}

/** Open an element, also one whose script is still on its way; false where the page has none. */
function open(name: string): boolean {
  const element = document.querySelector<Opening>(name);
  if (element) void customElements.whenDefined(name).then(() => element.open());
  return element !== null;
}

export const openPalette = (): boolean => open("command-palette");
export const openShortcuts = (): boolean => open("shortcut-sheet");
