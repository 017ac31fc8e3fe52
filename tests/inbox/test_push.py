"""Web push against a real push service, which checks our signature and decrypts what we send."""

import json
import shutil
import stat
import subprocess
import time as clock
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fourleaf.conversation import actions as conversation
from fourleaf.inbox import actions, push, push_key
from fourleaf.inbox.models import Preference, PushSubscription, Telling
from fourleaf.inbox.push import NotTaken
from fourleaf.inbox.push_views import label_of
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person
from tests.house import House
from tests.live.installation import free_port
from tests.working import due_jobs, work

AsPerson = Callable[[Person], Client]
P256DH, AUTH = "B" + "A" * 86, "A" * 22
GOOGLE = "https://fcm.googleapis.com/fcm/send/abc"


@dataclass
class Device:
    """A browser that has subscribed at the push service."""

    service: str
    subscription: dict[str, str]
    mark: str

    def heard(self) -> list[str]:
        """What arrived, decrypted."""
        answer = requests.post(
            f"{self.service}/get-notifications", json={"clientHash": self.mark}, timeout=10
        )
        messages: list[str] = answer.json()["data"]["messages"]
        return messages

    def expire(self) -> None:
        requests.post(f"{self.service}/expire-subscription/{self.mark}", timeout=10)


@pytest.fixture(scope="module")
def service(request: pytest.FixtureRequest) -> Iterator[str]:
    """A push service of our own on the loopback."""
    node = shutil.which("node")
    assert node, "Node is missing: run `make setup`."
    port, script = free_port(), Path(__file__).with_name("push_service.cjs")
    with subprocess.Popen(
        [node, str(script), str(port)], cwd=request.config.rootpath, stdout=subprocess.DEVNULL
    ) as process:
        url = f"http://localhost:{port}"
        until = clock.monotonic() + 30
        while True:
            try:
                requests.post(f"{url}/status", timeout=5)
                break
            except requests.ConnectionError:
                assert process.poll() is None
                assert clock.monotonic() < until
        yield url
        process.kill()


@pytest.fixture
def device(service: str, settings: Any) -> Device:
    settings.PUSH_HOSTS = (service,)
    wanted = {"userVisibleOnly": "true", "applicationServerKey": push_key.public_key()}
    made = requests.post(f"{service}/subscribe", json=wanted, timeout=10).json()["data"]
    told = {"endpoint": made["endpoint"], **made["keys"]}
    return Device(service, told, made["clientHash"])


def subscribe(person: Person, device: Device, label: str = "Firefox, Android") -> PushSubscription:
    return actions.add_subscription(actor=person, label=label, **device.subscription)


def test_a_push_arrives_and_says_its_kind_only(house: House, device: Device) -> None:
    mine = subscribe(house.ben, device)
    assert push.send(house.ben.pk, "mention", urgent=True) == 1
    work()
    assert device.heard() == ['{"kind": "mention"}']
    mine.refresh_from_db()
    assert mine.succeeded_at is not None
    assert push.send(house.omar.pk, "mention") == 0, "whoever has no device"


@pytest.mark.parametrize("kind", sorted(push.KINDS))
def test_no_kind_of_push_says_what(house: House, device: Device, kind: str) -> None:
    canary = "Canary 4711"
    Person.objects.filter(pk=house.amina.pk).update(name=canary)
    conversation.add_post(actor=house.amina, space=house.ward, body=f"@Ben Achterberg {canary}")
    subscribe(house.ben, device, label=canary)
    push.send(house.ben.pk, kind)
    sent = [json.dumps(job.procrastinate_job.task_kwargs) for job in due_jobs().filter(queue_name="push")]
    assert sent
    work()
    heard = device.heard()
    assert {"kind": kind} in [json.loads(each) for each in heard]
    for said in (*sent, *heard):
        assert canary not in said
        assert "Falls prevention" not in said
    assert all(set(json.loads(each)) == {"kind"} for each in heard)


def test_a_deed_calls_those_who_have_a_device_and_says_nothing_of_it(house: House, device: Device) -> None:
    work()
    mine = subscribe(house.ben, device)
    file = SimpleUploadedFile("Linnet.txt", b"kestrel", "text/plain")
    attached = conversation.add_attachment(actor=house.amina, space=house.ward, upload=file)
    body = "kestrel @Ben Achterberg and @Ruth Abrams"
    conversation.add_post(actor=house.amina, space=house.ward, body=body, attachments=[attached])
    work()
    assert device.heard() == ['{"kind": "mention"}']
    rows = dict(Telling.objects.values_list("person__name", "pushed_at"))
    assert rows[house.ben.name] is not None
    Preference.objects.create(person=house.ben, push=False)
    conversation.add_post(actor=house.amina, space=house.ward, body=body)
    work()
    assert len(device.heard()) == 1, "who switched it off hears nothing more"
    assert mine.pk


def test_there_is_a_sentence_for_every_kind() -> None:
    words = Path("frontend/ts/rest-words.ts").read_text(encoding="utf-8")
    assert [kind for kind in push.KINDS if f"push_{kind}:" not in words] == []
    assert set(Telling.Kind.values) < push.KINDS
    with pytest.raises(ValueError, match="no kind of push"):
        push.send(UUID(int=0), "gossip")


def test_who_has_left_a_device_gets_nothing_more(house: House, device: Device) -> None:
    mine = subscribe(house.ben, device)
    device.expire()
    push.send(house.ben.pk, "reply")
    work()
    assert not PushSubscription.objects.filter(pk=mine.pk).exists(), "410: the browser takes no more"


def test_who_has_left_the_house_gets_nothing_more(house: House, device: Device) -> None:
    subscribe(house.ben, device)
    Person.objects.filter(pk=house.ben.pk).update(deactivated_at=time.now())
    push.send(house.ben.pk, "reply")
    work()
    assert device.heard() == []


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """Have the push service answer so; what it was asked is noted."""

    def answering(status: int, **headers: str) -> list[dict[str, Any]]:
        asked: list[dict[str, Any]] = []

        def request(self: Any, method: str, url: str, **more: Any) -> requests.Response:
            asked.append({"url": url, **more})
            answer = requests.Response()
            answer.status_code = status
            answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
            answer._content = b""
            return answer

        monkeypatch.setattr(requests.Session, "request", request)
        return asked

    return answering


@pytest.mark.parametrize(
    ("headers", "after"), [({"Retry_After": "120"}, 120), ({}, 10), ({"Retry_After": "soon"}, 10)]
)
def test_a_busy_push_service_is_asked_again_when_it_says(
    house: House, answered: Callable[..., list[dict[str, Any]]], headers: dict[str, str], after: int
) -> None:
    answered(429, **headers)
    mine = keyed(house.ben)
    begun = time.now()
    push.send(house.ben.pk, "reply")
    work(forgiving=True)
    (job,) = push_jobs()
    assert timedelta(seconds=after - 1) < job.scheduled_at - begun < timedelta(seconds=after + 30)
    mine.refresh_from_db()
    assert (mine.failures, mine.failed_at is None) == (1, False)


def keyed(person: Person, endpoint: str = GOOGLE) -> PushSubscription:
    """A subscription with real keys, at an address where nobody listens."""
    return actions.add_subscription(
        actor=person, endpoint=endpoint, p256dh=push_key.public_key(), auth=AUTH, label="Chrome, Windows"
    )


def push_jobs() -> list[Any]:
    return list(due_jobs().model.objects.filter(queue_name="push"))


def test_it_is_given_up_after_six_tries_and_after_two_weeks(
    house: House, answered: Callable[..., list[dict[str, Any]]]
) -> None:
    asked = answered(503)
    mine = keyed(house.ben)
    push.send(house.ben.pk, "reply")
    for _ in range(push.MOST_TRIES + 2):
        with time.at(time.now() + timedelta(hours=12)):
            work(forgiving=True)
    assert 1 <= len(asked) <= push.MOST_TRIES
    PushSubscription.objects.filter(pk=mine.pk).update(failed_at=time.now() - timedelta(days=15))
    with pytest.raises(NotTaken):
        push.push(str(mine.pk), "reply")
    assert not PushSubscription.objects.filter(pk=mine.pk).exists()


def test_no_redirect_is_followed_and_a_refusal_is_final(
    house: House, answered: Callable[..., list[dict[str, Any]]]
) -> None:
    asked = answered(403)
    keyed(house.ben)
    push.send(house.ben.pk, "announcement", urgent=True)
    work()
    (sent,) = asked
    assert sent["allow_redirects"] is False
    headers = {name.lower(): value for name, value in sent["headers"].items()}
    assert (headers["topic"], headers["urgency"], headers["ttl"]) == ("announcement", "high", "86400")
    assert headers["authorization"].startswith("vapid t=")
    assert push_jobs() == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/fcm/send/abc",
        "https://fcm.googleapis.com.example.org/x",
        "https://evil-push.services.mozilla.com.example.org/x",
        "https://user@fcm.googleapis.com/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "https://[::1/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_pushes_go_to_known_push_services_only(house: House, endpoint: str) -> None:
    with pytest.raises(Invalid):
        keyed(house.ben, endpoint)


def test_further_push_services_can_be_named(house: House, settings: Any) -> None:
    settings.PUSH_HOSTS = (".push.example.org", "http://localhost:9999")
    for endpoint in ("https://a.push.example.org/1", "http://localhost:9999/1", GOOGLE):
        assert keyed(house.ben, endpoint).endpoint == endpoint
    with pytest.raises(Invalid):
        keyed(house.ben, "http://localhost:9998/1")


def test_an_address_that_is_known_no_more_is_dropped(house: House, settings: Any) -> None:
    settings.PUSH_HOSTS = ("push.example.org",)
    mine = keyed(house.ben, "https://push.example.org/1")
    settings.PUSH_HOSTS = ()
    push.push(str(mine.pk), "reply")
    assert not PushSubscription.objects.filter(pk=mine.pk).exists()


def test_a_device_is_added_listed_tested_and_removed(
    house: House, as_person: AsPerson, device: Device
) -> None:
    ben, told = as_person(house.ben), device.subscription
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141 Safari/537.36"
    headers = {"HX-Request": "true", "User-Agent": agent}
    assert ben.get("/settings/push/key/").json() == {"key": push_key.public_key()}
    page = ben.post("/settings/push/", told, headers=headers).text
    assert "Chrome, Linux" in page
    assert told["endpoint"] not in page, "the address is a key to the device"
    (mine,) = house.ben.push_subscriptions.all()
    assert "1 device" in ben.post("/settings/push/test/", headers=headers).text
    work()
    assert device.heard() == ['{"kind": "test"}']
    assert as_person(house.omar).post(f"/settings/push/{mine.pk}/removal/").status_code == 404
    assert as_person(house.omar).post("/settings/push/leaving/", told).status_code == 204
    assert house.ben.push_subscriptions.count() == 1, "another person's"
    assert "Chrome, Linux" not in ben.post(f"/settings/push/{mine.pk}/removal/", headers=headers).text
    ben.post("/settings/push/", told, headers=headers)
    assert ben.post("/settings/push/leaving/", told).status_code == 204
    assert house.ben.push_subscriptions.count() == 0


def test_the_next_person_at_a_device_gets_its_pushes_alone(
    house: House, as_person: AsPerson, device: Device
) -> None:
    subscribe(house.ben, device)
    assert as_person(house.ruth).post("/settings/push/", device.subscription).status_code == 302
    assert house.ben.push_subscriptions.count() == 0
    assert house.ruth.push_subscriptions.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"p256dh": "short"}, {"auth": "!"}, {"endpoint": "https://example.org/"}, {"endpoint": ""}]
)
def test_what_no_browser_would_say_is_refused(
    house: House, as_person: AsPerson, wrong: dict[str, str]
) -> None:
    told = {"endpoint": GOOGLE, "p256dh": P256DH, "auth": AUTH} | wrong
    browser = as_person(house.ben)
    assert browser.post("/settings/push/", told).status_code == 422
    assert browser.post("/settings/push/leaving/", told | {"endpoint": "a\0b"}).status_code == 204
    assert house.ben.push_subscriptions.count() == 0


def test_the_key_is_made_once_kept_private_and_made_anew_on_demand(db: None) -> None:
    first = push_key.public_key()
    assert push_key.public_key() == first
    assert stat.S_IMODE(push_key.path().stat().st_mode) == 0o600
    push_key.make_anew()
    assert push_key.public_key() != first
    assert stat.S_IMODE(push_key.path().stat().st_mode) == 0o600
    assert [each.name for each in push_key.path().parent.glob("push_key*")] == ["push_key.pem"]


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0", "Firefox, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/129.0 Safari/537.36 Edg/129.0", "Edge, Windows"),
        ("curl/8", "?"),
    ],
)
def test_a_device_is_called_what_its_person_calls_it(agent: str, label: str) -> None:
    assert label_of(agent) == label
