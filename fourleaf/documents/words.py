"""The words of the editor, in the language of the request; `frontend/ts/editor/words.ts` has them in English."""

from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_noop as _

from fourleaf.kit.words import Counted, Word, spelled

PLAIN: Final = {
    "task_done": _("Done"),
    "task_open": _("To do"),
    "decision_proposed": _("Proposed"),
    "decision_decided": _("Decided"),
    "decision_reversed": _("Reversed"),
    "editor_text": _("Text of the document"),
    "editor_empty": _("Write here"),
    "editor_tools": _("Tools for writing"),
    "editor_saved": _("Saved"),
    "editor_saving": _("Saving"),
    "editor_opening": _("Opening"),
    "editor_offline": _("You are offline; what you write is kept on this device"),
    "editor_offline_shared": _("You are offline; what you write is kept while this page is open"),
    "editor_back": _("Connected again. All is saved."),
    "editor_alone": _("only you are here"),
    "editor_lost": _("You can no longer read this document."),
    "editor_read_only": _(
        "You can read this document, and no longer change it. What you wrote last was not taken."
    ),
    "editor_refused": _(
        "What you wrote last could not be taken. Copy it if you need it, then load the page again."
    ),
    "editor_signed_out": _("You are signed out. Sign in again to go on writing."),
    "editor_unsent": _(
        "Your own last words, which were not taken. Copy them if you need them; nothing else keeps them."
    ),
    "editor_too_long": _("That is too much at once. Paste it in parts, or bring it as a file."),
    "editor_undo": _("Undo"),
    "editor_redo": _("Redo"),
    "editor_style": _("Kind of text"),
    "editor_paragraph": _("Text"),
    "editor_heading": _("Heading {level}"),
    "editor_bold": _("Bold"),
    "editor_italic": _("Italic"),
    "editor_strike": _("Struck out"),
    "editor_code": _("Code"),
    "editor_link": _("Link"),
    "editor_bullets": _("List"),
    "editor_numbers": _("Numbered list"),
    "editor_tasks": _("Tasks"),
    "editor_quote": _("Quote"),
    "editor_code_block": _("Block of code"),
    "editor_picture": _("Picture"),
    "editor_footnote": _("Footnote"),
    "editor_footnote_keep": _("Keep the footnote"),
    "editor_rule": _("Dividing line"),
    "editor_table": _("Table"),
    "editor_add_row": _("Row below"),
    "editor_add_column": _("Column after"),
    "editor_drop_row": _("Remove this row"),
    "editor_drop_column": _("Remove this column"),
    "editor_drop_table": _("Remove the table"),
    "editor_address": _("Address"),
    "editor_address_wrong": _("An address begins with https:// or mailto:"),
    "editor_link_keep": _("Set the link"),
    "editor_link_drop": _("Remove the link"),
    "editor_leave": _("Out of the text, to the tools"),
    "picture_add": _("Add the picture"),
    "picture_keep": _("Keep these words"),
    "picture_cancel": _("Cancel"),
    "picture_words": _("What it shows"),
    "picture_help": _("For whoever cannot see it. Leave it empty if the picture says nothing of its own."),
    "picture_failed": _("The picture could not be sent. Try again."),
    "picture_offline": _("You are offline. A picture can be added once you are connected again."),
    "picture_missing": _("A picture that is not in this document"),
    "picture_not_brought": _(
        "A picture could not be brought along: you cannot read the document that it is in."
    ),
    "mention_list": _("People to mention"),
    "mention_unable": _("{name} cannot read this document and will not be told. Show it to them first."),
    "suggest_mode": _("Suggest"),
    "suggest_mode_help": _("What you type becomes a suggestion that others accept or reject"),
    "suggest_on": _("From now on what you type is a suggestion."),
    "suggest_off": _("From now on you change the text itself."),
    "suggest_blocks": _(
        "This changes the kind of a block, which cannot be suggested. Turn “Suggest” off to do it, or comment."
    ),
    "suggest_foreign": _("Somebody else suggests these words. Accept or reject them, or comment."),
    "suggest_somebody": _("Somebody"),
    "suggest_by": _("Suggested by {name}"),
    "suggest_accept": _("Accept"),
    "suggest_reject": _("Reject"),
    "suggest_accept_all": _("Accept all"),
    "suggest_reject_all": _("Reject all"),
    "suggest_next": _("Next suggestion"),
    "comment_begin": _("Comment"),
    "comment_sent": _("Your comment is there."),
    "comment_failed": _("The comment could not be sent. It is still here; try again."),
}
COUNTED: Final[Counted] = {
    "editor_here": lambda n: ngettext("{names} is here too", "{names} are here too", n),
    "editor_here_many": lambda n: ngettext(
        "{names} and {count} more are here too", "{names} and {count} more are here too", n
    ),
    "suggest_accepted": lambda n: ngettext("{count} suggestion accepted", "{count} suggestions accepted", n),
    "suggest_rejected": lambda n: ngettext("{count} suggestion rejected", "{count} suggestions rejected", n),
    "mention_found": lambda n: ngettext("{count} person", "{count} people", n),
    "editor_words": lambda n: ngettext("{count} word", "{count} words", n),
}


def editor_words() -> dict[str, Word]:
    """The editor's words by key; empty in English, in which the editor has them itself."""
    return {} if (get_language() or "en") == "en" else spelled(PLAIN, COUNTED)
