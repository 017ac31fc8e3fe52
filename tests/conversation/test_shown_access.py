"""What is written for a few is not sent to all staff unawares."""

import re

import pytest

from fourleaf.conversation.models import Post
from fourleaf.spaces import actions as spaces
from fourleaf.spaces import policy
from fourleaf.spaces.models import Space
from tests.conversation.asking import SCRIPT, AsPerson, text
from tests.house import House


def open_it(house: House) -> None:
    seen = policy.seal(policy.new_readers(house.ward))
    spaces.change_access(actor=house.amina, space=house.ward, access=Space.Access.OPEN, seen_readers=seen)


def shown(page: str) -> list[str]:
    return re.findall(r'name="shown_access" value="(\w*)"', page)


@pytest.mark.parametrize("script", [True, False])
def test_what_was_written_before_the_space_was_opened(
    house: House, as_person: AsPerson, script: bool
) -> None:
    browser, address = as_person(house.ben), f"/spaces/{house.ward.pk}/"
    assert shown(text(browser.get(address))) == ["closed"]
    open_it(house)
    fields = {"body": "Between us.", "shown_access": "closed"}
    headers = SCRIPT if script else {}
    answer = browser.post(f"{address}posts/", fields, headers=headers)
    assert answer.status_code == 422
    assert "now all staff can read it" in text(answer)
    assert "Between us." in text(answer)
    assert shown(text(answer)) == ["open"]
    assert not Post.objects.filter(body="Between us.").exists()
    assert browser.post(f"{address}posts/", fields | {"shown_access": "open"}).status_code == 302


def test_a_reply_too(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    assert shown(text(browser.get(f"/posts/{house.post.pk}/thread/"))) == ["closed"]
    open_it(house)
    fields = {"body": "Between us.", "shown_access": "closed", "thread": house.post.pk}
    assert browser.post(f"/spaces/{house.ward.pk}/posts/", fields).status_code == 422


def test_narrower_or_as_wide_is_no_matter(house: House, as_person: AsPerson) -> None:
    browser, address = as_person(house.ben), f"/spaces/{house.ward.pk}/posts/"
    spaces.change_access(actor=house.amina, space=house.ward, access=Space.Access.ON_REQUEST)
    for access in ("", "hidden", "closed", "on_request", "open"):
        assert browser.post(address, {"body": "Rails.", "shown_access": access}).status_code == 302
    assert browser.post(address, {"body": "Rails.", "shown_access": "wide"}).status_code == 422
