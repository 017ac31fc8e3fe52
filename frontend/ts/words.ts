/** The words of this page in the reader's language, with plain English where the page gives none. */

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
  writing_one: "{name} is writing",
  writing_two: "{name} and {other} are writing",
  writing_many: "Several people are writing",
  sending: "Sending",
  sent: "Sent",
  unsent: "Could not send. Kept here.",
  unsent_elsewhere: {
    one: "{count} message waits to be sent",
    other: "{count} messages wait to be sent",
  },
  try_again: "Try again",
  put_back: "Edit",
  discard: "Discard",
  unsent_refused: "Not accepted. Kept here.",
  unsent_at_sign_out: {
    one: "{count} message was not sent. Signing out removes it from this computer. Sign out?",
    other: "{count} messages were not sent. Signing out removes them from this computer. Sign out?",
  },
  draft_kept: "Draft kept",
  offline: "You are offline. What you write is kept here.",
  reconnecting: "Connecting again",
  offline_copy: "Offline: this is what you read at {time}.",
  offline_kept: "What you write is kept here.",
  offline_title: "You are offline",
  offline_absent: "This page was not kept on this device.",
  offline_list: "This is what you read last:",
  offline_empty: "It opens as soon as you are connected again.",
  back_copy: "You are online again. Load the page to see what is new.",
  push_mention: "Somebody mentioned you",
  push_reply: "There is a reply in a thread you follow",
  push_post: "There is a new post",
  push_request: "Somebody asks for access",
  push_invitation: "You are invited to a space",
  push_answer: "Your request was answered",
  push_announcement: "An announcement is to be read",
  push_reminder: "You wanted to be reminded",
  push_digest: "Your digest is ready",
  push_test: "This is a test. Notifications arrive here.",
  push_news: "Something waits for you",
  push_open: "Open Fourleaf to see it.",
  push_ask: "Show notifications on this device",
  push_asked: "Your browser asks you next whether it may show them.",
  push_on: "This device shows notifications.",
  push_denied:
    "This browser does not let us show notifications. You can change that in its settings for this site.",
  push_impossible:
    "This browser cannot show notifications. On an iPhone, add Fourleaf to the home screen first.",
  push_off: "Notifications on devices are switched off here.",
  push_shared: "Other people use this computer too, so it shows no notifications.",
  back: "Connected again. Nothing was lost.",
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
  go_to: "Go to a space or a person",
  recent: "Recent places",
  unread_here: { one: "new", other: "new" },
  results: { one: "{count} result", other: "{count} results" },
  nothing_found: "Nothing found that you can open.",
  palette_hint: "Arrow keys to choose, Enter to open, Escape to close",
  people_to_mention: "People you can mention",
  shortcuts: "Keyboard shortcuts",
  close: "Close",
  key_next: "Next message",
  key_previous: "Previous message",
  key_reply: "Reply",
  key_edit: "Edit my message",
  key_bookmark: "Bookmark",
  key_unread: "First unread",
  key_home: "What waits for me",
  key_palette: "Go to a space or a person",
  key_search: "Search",
  ways_to_go_on: "Ways to go on",
  key_write: "Write",
  key_send: "Send",
  key_blank: "Hide the screen",
  key_sheet: "This list",
  blanked: "The screen is hidden. Press any key or touch to show it.",
  here_now: "here now",
  bot: "Bot",
  question: "Question",
  answer: "Answer",
  decision: "Decision",
  edited: "edited",
  withdrawn_by: "Withdrawn by {name}",
  settled: "Settled",
  reply_to: "Reply",
  more: "More",
  too_many_files: "At most {most} files go with one message. Not added: {names}.",
  file_not_in: "A file was not added. Take it out to send without it.",
  back_sent: "Back. Sent.",
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
