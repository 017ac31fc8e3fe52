"""The stream: who sees it, at which place it opens, and what it shows."""

from collections.abc import Callable

from django.test import Client

from fourleaf.people.models import Person
from tests.house import House

AsPerson = Callable[[Person], Client]


def address(house: House, query: str = "") -> str:
    return f"/spaces/{house.ward.pk}/{query}"


def test_a_member_reads_the_stream(house: House, as_person: AsPerson) -> None:
    page = as_person(house.ben).get(address(house)).content.decode()
    assert f'id="post-{house.post.pk}"' in page
    assert "<strong>Please check the rail.</strong>" in page
    assert f'data-topic="space:{house.ward.pk}"' in page
    assert "<post-composer" in page
