"""Which lines can be done over the API too, and how: whoever asks there is answered the same."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fourleaf.kit import time
from tests.matrix.cells import Sent, fields
from tests.matrix.stage import TITLE_WORD, WORD, Stage


@dataclass(frozen=True)
class Call:
    """The act as a program does it; words in braces in the path, below `/api/v1`, name things of the stage."""

    method: str
    path: str
    sent: Sent | None = None
    #: of an upload: what is sent as a form instead
    is_form: bool = False


def _get(path: str) -> Call:
    return Call("GET", path)


def _post(path: str, **values: Any) -> Call:
    return Call("POST", path, fields(**values))


def _put(path: str, **values: Any) -> Call:
    return Call("PUT", path, fields(**values))


def _patch(path: str, **values: Any) -> Call:
    return Call("PATCH", path, fields(**values))


def _delete(path: str) -> Call:
    return Call("DELETE", path)


def _later(_stage: Stage) -> dict[str, Any]:
    return {"expires_at": (time.now() + timedelta(days=9)).isoformat()}


def _submission(stage: Stage) -> dict[str, Any]:
    day = (time.now() + timedelta(days=3)).date().isoformat()
    return {"name": "For the audit", "reviewers": [stage.keys["other steward"]], "due_on": day}


CALLS = {
    "space: read what is said in it": _get("/spaces/{space}/posts"),
    "space: see purpose and stewards": _get("/spaces/{space}"),
    "space: write in it": _post("/spaces/{space}/posts", body="Hello."),
    "space: change name and purpose": _patch("/spaces/{space}", name="Falls"),
    "space: archive it": _put("/spaces/{space}/archival", reason="Done."),
    "membership: see who belongs": _get("/spaces/{space}/memberships"),
    "membership: invite somebody": _post("/spaces/{space}/invitations", person="{late}", role="reader"),
    "membership: take an invitation back": _delete("/invitations/{invitation}"),
    "membership: change a role": _patch("/memberships/{membership}", role="member"),
    "membership: take somebody out": _delete("/memberships/{membership}"),
    "request to join: see it": _get("/spaces/{space}/requests"),
    "post: find it by searching": _get(f"/search?q={WORD}"),
    "post: reply": _post("/posts/{post}/replies", body="Hello."),
    "post: change it": _patch("/posts/{post}", body="Otherwise."),
    "post: withdraw it": _delete("/posts/{post}"),
    "post: mark it as a decision": _put("/posts/{post}/mark", kind="decision"),
    "post: react": _put("/posts/{post}/reactions/👍"),
    "post: settle its thread": _put("/posts/{post}/resolution"),
    "file: fetch it": _get("/attachments/{file}/content"),
    "file: upload one": Call("POST", "/spaces/{space}/attachments", is_form=True),
    "document: read it": _get("/documents/{document}/text"),
    "document: find it by searching": _get(f"/search?q={TITLE_WORD}"),
    "document: see those of a space": _get("/spaces/{space}/documents"),
    "document: open it live": _get("/documents/{document}/ticket"),
    "document: write in it, rename it": _patch("/documents/{document}", title="Rails"),
    "document: begin one": _post("/documents", title="Rails"),
    "document: archive it": _put("/documents/{document}/archival"),
    "document: withdraw it": _delete("/documents/{document}"),
    "document version: see it": _get("/documents/{document}/revisions/1"),
    "document version: compare two": _get("/documents/{document}/comparison?since=1&to=2"),
    "document version: keep one under a name": _post("/documents/{document}/revisions", name="Last"),
    "document version: restore it": _post("/documents/{document}/revisions/1/restoration"),
    "document version: say whether it was major (its authors)": _put(
        "/documents/{document}/revisions/2/correction", is_major=True, why="It is."
    ),
    "document comment: read it": _get("/documents/{document}/comments"),
    "document comment: comment": _post("/documents/{document}/comments", body="Which?"),
    "document comment: answer in a thread": _post(
        "/documents/{document}/comments/{comment}/replies", body="The left one."
    ),
    "document comment: settle a thread, open it again": _put(
        "/documents/{document}/comments/{comment}/resolution"
    ),
    "document comment: withdraw one's own": _delete("/documents/{document}/comments/{own comment}"),
    "document comment: withdraw the author's": _delete("/documents/{document}/comments/{comment}"),
    "review: submit a version": Call("POST", "/documents/{document}/rounds", _submission),
    "review: see it, and what was answered": _get("/documents/{document}/rounds/{round}"),
    "review: answer (the two who are asked)": _post(
        "/documents/{document}/rounds/{round}/answers", approves=False, note="Say which rail."
    ),
    "review: take it back": _put("/documents/{document}/rounds/{round}/withdrawal"),
    "task in a text: see it": _get("/documents/{document}/tasks"),
    "task in a text: see those of a space": _get("/spaces/{space}/tasks"),
    "task in a text: tick it": _patch("/tasks/{task}", state="done"),
    "task in a text: say by when": _patch("/tasks/{task}", due_on="2030-01-01"),
    "change to a text: see how many it has reached": _get("/documents/{document}/changes"),
    "change to a text: ask that it be seen (who wrote it)": _put(
        "/documents/{document}/changes/1/mark", what="The rail."
    ),
    "change to a text: remind the rest": _post("/documents/{document}/changes/2/reminder"),
    "words of a text: see who wrote which": _get("/documents/{document}/authors"),
    "grant: see who may see a thing, and why": _get("/showing/thread/{post}"),
    "grant: show a thread to somebody": _post("/showing/thread/{post}", to="person:{late}", purpose="Help."),
    "grant: show the author's post to somebody": _post(
        "/showing/post/{post}", to="person:{late}", purpose="Help."
    ),
    "grant: read what it shows": _get("/posts/{post}/replies"),
    "grant: take one back": _delete("/grants/{grant}"),
    "grant: change its last day": Call("PATCH", "/grants/{grant}", _later),
}
