"""The operations as the API describes them, and one real object for every parameter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from fourleaf.adoption import actions as adoption
from fourleaf.adoption.models import Team, TeamReadiness
from fourleaf.config.api import api
from fourleaf.conversation import showing
from fourleaf.conversation.models import Attachment, Mention
from fourleaf.documents import actions as documents
from fourleaf.documents.models import Task
from fourleaf.kit import time
from fourleaf.people.models import Person, Unit
from fourleaf.sharing import actions as sharing
from fourleaf.sheet import actions as sheet
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role
from tests.documents.conftest import typed
from tests.house import House

METHODS = ("get", "post", "put", "patch", "delete")
SOMEBODY = str(uuid4())
#: What each operation that takes a body is sent.
BODIES: dict[str, Any] = {
    "change_me": {"about": "Nights."},
    "add_space": {"name": "Night shift"},
    "start_direct": {"people": [SOMEBODY]},
    "change_space": {"purpose": "Fewer falls."},
    "archive_space": {"reason": "Done."},
    "change_role": {"role": "reader"},
    "invite": {"person": SOMEBODY},
    "request_access": {"reason": "I would help."},
    "add_post": {"body": "Hello."},
    "add_reply": {"body": "Hello."},
    "edit_post": {"body": "Hello."},
    "mark_post": {"kind": "answer"},
    "move_cursor": {"read_to": 1},
    "read_thread": {"read_to": 1},
    "answer_request": {"grant": False},
    "show": {"to": f"person:{SOMEBODY}", "purpose": "For the audit."},
    "change_grant": {"expires_at": "2099-01-01T00:00:00Z"},
    "ask_to_see": {"link": f"/posts/{SOMEBODY}/", "reason": "I would help."},
    "add_document": {"title": "Night rounds"},
    "change_document": {"title": "Day rounds"},
    "write_document": {"markdown": "Hello."},
    "append_to_document": {"markdown": "Hello."},
    "name_document_revision": {"name": "Before the audit"},
    "correct_document_revision": {"is_major": True, "why": "It is."},
    "submit_document": {"name": "For review", "reviewers": [SOMEBODY], "due_on": "2099-01-01"},
    "answer_document_round": {"approves": True},
    "add_document_comment": {"body": "Which bed?"},
    "reply_to_document_comment": {"body": "Bed 4."},
    "change_task": {"state": "done"},
    "mark_document_change": {"what": "Beds are checked twice."},
    "add_line": {"area": "clinical", "text": "Ask at ten.", "asked": SOMEBODY},
    "edit_line": {"text": "Ask at nine."},
    "answer_line": {"text": "Yes."},
    "answer_invitation": {"answer": "decline"},
    "move_launch": {"to": "ready"},
}


@dataclass(frozen=True)
class Operation:
    """One operation of the description."""

    id: str
    method: str
    path: str
    scope: str
    parameters: tuple[str, ...]
    is_upload: bool
    body: Any

    def address(self, things: Mapping[str, object]) -> str:
        """The path with these objects in it."""
        filled = self.path
        for name in self.parameters:
            filled = filled.replace(f"{{{name}}}", str(things[name]))
        return filled.removeprefix("/api/v1")

    def ask(self, caller: Any, things: Mapping[str, object]) -> Any:
        """Call it with what it wants."""
        if self.is_upload:
            file = BytesIO(b"x")
            file.name = "x.txt"
            return caller.upload(self.address(things), file=file)
        return caller.ask(self.method.upper(), self.address(things), self.body)


def operations() -> list[Operation]:
    """All that there are."""
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {})
            name = said["operationId"]
            found.append(
                Operation(
                    name,
                    method,
                    path,
                    said["security"][0]["Token"][0],
                    tuple(each["name"] for each in said["parameters"] if each["in"] == "path"),
                    "multipart/form-data" in content,
                    BODIES[name] if "application/json" in content else None,
                )
            )
    return found


def reckoned_team(house: House) -> Team:
    """Amina's candidate, of which little is known."""
    team = adoption.make_team(actor=house.amina, name="Night falls", leader=house.amina, people=[house.ben])
    TeamReadiness.objects.create(team=team, low=0, high=1, verdict="unknown", scores={}, stamp="")
    return team


@pytest.fixture
def things(house: House) -> dict[str, object]:
    """All within the ward's team, which is hidden: none of an outsider's business."""
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.HIDDEN)
    stranger = Person.objects.create(name="Late Comer", email="late@marigold.example", kind=Person.Kind.STAFF)
    asked = spaces.add_space(actor=house.amina, name="On request", access=Space.Access.ON_REQUEST)
    request = spaces.request_access(actor=stranger, space=asked, reason="I would help.")
    Space.objects.filter(pk=asked.pk).update(access=Space.Access.HIDDEN)
    ward = Space.objects.get(pk=house.ward.pk)
    invitation = spaces.invite(actor=house.amina, space=ward, person=stranger, role=Role.MEMBER)
    attachment = Attachment.objects.create(
        space=ward, post=house.post, uploader=house.amina, name="plan.txt", media_type="text/plain", size=1
    )
    mention = Mention.objects.create(post=house.post, person=house.ben, via=Mention.Via.PERSON)
    thing = showing.THREAD.find(house.amina, house.post.pk)
    assert thing is not None
    grant = sharing.show(actor=house.amina, thing=thing, to=stranger, purpose="To help.")
    document = documents.add_document(actor=house.amina, title="Night rounds", space=ward)
    documents.add_update(actor=house.amina, document=document, data=typed("Look at the rail."))
    version = documents.name_revision(actor=house.amina, document=document, name="First")
    due_on = time.now().date() + timedelta(days=7)
    round = documents.submit_document(
        actor=house.amina, document=document, name="Second", reviewers=[house.ben], due_on=due_on
    )
    comment = documents.add_comment(actor=house.ben, document=document, body="Which bed?")
    task = Task.objects.create(
        document=document, kind="task", state="open", place=0, words="Look at the rail."
    )
    return {
        "kind": "thread",
        "thing_id": house.post.pk,
        "grant_id": grant.pk,
        "person_id": house.maria.pk,
        "unit_id": Unit.objects.get().pk,
        "space_id": house.ward.pk,
        "membership_id": Membership.objects.standing().get(space=ward, person=house.ben).pk,
        "request_id": request.pk,
        "invitation_id": invitation.pk,
        "post_id": house.post.pk,
        "root_id": house.post.pk,
        "mention_id": mention.pk,
        "attachment_id": attachment.pk,
        "emoji": "👍",
        "document_id": document.pk,
        "line_id": sheet.add_line(
            actor=house.amina, area="clinical", text="Ask at ten.", asked=house.ben, space=ward
        ).pk,
        "number": version.number,
        "round_id": round.pk,
        "comment_id": comment.pk,
        "task_id": task.pk,
        "team_id": reckoned_team(house).pk,
    }
