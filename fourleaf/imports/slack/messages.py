"""One message of an export: who said what when, and what hangs on it.

Subtypes: https://docs.slack.dev/reference/events/message
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from fourleaf.imports.slack.archive import ArchiveError
from fourleaf.imports.slack.shapes import EPOCH, Shape

LONGEST = 40_000  # where Slack itself cuts a message
TOMBSTONE = "tombstone"
ACTION = "me_message"

#: Notices of the system, not anybody's words.
NOTICES = {
    *(f"{form}_{what}" for form in ("channel", "group") for what in ("join", "leave", "topic", "purpose")),
    *(f"{form}_{what}" for form in ("channel", "group") for what in ("name", "archive", "unarchive")),
    *("channel_convert_to_private", "channel_convert_to_public", "channel_posting_permissions"),
    *("channel_canvas_updated", "bot_add", "bot_remove", "bot_enable", "bot_disable", "pinned_item"),
    *(
        "unpinned_item",
        "reminder_add",
        "reminder_delete",
        "huddle_thread",
        "sh_room_created",
        "sh_room_shared",
    ),
    *("ekm_access_denied", "message_changed", "message_deleted", "message_replied", "reply_broadcast"),
    *("file_comment", "app_conversation_join", "app_conversation_leave", "tabbed_canvas_updated"),
    *("channel_workflow_added", "joiner_notification", "joiner_notification_for_inviter"),
}


@dataclass(frozen=True)
class File:
    """What the export says of a file; its bytes are not in it."""

    name: str
    media_type: str
    size: int
    at: datetime
    width: int | None
    height: int | None


@dataclass
class Message:
    """`text` is Slack's markup; `thread` the ts of the thread's root for a reply; `signed` a name for strangers."""

    ts: str
    key: str
    at: datetime
    author: str
    signed: str
    is_bot: bool
    text: str
    subtype: str
    thread: str
    parent_author: str
    edited_at: datetime | None
    reactions: tuple[tuple[str, tuple[str, ...]], ...]
    files: tuple[File, ...]

    def order(self) -> tuple[str, bool, str, str, str]:
        """Sorts a reply behind its root even where a clock ran backwards."""
        late = max(self.ts, self.thread)
        return late, bool(self.thread), self.ts, self.author, self.text


def read_message(shape: Shape, bots: dict[str, str], skipped: Counter[str]) -> Message | None:
    """The message, or None for what is nobody's words; the reason is counted."""
    subtype = shape.text("subtype")
    at = shape.instant("ts")
    if at is None:
        raise ArchiveError(f"{shape.where}: a message without 'ts', the time at which it was sent.")
    if reason := _reason_to_skip(shape, subtype):
        skipped[reason] += 1
        return None
    thread_at = shape.instant("thread_ts")
    text = _text(shape, subtype, skipped)
    files = tuple(_files(shape, at, skipped))
    if not (text.strip() or files or subtype == TOMBSTONE):
        skipped["empty messages"] += 1
        return None
    author, signed, is_bot = _author(shape, bots)
    for mark in ("pinned_to", "is_starred"):
        skipped["pins and stars"] += bool(shape.item.get(mark))
    return Message(
        ts=_ts(at),
        key=_ts(at),
        at=at,
        author=author,
        signed=signed,
        is_bot=is_bot,
        text=text,
        subtype=subtype,
        thread=_ts(thread_at) if thread_at and thread_at != at else "",
        parent_author=shape.text("parent_user_id"),
        edited_at=shape.part("edited").instant("ts"),
        reactions=tuple((r.text("name"), tuple(r.keys("users"))) for r in shape.parts("reactions")),
        files=files,
    )


def _reason_to_skip(shape: Shape, subtype: str) -> str:
    kind = shape.text("type")
    if kind not in ("", "message"):
        return f"items of type {kind[:40]}"
    if subtype in NOTICES:
        return f"notices: {subtype}"
    if subtype != TOMBSTONE and shape.flag("hidden"):
        return "hidden messages"
    return ""


def _author(shape: Shape, bots: dict[str, str]) -> tuple[str, str, bool]:
    """Key, name if the list of users has none, and whether it is a bot."""
    profile = shape.part("user_profile")
    if shape.text("user"):
        user = shape.key("user")
        return user, profile.text("real_name") or profile.text("display_name"), user == "USLACKBOT"
    bot, name = shape.text("bot_id"), shape.text("username")
    if bot in bots:
        return bots[bot], name, True
    if bot:
        return f"bot:{shape.key('bot_id')}", name or shape.part("bot_profile").text("name"), True
    return (f"bot:{name[:100]}", name, True) if name else ("unknown", "", False)


def _text(shape: Shape, subtype: str, skipped: Counter[str]) -> str:
    """The message's own words; for bots, shared messages and those without words, what is attached, as quotes."""
    text = shape.text("text")
    attached = list(shape.parts("attachments"))
    is_bot = subtype == "bot_message" or bool(shape.item.get("bot_id"))
    shown = [part for part in attached if is_bot or part.item.get("is_share") or not text.strip()]
    skipped["previews of links"] += len(attached) - len(shown)
    text = "\n".join([text, *(quoted for part in shown if (quoted := _quoted(part)))]).strip("\n")
    if len(text) > LONGEST:
        skipped["ends of messages longer than 40,000 characters"] += 1
        return text[:LONGEST] + " …"
    return text


def _quoted(part: Shape) -> str:
    title, link = part.text("title"), part.text("title_link")
    lines = [
        part.text("pretext"),
        f"<{link}|{title}>" if title and link else title,
        part.text("text"),
        *(f"{field.text('title')}: {field.text('value')}" for field in part.parts("fields")),
    ]
    words = "\n".join(line for line in lines if line.strip()) or part.text("fallback")
    return "\n".join(f"&gt; {line}" for line in words.split("\n")) if words.strip() else ""


def _files(shape: Shape, at: datetime, skipped: Counter[str]) -> list[File]:
    listed = list(shape.parts("files")) or [one for one in [shape.part("file")] if one.item]
    files = []
    for file in listed:
        if file.text("mode") in ("tombstone", "hidden_by_limit"):
            skipped["files deleted in Slack"] += 1
            continue
        sent = file.number("created") or file.number("timestamp")
        files.append(
            File(
                name=(file.text("name") or file.text("title") or "file")[:200],
                media_type=(file.text("mimetype") or "application/octet-stream")[:120],
                size=file.number("size"),
                at=EPOCH + timedelta(seconds=sent) if sent else at,
                width=_pixels(file.number("original_w")),
                height=_pixels(file.number("original_h")),
            )
        )
    return files


def _pixels(number: int) -> int | None:
    return number if 0 < number < 2**31 else None


def _ts(at: datetime) -> str:
    """Slack's name of an instant, always of one width, so that it sorts as text."""
    passed = at - EPOCH
    return f"{passed // timedelta(seconds=1):010}.{passed.microseconds:06}"
