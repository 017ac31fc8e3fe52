"""What ends between two requests, or in the middle of one, has ended; what is hidden answers as what is not there."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.actions import files, storing
from fourleaf.conversation.models import Attachment, Post
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from tests.api.caller import Caller
from tests.house import House
from tests.sharing.conftest import shown

AsPerson = Callable[[Person], Client]


def plan() -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.txt", b"Bed 4", "text/plain")


@pytest.fixture
def grant(house: House) -> Grant:
    """The thread and a file of it, shown to Omar to reply."""
    file = conversation.add_attachment(actor=house.amina, space=house.ward, upload=plan())
    root = conversation.add_post(actor=house.amina, space=house.ward, body="The plan.", attachments=[file])
    return shown(house.amina, "thread", root.pk, house.omar, role="commenter")


def answers(omar: Person, as_person: AsPerson, grant: Grant) -> Iterator[int]:
    """What each way to the thing answers."""
    browser, caller = as_person(omar), Caller(omar)
    file = Attachment.objects.get(post=grant.object_id)
    said = {"body": "Thanks.", "key": str(uuid4())}
    yield browser.get(reverse("shown", args=[grant.pk])).status_code
    served = browser.get(reverse("file", args=[file.pk, file.name]))
    if served.streaming:
        served.getvalue()
    yield served.status_code
    yield browser.post(reverse("shown-replies", args=[grant.pk]), said).status_code
    react = {"post": grant.object_id, "emoji": "👍"}
    yield browser.post(reverse("shown-reactions", args=[grant.pk]), react).status_code
    yield caller.get(f"/posts/{grant.object_id}").status_code


def test_a_grant_that_expires_between_two_requests_opens_nothing_more(
    house: House, grant: Grant, as_person: AsPerson
) -> None:
    before = list(answers(house.omar, as_person, grant))
    assert before[:4] == [200, 200, 302, 302]
    written = Post.objects.filter(author=house.omar, space=house.ward).count()
    Grant.objects.filter(pk=grant.pk).update(expires_at=time.now() - timedelta(milliseconds=1))
    assert list(answers(house.omar, as_person, grant)) == [404] * 5
    assert Post.objects.filter(author=house.omar, space=house.ward).count() == written


def test_a_membership_that_ends_in_the_middle_of_an_upload_lets_nothing_in(
    house: House, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = storing.keep_file

    def end_meanwhile(*given: Any) -> Any:
        kept = real(*given)
        own = Membership.objects.standing().get(space=house.ward, person=house.ben)
        spaces.end_membership(actor=house.ben, membership=own)
        return kept

    monkeypatch.setattr(files, "keep_file", end_meanwhile)
    browser = as_person(house.ben)
    browser.raise_request_exception = False
    answer = browser.post(reverse("files"), {"space": house.ward.pk, "file": plan()})
    assert answer.status_code in (403, 404)
    assert not Attachment.objects.filter(uploader=house.ben).exists()


#: Addresses with one key: what each leads to where it is hidden.
HIDDEN = ("space", "space-about", "space-members", "thread", "post-revisions", "post-confirmations", "shown")


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_takes_the_same_words_and_work_as_what_is_not_there(
    name: str, house: House, grant: Grant, as_person: AsPerson
) -> None:
    """So that neither the answer nor how long it takes tells that there is something."""
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.HIDDEN)
    key = grant.pk if name == "shown" else house.ward.pk if name.startswith("space") else house.post.pk
    browser = as_person(house.maria)

    def asked(of: UUID) -> tuple[int, str, int]:
        with CaptureQueriesContext(connection) as made:
            answer = browser.get(reverse(name, args=[of]))
        text = answer.content.decode().replace(str(of), "KEY")
        return answer.status_code, re.sub(r'(csrf\w*|token)["\'][^>]*', "", text), len(made)

    asked(uuid4())
    there, not_there = asked(key), asked(uuid4())
    assert there == not_there
    assert there[0] == 404
