/** Who is here and who is writing: dots on faces and one line above the composer. Never stored. */
import { writingWord } from "./order.ts";
import { person } from "./page.ts";
import { live } from "./topics.ts";
import { word } from "./words.ts";

const FADES = 6_000;
const writers = new Map<string, number>();

function nameOf(id: string): string {
  const face = document.querySelector(`[data-face="${CSS.escape(id)}"]`);
  const post = document.querySelector(`article[data-author="${CSS.escape(id)}"] .post-author`);
  return post?.textContent ?? face?.parentElement?.querySelector(".person-name")?.textContent ?? "";
}

function showPresence(people: readonly string[]): void {
  for (const face of document.querySelectorAll<HTMLElement>(".aside [data-face]")) {
    const here = people.includes(face.dataset.face ?? "");
    face.classList.toggle("here", here);
    face.title = here ? word("here_now") : "";
  }
}

function showWriting(line: HTMLElement): void {
  const now = Date.now();
  for (const [id, until] of writers) if (until < now) writers.delete(id);
  const said = writingWord([...writers.keys()].map(nameOf).filter(Boolean));
  line.textContent = said ? word(...said) : "";
}

/** Watch the company of the space whose line stands on this page. */
export function keepCompany(): void {
  const line = document.querySelector<HTMLElement>("[data-typing]");
  const topic = line?.dataset.typing;
  if (!line || !topic) return;
  live().subscribe(topic, null, (message) => {
    if (message.kind === "presence") showPresence(message.people);
    else if (message.kind === "typing" && message.person !== person())
      writers.set(message.person, Date.now() + FADES);
    else if (message.kind === "post") writers.delete(message.author);
    showWriting(line);
  });
  live().here(topic);
  document.addEventListener("visibilitychange", () => live().here(document.hidden ? null : topic));
  setInterval(() => showWriting(line), 2_000);
}
