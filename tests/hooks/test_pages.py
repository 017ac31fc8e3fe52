"""The pages on which stewards connect programs, and readers see who is connected."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.chronicle.models import Entry
from fourleaf.hooks import actions, secrets
from fourleaf.hooks.models import Incoming, Key, Outgoing, Stoppage
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces import policy
from fourleaf.spaces.models import Membership
from fourleaf.spaces.rights import Role
from tests.hooks.conftest import TARGET, Connected
from tests.house import House

AsPerson = Callable[[Person], Client]


def path(house: House, rest: str = "") -> str:
    return f"/spaces/{house.ward.pk}/integrations/{rest}"


def test_the_first_step_is_taught(house: House, as_person: AsPerson) -> None:
    page = as_person(house.amina).get(path(house)).content.decode()
    assert "No program writes here" in page
    assert "curl --json" in page
    assert path(house, "incoming/new/") in page
    reader = as_person(house.ruth).get(path(house)).content.decode()
    assert "No program writes here" in reader
    assert "curl" not in reader


def test_a_steward_lets_a_program_write(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.amina).post(path(house, "incoming/new/"), {"name": "Lab results"})
    assert answer.status_code == 200
    shown = re.search(r"http://localhost:8000/hooks/([\w-]{43})<", answer.content.decode())
    assert shown, "the address stands there once"
    assert Key.objects.get().digest == secrets.digest(shown[1])
    bot = Person.objects.get(name="Lab results")
    assert (bot.sponsor, policy.role_in(bot, house.ward)) == (house.amina, Role.MEMBER)
    again = as_person(house.amina).get(path(house)).content.decode()
    assert shown[1] not in again
    assert "Amina Yusuf answers for it" in again
    assert Entry.objects.filter(
        name="IntegrationAdded", space_id=house.ward.pk, actor_id=house.amina.pk
    ).exists()


def test_a_steward_has_a_host_told(house: House, as_person: AsPerson) -> None:
    bot = people.add_bot(actor=house.amina, name="Archive")
    values = {"bot": str(bot.pk), "url": TARGET, "kinds": ["posts", "members"]}
    answer = as_person(house.amina).post(path(house, "outgoing/new/"), values)
    outgoing = Outgoing.objects.get()
    assert secrets.signing_secret(outgoing.pk, 1) in answer.content.decode()
    assert (outgoing.host, outgoing.kinds, outgoing.with_text) == (
        "receiver.example.org",
        ["posts", "members"],
        False,
    )
    assert policy.role_in(bot, house.ward) == Role.READER


def test_a_steward_changes_what_a_host_is_told(
    house: House, as_person: AsPerson, connected: Connected
) -> None:
    address = path(house, f"outgoing/{connected.outgoing.pk}/change/")
    amina = as_person(house.amina)
    assert TARGET in amina.get(address).content.decode()
    answer = amina.post(address, {"url": TARGET + "&v=2", "kinds": ["marks"], "with_text": "on"})
    assert answer["Location"] == path(house, f"outgoing/{connected.outgoing.pk}/")
    hook = Outgoing.objects.select_related("target").get()
    assert (hook.kinds, hook.with_text, hook.target.url) == (["marks"], True, TARGET + "&v=2")
    assert hook.target.generation == 1, "the same host knows the secret already"
    entry = Entry.objects.get(name="IntegrationChanged")
    assert "receiver" not in str(entry.facts), "the chronicle holds no address"


def test_another_host_gets_another_secret(house: House, as_person: AsPerson, connected: Connected) -> None:
    address = path(house, f"outgoing/{connected.outgoing.pk}/change/")
    answer = as_person(house.amina).post(address, {"url": "https://other.example.org/", "kinds": ["posts"]})
    hook = Outgoing.objects.select_related("target").get()
    assert (hook.host, hook.with_text) == ("other.example.org", False)
    assert hook.target.generations() == [2], "the old secret signs nothing more"
    assert secrets.signing_secret(hook.pk, 2) in answer.content.decode()
    assert "other.example.org" in as_person(house.ruth).get(path(house)).content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"url": "http://x.example/"},
        {"url": "https://10.0.0.1/"},
        {"kinds": []},
        {"kinds": ["x"]},
        {"url": ""},
    ],
)
def test_a_change_that_is_not_right_changes_nothing(
    house: House, as_person: AsPerson, connected: Connected, values: dict[str, object]
) -> None:
    address = path(house, f"outgoing/{connected.outgoing.pk}/change/")
    answer = as_person(house.amina).post(address, {"url": TARGET, "kinds": ["posts"], **values})
    assert answer.status_code == 422
    hook = Outgoing.objects.select_related("target").get()
    assert (hook.kinds, hook.target.url) == (Outgoing.Kind.values, TARGET)
    with pytest.raises(Refused):
        actions.change_outgoing(actor=house.ben, outgoing=hook, url=TARGET, kinds=["posts"], with_text=True)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://receiver.example.org/", "https://"),
        ("ftp://receiver.example.org/", "https://"),
        ("https://amina:secret@receiver.example.org/", "Leave name and password out"),
        ("https://127.0.0.1/", "private network"),
        ("https://10.1.2.3/", "private network"),
        ("https://[::1]/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("https://localhost/", "private network"),
        ("https://intranet/", "private network"),
        ("https://printer.local./", "private network"),
        ("https://x.example:99999/", "not a web address"),
        ("https://", "not a web address"),
        ("https://exa mple.org/", "not a web address"),
        ("https://exämple.org/", "not a web address"),
        ("https://x.example/\r\nHost: y", "not a web address"),
    ],
)
def test_addresses_that_are_not_called_are_refused_at_once(
    house: House, as_person: AsPerson, url: str, why: str
) -> None:
    values = {"name": "Archive", "url": url, "kinds": ["posts"]}
    answer = as_person(house.amina).post(path(house, "outgoing/new/"), values)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Person.objects.filter(name="Archive").exists(), "no bot is left behind"


@pytest.mark.parametrize("values", [{}, {"name": " "}, {"name": "x" * 61}, {"bot": "x"}])
def test_a_form_that_is_not_right_says_so(house: House, as_person: AsPerson, values: dict[str, str]) -> None:
    assert as_person(house.amina).post(path(house, "incoming/new/"), values).status_code == 422
    assert not Incoming.objects.exists()


def test_only_ones_own_bots_are_connected(house: House, as_person: AsPerson) -> None:
    foreign = people.add_bot(actor=house.ben, name="Bens bot")
    answer = as_person(house.amina).post(path(house, "incoming/new/"), {"bot": str(foreign.pk)})
    assert answer.status_code == 422
    for bot in (foreign, house.ben, house.amina):
        with pytest.raises(Refused):
            actions.add_incoming(actor=house.amina, space=house.ward, bot=bot)


@pytest.mark.parametrize("who", ["ben", "ruth", "gwen"])
def test_others_see_who_is_connected_and_decide_nothing(
    house: House, connected: Connected, as_person: AsPerson, who: str
) -> None:
    browser = as_person(getattr(house, who))
    page = browser.get(path(house)).content.decode()
    assert "Build watch" in page
    assert "receiver.example.org" in page
    assert "t0p" not in page
    assert "Take away" not in page
    hooks = (f"incoming/{connected.incoming.pk}/", f"outgoing/{connected.outgoing.pk}/")
    for address in (
        "incoming/new/", "outgoing/new/", hooks[0] + "key/", hooks[0] + "removal/", hooks[1] + "test/",
        hooks[1] + "secret/", hooks[1] + "removal/", hooks[1] + "resumption/",
    ):  # fmt: skip
        assert browser.post(path(house, address)).status_code == 403, address
    assert browser.get(path(house, hooks[1])).status_code == 403


def test_outsiders_learn_nothing(house: House, connected: Connected, as_person: AsPerson) -> None:
    assert as_person(house.omar).get(path(house)).status_code == 403
    assert as_person(house.maria).get(path(house)).status_code == 404


def test_a_hook_is_found_under_its_own_space_only(
    house: House, connected: Connected, as_person: AsPerson
) -> None:
    other = spaces.add_space(actor=house.amina, name="Elsewhere")
    address = f"/spaces/{other.pk}/integrations/incoming/{connected.incoming.pk}/key/"
    assert as_person(house.amina).post(address).status_code == 404


def test_there_are_none_in_direct_conversations(house: House, as_person: AsPerson) -> None:
    direct = spaces.start_direct(actor=house.amina, people=[house.ben])
    bot = people.add_bot(actor=house.amina, name="Build watch")
    with pytest.raises(Refused):
        actions.add_incoming(actor=house.amina, space=direct, bot=bot)
    assert as_person(house.amina).get(f"/spaces/{direct.pk}/integrations/incoming/new/").status_code == 403


def test_a_new_address_is_shown_once(house: House, connected: Connected, as_person: AsPerson) -> None:
    answer = as_person(house.amina).post(path(house, f"incoming/{connected.incoming.pk}/key/"))
    shown = re.search(r"/hooks/([\w-]{43})<", answer.content.decode())
    assert shown
    assert shown[1] != connected.key
    assert Key.objects.get().digest == secrets.digest(shown[1])


def test_taking_away_asks_first(house: House, connected: Connected, as_person: AsPerson) -> None:
    browser = as_person(house.amina)
    for address, hook in (
        (f"incoming/{connected.incoming.pk}/removal/", connected.incoming),
        (f"outgoing/{connected.outgoing.pk}/removal/", connected.outgoing),
    ):
        assert browser.get(path(house, address)).status_code == 200
        assert browser.post(path(house, address)).status_code == 302
        hook.refresh_from_db()
        assert (hook.ended_at is not None, hook.ended_by) == (True, house.amina)
        assert browser.post(path(house, address)).status_code == 404


def test_a_new_steward_takes_over(house: House, connected: Connected, as_person: AsPerson) -> None:
    ben = Membership.objects.standing().get(person=house.ben, space=house.ward)
    spaces.change_role(actor=house.amina, membership=ben, role=Role.STEWARD)
    answer = as_person(house.ben).get(path(house, f"outgoing/{connected.outgoing.pk}/"))
    assert TARGET in answer.content.decode()
    assert (
        as_person(house.ben).post(path(house, f"outgoing/{connected.outgoing.pk}/secret/")).status_code == 200
    )


def test_a_stopped_one_says_why_and_goes_on(house: House, connected: Connected, as_person: AsPerson) -> None:
    Stoppage.objects.create(outgoing=connected.outgoing, why=Stoppage.Why.GONE)
    browser = as_person(house.amina)
    assert "gone for good (410)" in browser.get(path(house)).content.decode()
    with pytest.raises(Invalid):
        actions.ask_test(actor=house.amina, outgoing=connected.outgoing)
    browser.post(path(house, f"outgoing/{connected.outgoing.pk}/resumption/"))
    assert not Stoppage.objects.exists()


def test_a_new_secret_signs_beside_the_old_one_for_a_day(house: House, connected: Connected) -> None:
    fresh = actions.renew_secret(actor=house.amina, outgoing=connected.outgoing)
    assert fresh != connected.secret
    target = connected.outgoing.target
    assert target.generations() == [2, 1]
    with time.at(time.now() + target.OVERLAP):
        assert target.generations() == [2]


def test_the_page_costs_as_much_however_many_there_are(
    house: House, connected: Connected, as_person: AsPerson
) -> None:
    browser = as_person(house.amina)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path(house)).status_code == 200
        return len(queries)

    cost()
    before = cost()
    for number in range(4):
        bot = people.add_bot(actor=house.amina, name=f"Bot {number}")
        actions.add_incoming(actor=house.amina, space=house.ward, bot=bot)
        actions.add_outgoing(actor=house.amina, space=house.ward, bot=bot, url=TARGET, kinds=["posts"])
    assert cost() <= before
