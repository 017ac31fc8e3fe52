"""The words that scripts need, in the language of the request; `frontend/ts/*words.ts` have them in English."""

from collections.abc import Callable
from functools import cache
from typing import Final

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as _

Word = str | dict[str, str]
Counted = dict[str, Callable[[int], str]]

PLAIN: Final = {
    "today": _("Today"),
    "yesterday": _("Yesterday"),
    "new_since": _("New since {time}"),
    "post_announced": _("{name} wrote"),
    "reply_announced": _("{name} replied"),
    "reply": _("reply"),
    "replies": _("replies"),
    "writing_one": _("{name} is writing"),
    "writing_two": _("{name} and {other} are writing"),
    "writing_many": _("Several people are writing"),
    "sending": _("Sending"),
    "sent": _("Sent"),
    "unsent": _("Could not send. Kept here."),
    "try_again": _("Try again"),
    "put_back": _("Edit"),
    "discard": _("Discard"),
    "unsent_refused": _("Not accepted. Kept here."),
    "draft_kept": _("Draft kept"),
    "offline": _("You are offline. What you write is kept here."),
    "reconnecting": _("Connecting again"),
    "offline_copy": _("Offline: this is what you read at {time}."),
    "offline_kept": _("What you write is kept here."),
    "offline_title": _("You are offline"),
    "offline_absent": _("This page was not kept on this device."),
    "offline_list": _("This is what you read last:"),
    "offline_empty": _("It opens as soon as you are connected again."),
    "back_copy": _("You are online again. Load the page to see what is new."),
    "push_mention": _("Somebody mentioned you"),
    "push_reply": _("There is a reply in a thread you follow"),
    "push_post": _("There is a new post"),
    "push_request": _("Somebody asks for access"),
    "push_invitation": _("You are invited to a space"),
    "push_answer": _("Your request was answered"),
    "push_announcement": _("An announcement is to be read"),
    "push_reminder": _("You wanted to be reminded"),
    "push_shown": _("Something was shown to you"),
    "push_glass": _("A space was opened in an emergency"),
    "push_alert": _("There is an alert to look at"),
    "push_review": _("A version is to be reviewed"),
    "push_reviewed": _("A review is decided"),
    "push_task": _("There is a task for you"),
    "push_change": _("Something new in a document is to be looked at"),
    "push_warning": _("There is an early sign in a team"),
    "push_line": _("You are asked to answer something"),
    "push_digest": _("Your digest is ready"),
    "push_named": _("Somebody mentioned you in a document"),
    "push_check": _("A check of a team of yours is due"),
    "push_comment": _("There is a comment for you to look at"),
    "push_suggestion": _("There are suggestions for you to look at"),
    "push_test": _("This is a test. Notifications arrive here."),
    "push_news": _("Something waits for you"),
    "push_open": _("Open Fourleaf to see it."),
    "push_ask": _("Show notifications on this device"),
    "push_asked": _("Your browser asks you next whether it may show them."),
    "push_on": _("This device shows notifications."),
    "push_denied": _(
        "This browser does not let us show notifications. You can change that in its settings for this site."
    ),
    "push_impossible": _(
        "This browser cannot show notifications. On an iPhone, add Fourleaf to the home screen first."
    ),
    "push_off": _("Notifications on devices are switched off here."),
    "push_shared": _("Other people use this computer too, so it shows no notifications."),
    "idle_soon": _(
        "Nobody has used this page for a while. Soon it is hidden and you are signed out. "
        "Press a key or touch the screen to stay."
    ),
    "idle_over": _("You are signed out, because nobody used this page for a while."),
    "back": _("Connected again. Nothing was lost."),
    "closed": _("You are no longer a member here. New messages do not arrive."),
    "reload": _("A lot has happened. Load the page again to see it."),
    "reload_act": _("Load again"),
    "failed": _("That did not work. Nothing was changed. Try again."),
    "forbidden": _("You cannot do this here. Nothing was changed."),
    "too_large": _("{name} is too large. A file may have at most {most}."),
    "upload_failed": _("{name} could not be added."),
    "uploading": _("Adding {name}"),
    "remove": _("Remove {name}"),
    "empty_preview": _("Nothing to show yet."),
    "preview": _("Preview"),
    "go_to": _("Go to a space or a person"),
    "recent": _("Recent places"),
    "nothing_found": _("Nothing found that you can open."),
    "palette_hint": _("Arrow keys to choose, Enter to open, Escape to close"),
    "people_to_mention": _("People you can mention"),
    "shortcuts": _("Keyboard shortcuts"),
    "close": _("Close"),
    "key_next": _("Next message"),
    "key_previous": _("Previous message"),
    "key_reply": _("Reply"),
    "key_edit": _("Edit my message"),
    "key_bookmark": _("Bookmark"),
    "key_unread": _("First unread"),
    "key_home": _("What waits for me"),
    "key_palette": _("Go to a space or a person"),
    "key_search": _("Search"),
    "ways_to_go_on": _("Ways to go on"),
    "key_write": _("Write"),
    "key_send": _("Send"),
    "key_blank": _("Hide the screen"),
    "key_sheet": _("This list"),
    "blanked": _("The screen is hidden. Press any key or touch to show it."),
    "here_now": _("here now"),
    "bot": _("Bot"),
    "question": _("Question"),
    "answer": _("Answer"),
    "decision": _("Decision"),
    "edited": _("edited"),
    "reused_from": _("Copied from a post elsewhere, with parts blacked out"),
    "shown_to_others": _("Shown to others"),
    "shown_no_more": _("This is no longer shown to you."),
    "withdrawn_by": _("Withdrawn by {name}"),
    "written_for": _("written for {name}"),
    "settled": _("Settled"),
    "reply_to": _("Reply"),
    "more": _("More"),
    "too_many_files": _("At most {most} files go with one message. Not added: {names}."),
    "file_not_in": _("A file was not added. Take it out to send without it."),
    "back_sent": _("Back. Sent."),
    "link_copied": _("Link copied"),
    "copied": _("Copied"),
    "bookmarked": _("Bookmarked"),
    "bookmark_removed": _("Bookmark removed"),
    "closed_text": _("You can no longer write here. Your text:"),
    "write_short": _("Write …"),
    "not_in_export": _("not in the export"),
    "vote": _("Vote"),
    "vote_is_final": _("Your vote cannot be changed: nothing says afterwards who chose what."),
    "poll_anonymous": _("Anonymous"),
    "poll_open": _("Everybody here sees who chose what"),
    "poll_multiple": _("several answers"),
    "poll_people": _("voted:"),
    "poll_closed": _("closed"),
    "poll_closes": _("closes"),
    "poll_runs": _("no last day"),
    "poll_hidden": _("fewer than five voted, so the answers are not shown"),
    "poll_later": _("answers show when it closes"),
    "poll_table": _("Details"),
    "must_be_seen": _("Please confirm that you have read this"),
    "confirm_by": _("by"),
    "i_have_read": _("I have read this"),
    "you_have_read": _("You confirmed that you have read this,"),
    "asked_no_more": _("Nobody is asked to confirm this any more"),
}

#: What is counted: literal calls, so that the translators' tools find both forms.
COUNTED: Final[Counted] = {
    "new_posts": lambda count: ngettext("{count} new message", "{count} new messages", count),
    "unsent_at_sign_out": lambda count: ngettext(
        "{count} message was not sent. Signing out removes it from this computer. Sign out?",
        "{count} messages were not sent. Signing out removes them from this computer. Sign out?",
        count,
    ),
    "unsent_elsewhere": lambda count: ngettext(
        "{count} message waits to be sent", "{count} messages wait to be sent", count
    ),
    "unread_here": lambda count: ngettext("new", "new", count),
    "results": lambda count: ngettext("{count} result", "{count} results", count),
}

#: A number of each plural class of CLDR, to ask gettext for the form that belongs to it.
EXAMPLES: Final = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def page_words() -> dict[str, Word]:
    """Give every word by its key, what is counted by its plural classes; in English none, the scripts have those."""
    language = get_language() or "en"
    return {} if language == "en" else _words(language)


@cache
def _words(language: str) -> dict[str, Word]:
    return spelled(PLAIN, COUNTED)


def spelled(plain: dict[str, str], counted: Counted) -> dict[str, Word]:
    """Say words in the language of the request, what is counted by its plural classes."""
    words: dict[str, Word] = {key: gettext(english) for key, english in plain.items()}
    for key, say in counted.items():
        words[key] = {name: say(count) for name, count in EXAMPLES.items()}
    return words


def plain_words() -> dict[str, str]:
    """Give the words that a fragment can leave open: those without a count."""
    return _plain_words(get_language() or "en")


@cache
def _plain_words(language: str) -> dict[str, str]:
    return {key: word for key, word in _words(language).items() if isinstance(word, str)}
