/** Who else is in the text: names, one tone a person, and nothing more. */
import { CollaborationCaret } from "@tiptap/extension-collaboration-caret";
import type { WebsocketProvider } from "y-websocket";
import { make } from "../page.ts";
import { word } from "../words.ts";

const TONES = 12;
const LONGEST = 80;
const NAMED = 3;

/** `name` and `person` are what the server put in; the rest is what that client says. */
interface Said {
  name?: unknown;
  person?: unknown;
}

/** The tone of a person's face, as the server chooses it. */
export const toneOf = (person: string): number => {
  const hex = person.replaceAll("-", "");
  return /^[0-9a-f]{32}$/.test(hex) ? Number(BigInt(`0x${hex}`) % BigInt(TONES)) : 0;
};

/** Trusted no further than its shape. */
const nameIn = ({ name }: Said): string => (typeof name === "string" ? name.slice(0, LONGEST) : "");
const toneIn = ({ person }: Said): number => (typeof person === "string" ? toneOf(person) : 0);

export function carets(provider: WebsocketProvider, person: string, name: string) {
  return CollaborationCaret.configure({
    provider,
    user: { name, person },
    render: (said: Said) =>
      make("span", { class: `caret tone-${toneIn(said)}`, "data-name": nameIn(said), "aria-hidden": "true" }),
    selectionRender: () => ({ class: "caret-selection" }),
  });
}

/** The line that says who else is here. */
export function company({ awareness }: WebsocketProvider): string {
  const names = new Set<string>();
  const own = nameIn((awareness.getLocalState()?.user ?? {}) as Said);
  for (const [client, state] of awareness.getStates()) {
    const name = client === awareness.clientID ? "" : nameIn((state?.user ?? {}) as Said);
    if (name && name !== own) names.add(name);
  }
  if (names.size === 0) return word("editor_alone");
  const shown = [...names].sort().slice(0, NAMED);
  const rest = names.size - shown.length;
  const list = new Intl.ListFormat(document.documentElement.lang || "en", {
    type: rest ? "unit" : "conjunction",
  });
  const named = list.format(shown);
  return rest > 0
    ? word("editor_here_many", { names: named, count: rest })
    : word("editor_here", { names: named, count: names.size });
}
