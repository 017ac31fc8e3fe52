"""The matrix: each thing, each act, and who may. What a right of the space decides is taken from `spaces.rights`."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from fourleaf.kit import time
from fourleaf.spaces.rights import Right
from tests.matrix.beside_lines import BESIDE_LINES
from tests.matrix.cells import SIGNED_IN, Line, by, fields, known_to_all, only
from tests.matrix.document_lines import DOCUMENT_LINES
from tests.matrix.stage import BELONG, GRANTEES, PASSWORD, WORD, Stage, Who


def _day(days: int) -> str:
    return (time.now() + timedelta(days=days)).date().isoformat()


def _upload(stage: Stage) -> dict[str, Any]:
    return {"space": stage.keys["space"], "file": SimpleUploadedFile("x.txt", b"x")}


def _reply(stage: Stage) -> dict[str, Any]:
    return _post(stage) | {"thread": stage.keys["post"]}


def _announcement(stage: Stage) -> dict[str, Any]:
    return {"body": "Read this.", "spaces": [stage.keys["space"]], "key": uuid4()}


def _post(stage: Stage) -> dict[str, Any]:
    return {"body": "Hello.", "key": uuid4(), "shown_access": "hidden"}


NOTHING = fields()
AUTHOR, STEWARD, OFFICER, GLASS = Who.AUTHOR, Who.STEWARD, Who.OFFICER, Who.GLASS
COMMENTERS = (Who.SHOWN_TO_COMMENT, Who.SHOWN_TO_EDIT)
SPACE, POST = ("space",), ("post",)

LINES = [
    Line("space", "read what is said in it", "space", SPACE, by(Right.READ)),
    Line("space", "see purpose and stewards", "space-about", SPACE, by(Right.READ)),
    Line("space", "see who may read it", "space-audience", SPACE, by(Right.READ)),
    Line("space", "write in it", "space-posts", SPACE, by(Right.POST), _post),
    Line("space", "change name and purpose", "space-purpose", SPACE, by(Right.STEER), fields(name="Falls")),
    Line("space", "change who can read it", "space-access", SPACE, by(Right.STEER), fields(access="closed")),
    Line("space", "archive it", "space-archival", SPACE, by(Right.STEER), fields(reason="Done.")),
    Line("space", "have reading recorded", "space-auditing", SPACE, by(Right.STEER), fields(on="1")),
    Line(
        "space",
        "open it in an emergency",
        "break-glass",
        SPACE,
        only(GLASS, OFFICER, told=BELONG),
        fields(reason="A child is missing.", password=PASSWORD),
    ),
    Line(
        "membership",
        "see who belongs",
        "space-members",
        SPACE,
        by(Right.READ),
        row=("spaces_membership", "membership"),
    ),
    Line(
        "membership",
        "invite somebody",
        "space-invitations",
        SPACE,
        by(Right.INVITE),
        fields(person="{late}", role="reader"),
    ),
    Line(
        "membership",
        "take an invitation back",
        "invitation-withdrawal",
        ("space", "invitation"),
        by(Right.STEER),
        NOTHING,
    ),
    Line(
        "membership",
        "change a role",
        "member-role",
        ("space", "membership"),
        by(Right.STEER),
        fields(role="member"),
    ),
    Line(
        "membership",
        "take somebody out",
        "member-departure",
        ("space", "membership"),
        by(Right.STEER),
        NOTHING,
    ),
    Line("membership", "leave", "space-departure", SPACE, only(*BELONG, told=[GLASS]), NOTHING),
    Line(
        "request to join",
        "see it",
        "space-requests",
        SPACE,
        by(Right.STEER),
        row=("spaces_accessrequest", "request"),
    ),
    Line(
        "request to join",
        "answer it",
        "request-answer",
        ("space", "request"),
        by(Right.STEER),
        fields(answer="grant"),
    ),
    Line("post", "read it with its thread", "thread", POST, by(Right.READ)),
    Line("post", "see earlier versions", "post-revisions", POST, by(Right.READ)),
    Line(
        "post",
        "find it by searching",
        "search",
        (),
        by(Right.READ, also=GRANTEES),
        query={"q": WORD},
        trace="post",
        row=("conversation_post", "post"),
    ),
    Line("post", "reply", "space-posts", SPACE, by(Right.POST), _reply),
    Line(
        "post",
        "change it",
        "post-revisions",
        POST,
        only(AUTHOR, told=(*BELONG, GLASS)),
        fields(body="Otherwise."),
    ),
    Line("post", "withdraw it", "post-withdrawal", POST, by(Right.WITHDRAW, also=[AUTHOR]), NOTHING),
    Line("post", "mark it as a decision", "post-mark", POST, by(Right.POST), fields(kind="decision")),
    Line("post", "react", "post-reactions", POST, by(Right.REACT), fields(emoji="👍")),
    Line("post", "bookmark it", "post-bookmark", POST, by(Right.READ), NOTHING),
    Line(
        "post",
        "be reminded of it",
        "post-reminder",
        POST,
        by(Right.READ),
        lambda _stage: {"when": "own", "at": f"{_day(2)}T09:00"},
    ),
    Line("post", "copy a part of it into another space", "post-copy", POST, by(Right.STEER, also=[AUTHOR])),
    Line("post", "follow its thread", "thread-following", POST, by(Right.READ), fields(choice="follow")),
    Line("post", "settle its thread", "thread-resolution", POST, by(Right.POST), NOTHING),
    Line(
        "file",
        "fetch it",
        "file",
        ("file", "plan.txt"),
        by(Right.READ, also=GRANTEES),
        row=("conversation_attachment", "file"),
    ),
    Line("file", "upload one", "files", (), by(Right.POST), _upload),
    *DOCUMENT_LINES,
    *BESIDE_LINES,
    Line("grant", "see who may see a thing, and why", "showing", ("thread", "post"), by(Right.READ)),
    Line("grant", "look through all that the space shows", "space-showing", SPACE, by(Right.READ)),
    Line("grant", "show a thread to somebody", "show-to", ("thread", "post"), by(Right.STEER, told=GRANTEES)),
    Line(
        "grant",
        "show the author's post to somebody",
        "show-to",
        ("kind post", "post"),
        by(Right.STEER, also=[AUTHOR]),
    ),
    Line("grant", "take one back", "grant-taking-back", ("grant",), by(Right.STEER, told=GRANTEES), NOTHING),
    Line(
        "grant",
        "change its last day",
        "grant-extension",
        ("grant",),
        by(Right.STEER, told=GRANTEES),
        lambda _stage: {"expires_on": _day(9)},
    ),
    Line(
        "grant",
        "read what it shows",
        "shown",
        ("grant",),
        by(Right.READ, also=GRANTEES),
        row=("sharing_grant", "grant"),
    ),
    Line(
        "grant",
        "reply to what it shows",
        "shown-replies",
        ("grant",),
        only(*COMMENTERS, told=[Who.SHOWN_TO_READ]),
        lambda _stage: {"body": "Thanks.", "key": uuid4()},
    ),
    Line(
        "grant",
        "change and withdraw one's own reply",
        "shown-reply",
        ("grant", "reply"),
        only(*COMMENTERS, told=[Who.SHOWN_TO_READ]),
        fields(body="Thanks to all."),
    ),
    Line(
        "grant",
        "react to what it shows",
        "shown-reactions",
        ("grant",),
        only(*COMMENTERS, told=[Who.SHOWN_TO_READ]),
        fields(post="{post}", emoji="👍"),
    ),
    Line(
        "request to be shown",
        "see it",
        "asked-to-show",
        ("wanted",),
        only(STEWARD),
        row=("sharing_asked", "wanted"),
    ),
    Line(
        "request to be shown",
        "refuse it",
        "asked-to-show",
        ("wanted",),
        only(STEWARD),
        fields(answer="refuse", note="Not now."),
    ),
    Line("announcement", "make one", "announcements", SPACE, by(Right.ANNOUNCE), _announcement),
    Line(
        "announcement",
        "confirm it (not who made it)",
        "post-confirmation",
        ("announced",),
        by(Right.READ, told=[STEWARD, GLASS]),
        NOTHING,
    ),
    Line("announcement", "see who has confirmed", "post-confirmations", ("announced",), by(Right.STEER)),
    Line(
        "announcement", "remind those who have not", "post-chase", ("announced",), by(Right.ANNOUNCE), NOTHING
    ),
    Line(
        "announcement",
        "stop asking (who made it)",
        "post-ending",
        ("announced",),
        only(STEWARD, told=(*BELONG, GLASS)),
        NOTHING,
    ),
    Line(
        "poll",
        "make one",
        "polls",
        SPACE,
        by(Right.POST),
        lambda _stage: {"body": "Which?", "options": ["A", "B"], "key": uuid4()},
    ),
    Line("poll", "see it", "post-poll", ("poll",), by(Right.READ), row=("conversation_poll", "poll")),
    Line("poll", "vote", "post-ballot", ("poll",), by(Right.REACT), fields(places=["1"])),
    Line("poll", "close it", "post-closing", ("poll",), by(Right.WITHDRAW, also=[AUTHOR]), NOTHING),
    Line(
        "post to be sent later",
        "see and change it",
        "scheduled-change",
        ("scheduled",),
        only(AUTHOR),
        row=("conversation_scheduledpost", "scheduled"),
    ),
    Line("integrations", "see them", "integrations", SPACE, by(Right.READ)),
    Line("integrations", "add one", "incoming-new", SPACE, by(Right.STEER)),
    Line(
        "integrations",
        "see what was delivered",
        "outgoing-deliveries",
        ("space", "outgoing"),
        by(Right.STEER),
    ),
    Line(
        "copy of all that is the author's",
        "fetch it",
        "copy",
        ("copy",),
        only(AUTHOR),
        row=("mine_copy", "copy"),
    ),
    Line("author", "have them erased", "erasure", ("author",), known_to_all(AUTHOR, OFFICER)),
    Line("author", "look at all erasures", "erasures", (), known_to_all(OFFICER)),
    Line(
        "break-glass",
        "see that it is open",
        "broken-glass",
        (),
        only(STEWARD, GLASS, OFFICER),
        trace="glass",
        row=("spaces_breakglass", "glass"),
    ),
    Line("break-glass", "end it", "glass-ending", ("glass",), only(STEWARD, GLASS, OFFICER), NOTHING),
    Line(
        "break-glass",
        "review it afterwards",
        "glass-review",
        ("glass over",),
        only(OFFICER, told=[STEWARD, GLASS]),
        fields(note="It was right."),
    ),
    Line("records of reading", "look at them", "oversight", (), known_to_all(OFFICER)),
    Line(
        "records of reading",
        "take them out",
        "oversight-export",
        (),
        known_to_all(OFFICER),
        fields(format="jsonl"),
    ),
    Line("deeds", "look at them", "oversight-deeds", (), known_to_all(OFFICER)),
    Line(
        "legal hold",
        "see it",
        "oversight-holds",
        (),
        known_to_all(OFFICER),
        row=("oversight_legalhold", "hold"),
    ),
    Line(
        "legal hold",
        "add one",
        "oversight-holds",
        (),
        known_to_all(OFFICER),
        fields(what="{author}", reason="A complaint."),
    ),
    Line("legal hold", "end it", "hold-ending", ("hold",), only(OFFICER), NOTHING),
    Line("alert", "see it", "oversight-alerts", (), known_to_all(OFFICER), row=("oversight_alert", "alert")),
    Line("alert", "review it", "alert-review", ("alert",), only(OFFICER), fields(note="It was right.")),
    Line("works agreement", "read it", "agreement", (), known_to_all(*SIGNED_IN)),
]
