"""A workspace in Slack's documented export format, with all that the real file does not have."""

import json
import zipfile
from pathlib import Path
from typing import Any

Files = dict[str, Any]
DAY = 1_700_000_000


def user(key: str, name: str, email: str = "", **more: Any) -> dict[str, Any]:
    """An item of users.json."""
    profile = {"real_name": name, "display_name": name.split()[0], "email": email, "title": "charge nurse"}
    profile |= more.pop("profile", {})
    return {"id": key, "team_id": "T1", "name": name.lower().replace(" ", "."), "profile": profile, **more}


def channel(key: str, name: str, creator: str, members: list[str], **more: Any) -> dict[str, Any]:
    """An item of channels.json, groups.json or mpims.json."""
    return {
        "id": key, "name": name, "creator": creator, "created": DAY - 100, "is_archived": False, "members": members,
        "purpose": {"value": "Fewer falls &amp; fewer fears"}, "topic": {"value": "Bed <https://x.example|rails>"},
    } | more  # fmt: skip


def said(second: float, who: str | None, text: str, **more: Any) -> dict[str, Any]:
    """A message, so many seconds into the day."""
    message = {"type": "message", "ts": ts(second), "text": text, **more}
    return message if who is None else message | {"user": who}


def ts(second: float) -> str:
    """Slack's name of the instant."""
    return f"{DAY + int(second)}.{round(second % 1 * 1_000_000):06}"


USERS = [
    user("UAMINA", "Amina Yusuf", "Amina@marigold.example"),
    user("UBEN", "Ben Quint", "ben.old@slack.example"),
    user("UGONE", "Élodie Ñúñez 🌙", "elodie@slack.example", deleted=True),
    user("UMARIA", "Maria S", "maria@marigold.example"),
    user("UBOT", "Rota bot", is_bot=True, profile={"bot_id": "BROTA"}),
]
FILE = {
    "id": "F1", "name": "rails.png", "mimetype": "image/png", "size": 2048, "created": DAY + 5,
    "original_w": 640, "original_h": 480, "user": "UAMINA",
}  # fmt: skip
FIRST, SUBJECT = ts(10.000001), {"thread_ts": ts(10.000001), "parent_user_id": "UAMINA"}
ROTA = {"title": "Rota", "text": "Night shift open", "fallback": "x"}
GENERAL = [
    said(1, "UAMINA", "<@UAMINA> has joined the channel", subtype="channel_join"),
    said(10.000001, "UAMINA", "*Bed 4* is ready, <@UBEN>. See <#CROTA|rota>", thread_ts=FIRST, reply_count=2),
    said(10.000002, "UBEN", "Same second, next microsecond &lt;3 &amp; <https://x.example/a_b|the list>"),
    said(20, "UGONE", "Checked at seven.", **SUBJECT, edited={"user": "UGONE", "ts": ts(90)}),
    said(21, "UBEN", "waves", subtype="me_message"),
    said(22, "UAMINA", "the rail", files=[FILE, {"id": "F2", "mode": "tombstone"}], subtype="file_share"),
    said(23, None, "", subtype="bot_message", bot_id="BROTA", attachments=[ROTA]),
    said(24, None, "Deployed", subtype="bot_message", bot_id="BNEW", username="Deployer"),
    said(25, "UAMINA", "Also for the channel", subtype="thread_broadcast", **SUBJECT),
    said(26, "USTRANGER", "I am from elsewhere", user_profile={"real_name": "Ines Shared"}),
    said(27, "UBEN", "My parent is gone", thread_ts=ts(3), parent_user_id="UGONE"),
    said(28, "USLACKBOT", "This message was deleted.", subtype="tombstone", thread_ts=ts(28), hidden=True),
    said(29, "UAMINA", "Why deleted? <@UNOBODY>", thread_ts=ts(28), parent_user_id="UBEN"),
    said(30, "UAMINA", "شكرا 👩🏽‍⚕️ \u200bzero\u0000 width", pinned_to=["CGEN"], reactions=[
        {"name": "+1", "users": ["UBEN", "UGONE"], "count": 2},
        {"name": "thumbsup", "users": ["UBEN"], "count": 1},
        {"name": "tada", "users": ["UAMINA"], "count": 1},
        {"name": "our_own_logo", "users": ["UBEN"], "count": 1},
    ]),
]  # fmt: skip
LATER = [
    said(50, "UBEN", "second file first"),
    said(40, "UBEN", "out of order"),
    said(40, "UAMINA", "the very same instant"),
    said(40, "UAMINA", "the very same instant"),
]


def workspace() -> Files:
    """The whole export: path in the archive → content."""
    return {
        "users.json": USERS,
        "channels.json": [
            channel(
                "CGEN", "general", "UAMINA", ["UAMINA", "UBEN", "UGONE", "UBOT", "UAWAY"], is_general=True
            ),
            channel("CROTA", "rota", "UGONE", ["UGONE"], is_archived=True),
        ],
        "groups.json": [channel("GSEC", "restructuring", "UGONE", ["UGONE", "UBEN"])],
        "dms.json": [{"id": "D1", "created": DAY, "members": ["UAMINA", "UBEN"]}],
        "mpims.json": [
            channel(
                "GMP",
                "mpdm-amina--ben--elodie-1",
                "UBEN",
                ["UAMINA", "UBEN", "UGONE"],
                purpose={"value": "Group"},
            )
        ],
        "integration_logs.json": [],
        "general/2023-11-14.json": GENERAL,
        "general/2023-11-15.json": LATER,
        "rota/2023-11-14.json": [said(5, "UGONE", "Nights are full.")],
        "restructuring/2023-11-14.json": [said(6, "UGONE", "Not for other eyes.")],
        "D1/2023-11-14.json": [said(7, "UAMINA", "Coffee?")],
        "mpdm-amina--ben--elodie-1/2023-11-14.json": [said(8, "UBEN", "Three of us.")],
    }


def write(path: Path, files: Files, below: str = "") -> Path:
    """Pack it; text and bytes go in as they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            raw = content if isinstance(content, (str, bytes)) else json.dumps(content)
            archive.writestr(below + name, raw)
    return path
