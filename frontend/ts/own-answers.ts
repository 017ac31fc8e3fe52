/** A frame is for all; what its reader has answered, or is about to, stays when it takes the place of an older one. */

export function keepAnswers(old: Element, fresh: Element): void {
  keepConfirmation(old, fresh);
  keepVote(old, fresh);
}

/** The card of an announcement is the reader's own, as long as it asks the same. */
function keepConfirmation(old: Element, fresh: Element): void {
  const [own, other] = [old, fresh].map((post) => post.querySelector<HTMLElement>(".announcement"));
  if (own && other && own.dataset.version === other.dataset.version) other.replaceWith(own);
}

/** Who has voted in secret does not vote again; who is choosing goes on choosing. */
function keepVote(old: Element, fresh: Element): void {
  const own = old.querySelector<HTMLElement>(".poll");
  const choice = fresh.querySelector<HTMLElement>(".poll-choice");
  if (!own || !choice) return;
  if (own.dataset.voted !== undefined) {
    const answers = own.querySelector(".poll-answers");
    if (answers) choice.replaceWith(answers);
    fresh.querySelector<HTMLElement>(".poll")?.setAttribute("data-voted", "");
    return;
  }
  for (const input of own.querySelectorAll<HTMLInputElement>("input:checked")) {
    const same = choice.querySelector<HTMLInputElement>(`input[value="${CSS.escape(input.value)}"]`);
    if (same) same.checked = true;
  }
}
