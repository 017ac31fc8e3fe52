"""Programs that believe they speak to Slack or Mattermost write here, against a real server; and one is told by it."""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import apprise
import pytest
import requests
from slack_sdk.webhook import WebhookClient
from standardwebhooks import Webhook

from tests.hooks.receiver import Receiver, receiving
from tests.live.installation import Installation, Server, own_installation
from tests.live.visitor import Ear, Visitor

pytestmark = pytest.mark.slow


@dataclass
class Connected:
    """An installation with one server, a space in it, and the address of its incoming webhook."""

    installation: Installation
    server: Server
    space: str
    address: str
    receiver: Receiver
    secret: str

    def written(self) -> list[str]:
        return [body for _sequence, body in self.installation.by_hand("posts", space=self.space)]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("hooks")
    with own_installation(
        f"fl_hooks_{worker_id}_{os.getpid()}", folder, FOURLEAF_WEBHOOK_PRIVATE="1"
    ) as made:
        yield made


@pytest.fixture(scope="module")
def wards(installation: Installation) -> list[str]:
    """Spaces that no test has used yet."""
    installation.start().ready()
    return [ward["space"] for ward in installation.by_hand("furnish", spaces="8")["wards"]]


@pytest.fixture
def connected(installation: Installation, wards: list[str]) -> Iterator[Connected]:
    space = wards.pop()
    [server] = [server for server in installation.servers if server.lives]
    with receiving() as receiver:
        made = installation.by_hand("connect", space=space, url=receiver.url)
        address = f"{server.url}/hooks/{made['key']}"
        yield Connected(installation, server, space, address, receiver, made["secret"])


def until(condition: Callable[[], object], patience: float = 40) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < patience
        time.sleep(0.05)


def test_slack_sdk_posts(connected: Connected) -> None:
    client = WebhookClient(connected.address)
    answer = client.send(
        text="fallback",
        blocks=[
            {"type": "header", "text": {"type": "plain_text", "text": "Night shift"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "Bed *4* is <https://x.example|ready>"}},
        ],
    )
    assert (answer.status_code, answer.body) == (200, "ok")
    assert client.send(text="").body == "no_text"
    assert WebhookClient(connected.address + "x").send(text="x").body == "no_service"
    assert connected.written() == ["# Night shift\n\nBed **4** is [ready](<https://x.example>)"]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_apprise_posts_as_to_mattermost(connected: Connected) -> None:
    notifier = apprise.Apprise()
    assert notifier.add(connected.address.replace("http://", "mmost://").replace("/hooks/", "/"))
    assert notifier.notify(title="Backup", body="It is done.")
    [said] = connected.written()
    assert "Backup" in said
    assert "It is done." in said


def test_a_form_of_old_posts(connected: Connected) -> None:
    payload = json.dumps({"text": "Deployed", "attachments": [{"title": "v2", "fallback": "v2"}]})
    answer = requests.post(connected.address, data={"payload": payload}, timeout=10)
    assert (answer.status_code, answer.text) == (200, "ok")
    assert connected.written() == ["Deployed\n\n> **v2**"]


def test_what_a_program_says_is_on_the_screen_at_once(connected: Connected) -> None:
    with Ear(Visitor("ben").sign_in(connected.server), connected.server) as ear:
        ear.watch(connected.space)
        WebhookClient(connected.address).send(text="Now")
        ear.until(lambda: "Now" in str(ear.heard))


def test_a_program_elsewhere_is_told_signed_and_without_words(connected: Connected) -> None:
    receiver, ben = connected.receiver, Visitor("ben").sign_in(connected.server)
    receiver.answers = [500, 204]
    number = ben.say(connected.server, connected.space, "The canary sings")
    until(lambda: len(receiver.arrived) == 2)
    for headers, body in receiver.arrived:
        message = Webhook(connected.secret).verify(body, headers)
        assert (message["type"], message["data"]["sequence"]) == ("post.added", number)
        assert b"canary" not in body
    assert len({headers["webhook-id"] for headers, _body in receiver.arrived}) == 1
