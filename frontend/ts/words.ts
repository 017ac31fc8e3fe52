/** The words of this page in the reader's language; in English they are these and those of rest-words.ts. */

export type Word = string | Record<string, string>;

const english: Record<string, Word> = {
  today: "Today",
  yesterday: "Yesterday",
  new_posts: { one: "{count} new message", other: "{count} new messages" },
  new_since: "New since {time}",
  post_announced: "{name} wrote",
  reply_announced: "{name} replied",
  reply: "reply",
  replies: "replies",
  sending: "Sending",
  sent: "Sent",
  unsent: "Could not send. Kept here.",
  try_again: "Try again",
  put_back: "Edit",
  discard: "Discard",
  unsent_refused: "Not accepted. Kept here.",
  unsent_at_sign_out: {
    one: "{count} message was not sent. Signing out removes it from this computer. Sign out?",
    other: "{count} messages were not sent. Signing out removes them from this computer. Sign out?",
  },
  draft_kept: "Draft kept",
  closed: "You are no longer a member here. New messages do not arrive.",
  reload: "A lot has happened. Load the page again to see it.",
  reload_act: "Load again",
  failed: "That did not work. Nothing was changed. Try again.",
  forbidden: "You cannot do this here. Nothing was changed.",
  too_large: "{name} is too large. A file may have at most {most}.",
  upload_failed: "{name} could not be added.",
  uploading: "Adding {name}",
  remove: "Remove {name}",
  empty_preview: "Nothing to show yet.",
  preview: "Preview",
  close: "Close",
  blanked: "The screen is hidden. Press any key or touch to show it.",
  bot: "Bot",
  question: "Question",
  answer: "Answer",
  decision: "Decision",
  edited: "edited",
  withdrawn_by: "Withdrawn by {name}",
  written_for: "written for {name}",
  settled: "Settled",
  reused_from: "Copied from a post elsewhere, with parts blacked out",
  shown_to_others: "Shown to others",
  reply_to: "Reply",
  more: "More",
  too_many_files: "At most {most} files go with one message. Not added: {names}.",
  file_not_in: "A file was not added. Take it out to send without it.",
  link_copied: "Link copied",
  copied: "Copied",
  bookmarked: "Bookmarked",
  bookmark_removed: "Bookmark removed",
  closed_text: "You can no longer write here. Your text:",
  write_short: "Write …",
  not_in_export: "not in the export",
  vote: "Vote",
  vote_is_final: "Your vote cannot be changed: nothing says afterwards who chose what.",
  poll_anonymous: "Anonymous",
  poll_open: "Everybody here sees who chose what",
  poll_multiple: "several answers",
  poll_people: "voted:",
  poll_closed: "closed",
  poll_closes: "closes",
  poll_runs: "no last day",
  poll_hidden: "fewer than five voted, so the answers are not shown",
  poll_later: "answers show when it closes",
  poll_table: "Details",
  must_be_seen: "Please confirm that you have read this",
  confirm_by: "by",
  i_have_read: "I have read this",
  you_have_read: "You confirmed that you have read this,",
  asked_no_more: "Nobody is asked to confirm this any more",
};

let given: Record<string, Word> | undefined;

function fromPage(): Record<string, Word> {
  const holder = document.getElementById("words");
  return holder?.textContent ? JSON.parse(holder.textContent) : {};
}

/** The English of what comes later. */
export function learn(words: Record<string, Word>): void {
  Object.assign(english, words);
}

/** Choose the form of a word for a count, by the rules of the language. */
export function chooseForm(word: Word, count: number | undefined, language: string): string {
  if (typeof word === "string") return word;
  const rule = new Intl.PluralRules(language).select(count ?? 0);
  return word[rule] ?? word.other ?? "";
}

/** Put values into the {holes} of a word. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** Every word there is, for the worker, which has no page to read them from. */
export function allWords(): Record<string, Word> {
  given ??= fromPage();
  return { ...english, ...given };
}

/** Give a word of the page's language, for example word("new_posts", { count: 3 }). */
export function word(name: string, values: Record<string, string | number> = {}): string {
  given ??= fromPage();
  const found = given[name] ?? english[name] ?? name;
  const count = values.count === undefined ? undefined : Number(values.count);
  return fill(chooseForm(found, count, document.documentElement.lang || "en"), values);
}
