"""Bots and their hooks in the ward's team."""

from dataclasses import dataclass

import pytest
from django.test import Client

from fourleaf.hooks import actions
from fourleaf.hooks.models import Incoming, Outgoing
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from tests.house import House

TARGET = "https://receiver.example.org/fourleaf?token=t0p"


@dataclass(frozen=True)
class Connected:
    """Amina's bot with an incoming webhook, whose secret is `key`, and an outgoing one, which signs with `secret`."""

    bot: Person
    incoming: Incoming
    key: str
    outgoing: Outgoing
    secret: str

    @property
    def address(self) -> str:
        return f"/hooks/{self.key}"

    def post(
        self, body: str | bytes, content_type: str = "application/json", **headers: str
    ) -> tuple[int, str]:
        """Send a body there, as a program would; the status and the word."""
        answer = Client(enforce_csrf_checks=True).post(
            self.address, body, content_type=content_type, headers=headers
        )
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        return answer.status_code, answer.content.decode()


@pytest.fixture
def connected(house: House) -> Connected:
    bot = people.add_bot(actor=house.amina, name="Build watch")
    incoming, key = actions.add_incoming(actor=house.amina, space=house.ward, bot=bot)
    outgoing, secret = actions.add_outgoing(
        actor=house.amina, space=house.ward, bot=bot, url=TARGET, kinds=Outgoing.Kind.values
    )
    return Connected(bot, incoming, key, outgoing, secret)
