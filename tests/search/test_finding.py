"""What is found, in which order, and how filters narrow it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from fourleaf.conversation import actions
from fourleaf.conversation.models import Mark, Post
from fourleaf.kit import identity, time
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person
from fourleaf.search import actions as search
from fourleaf.search.asked import parse
from fourleaf.search.finding import Results, look
from fourleaf.search.models import Indexed, Progress
from tests.house import House

pytestmark = pytest.mark.postgres15
Find = Callable[..., Results]


@pytest.fixture
def find(db: None) -> Find:
    """Ask as somebody, under the role that row-level security binds."""

    def ask(person: Person, text: str, **more: object) -> Results:
        with identity.bound():
            identity.become(person.pk)
            return look(person, parse(text), **more)  # type: ignore[arg-type]

    return ask


def keys(results: Results) -> set[object]:
    return {hit.pk for hit in results.hits}


def say(house: House, body: str, **more: object) -> Post:
    return actions.add_post(actor=house.amina, space=house.ward, body=body, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Two falls last night", "fall"),
        ("La medicación de la noche", "medicacion"),
        ("Las medicaciones", "medicación"),
        ("Die Übergabe um sieben", "ubergabe"),
        ("Die Häuser", "haus"),
        ("Straße 4", "STRASSE"),
        ("ÉCOLE ŁÓDŹ", "école lodz"),
        ("وصل المريض إلى المستشفى", "مستشفى"),
        ("המטופל הגיע", "המטופל"),
        ("**un**believ*able*", "unbelievable"),
        ("see `code_word` here", "word"),
        ("3.5 mg at noon", "3.5"),
        ("a follow-up call", '"follow up"'),
        ("Thank you 👍🏽", "👍"),
        ("患者は転倒した", "転倒"),
        ("mail x@y.example now", "x@y.example"),
        ("soft\u00adhyphen", "softhyphen"),
        ('1 < 2 & 3 > 2 "quoted"', "quoted"),
        ("physiotherapy", "physio*"),
    ],
)
def test_words_are_found_in_the_forms_that_people_type(
    house: House, find: Find, said: str, asked: str
) -> None:
    post = say(house, said)
    assert keys(find(house.amina, asked)) == {post.pk}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("rail bed", True), ("rail zebra", False), ('"check the rail"', True), ('"rail the check"', False),
        ("rail -bed", False), ("rail -zebra", True), ("zebra OR rail", True), ("zebra or rail", False),
        ("ra*", True), ("b*", False), ('-"the rail" bed', False), ("checks", True), ('"checks"', False),
        ('"bed 4', True), ("strong", False), ("AND OR rail", True), ("OR rail OR", True),
        ("\u200brail\u200b", True), ("'rail')) -- |", True),
    ],
)  # fmt: skip
def test_phrases_beginnings_exclusions_and_alternatives(
    house: House, find: Find, asked: str, expected: bool
) -> None:
    assert (house.post.pk in keys(find(house.amina, asked))) is expected


def test_filters(house: House, find: Find) -> None:
    old = say(house, "zebra one")
    Indexed.objects.filter(pk=old.pk).update(at=time.now() - timedelta(days=400))
    link = actions.add_post(actor=house.ben, space=house.ward, body="zebra https://x.example/ two")
    asked = say(house, "zebra three", mark=Mark.Kind.QUESTION)
    day = (time.now() - timedelta(days=30)).date().isoformat()
    expected = {
        "zebra": {old.pk, link.pk, asked.pk},
        "zebra from:ben": {link.pk},
        "zebra -from:ben": {old.pk, asked.pk},
        "zebra from:me": {old.pk, asked.pk},
        f"zebra from:{house.ben.pk}": {link.pk},
        'zebra in:"falls prevention"': {old.pk, link.pk, asked.pk},
        'zebra -in:"falls prevention"': set(),
        "zebra has:link": {link.pk},
        "zebra is:question": {asked.pk},
        "zebra -is:question": {old.pk, link.pk},
        "zebra has:question from:amina": {asked.pk},
        "is:question": {asked.pk},
        "zebra is:mine": {old.pk, asked.pk},
        f"zebra before:{day}": {old.pk},
        f"zebra after:{day}": {link.pk, asked.pk},
        "zebra after:today": {link.pk, asked.pk},
        f"zebra -after:{day}": {old.pk},
        "zebra has:file": set(),
        "zebra is:resolved": set(),
        "zebra is:nonsense": set(),
        "zebra before:whenever": set(),
        "zebra from:nobody": set(),
    }
    for text, found in expected.items():
        assert keys(find(house.amina, text)) == found, text
    assert find(house.amina, "zebra is:nonsense").notes
    assert find(house.amina, "zebra from:nobody").notes
    assert find(house.amina, "zebra before:whenever").notes == [
        "“whenever” is not a date. Write it as 2026-11-22, 2026-11 or 2026."
    ]
    left_out = find(house.amina, "zebra from:")
    assert left_out.notes == ["Nothing stands after “from:”; it is left out."]
    assert keys(left_out) == {old.pk, link.pk, asked.pk}
    assert not find(house.amina, "in:").hits


def test_files_are_found_by_their_names(house: House, find: Find) -> None:
    upload = SimpleUploadedFile("Übergabe-plan.txt", b"plan", "text/plain")
    file = actions.add_attachment(actor=house.amina, space=house.ward, upload=upload)
    assert not keys(find(house.amina, "ubergabe")), "not sent yet"
    post = say(house, "the newest", attachments=[file])
    assert keys(find(house.amina, "ubergabe")) == {file.pk}
    assert keys(find(house.amina, "newest has:file")) == {post.pk}
    actions.withdraw_post(actor=house.amina, post=post)
    assert not keys(find(house.amina, "ubergabe"))
    assert not Indexed.objects.filter(pk__in=[file.pk, post.pk]).exists()


def test_what_was_changed_is_found_as_it_is_now_and_what_was_withdrawn_is_not(
    house: House, find: Find
) -> None:
    post = say(house, "a giraffe")
    actions.edit_post(actor=house.amina, post=post, body="an okapi")
    assert not keys(find(house.amina, "giraffe"))
    assert keys(find(house.amina, "okapi")) == {post.pk}
    actions.withdraw_post(actor=house.amina, post=post)
    assert not keys(find(house.amina, "okapi"))
    assert post.pk not in keys(find(house.amina, "from:me"))


def test_what_is_planned_for_later_is_not_found(house: House, find: Find) -> None:
    actions.schedule_post(
        actor=house.amina, space=house.ward, body="a tapir", send_at=time.now() + timedelta(days=1)
    )
    assert not keys(find(house.amina, "tapir"))


def test_the_same_words_come_newest_first_and_the_word_itself_before_other_forms(
    house: House, find: Find
) -> None:
    first, second = say(house, "zebra"), say(house, "zebra")
    Indexed.objects.filter(pk=first.pk).update(at=time.now() - timedelta(days=10))
    assert [hit.pk for hit in find(house.amina, "zebra").hits] == [second.pk, first.pk]
    stem = say(house, "zebras")
    assert [hit.pk for hit in find(house.amina, "zebra").hits] == [second.pk, first.pk, stem.pk], (
        "the word itself first"
    )
    newest = find(house.amina, "zebra", newest=True)
    assert [hit.pk for hit in newest.hits] == [stem.pk, second.pk, first.pk]


@pytest.mark.parametrize("newest", [False, True])
def test_pages_hold_everything_once(house: House, find: Find, newest: bool) -> None:
    posts = {say(house, f"zebra number {number}").pk for number in range(9)}
    place, seen = None, []
    while True:
        page = find(house.amina, "zebra", newest=newest, after=place, most=4)
        seen += [hit.pk for hit in page.hits]
        say(house, "zebra that comes meanwhile")
        if (place := page.next) is None:
            break
    assert len(seen) == len(set(seen))
    assert posts <= set(seen)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "\u200b\u200d\ufeff", "\"\"\"\"", "-", "-*", "***", "OR OR OR", "from:", "from:\"", "-from:-in:",
        "& | ! <-> ( ) : * ' \\", "a:b:c", "<script>", "%s %(x)s {}", "\0\0", "🏽", "𐍈 \U0010ffff", "has:", "is:\u200b",
        "-zebra", "before:0001-01-01 after:9999-12-31", "before:٢٠٢٤", "from:%", "in:_", "'" * 400, "(" * 500,
    ],
)  # fmt: skip
def test_whatever_is_typed_does_no_harm(house: House, find: Find, text: str) -> None:
    find(house.amina, text)


@pytest.mark.parametrize("text", ["x" * 10_000, "a OR " * 200, " ".join(map(str, range(30)))])
def test_too_much_is_refused_in_words(house: House, find: Find, text: str) -> None:
    with pytest.raises(Invalid, match="at most"):
        find(house.amina, text)


#: In the place of the planner's guess: all things hold these words; hardly any does.
GUESSES = {"said by all": 1_000_000, "said by few": 1}
GUESS = (
    "create or replace function lock.search_guess(query tsquery) returns double precision language sql volatile "
    "security definer set search_path = public, pg_temp as 'select {}::float8'"
)


@pytest.mark.parametrize(
    "asked", ["rail", "rail fall", '"rail fall"', "rail -fall", "rail from:ben", "zebra"]
)
def test_what_all_say_is_found_as_what_few_say(house: House, find: Find, asked: str) -> None:
    began = time.now() - timedelta(days=900)
    for number in range(70):
        body = f"{('rail fall', 'rail', 'fall rail')[number % 3]} {number}"
        with time.at(began + timedelta(days=number * number / 6)):
            say(house, body)
            actions.add_post(actor=house.ben, space=house.ward, body=body)
            hidden = actions.add_post(actor=house.omar, space=house.secret, body=body)
    found = {}
    for name, guess in GUESSES.items():
        with connection.cursor() as cursor:
            cursor.execute(GUESS.format(guess))
        found[name] = [(hit.place, hit.parts) for hit in find(house.amina, asked, most=50).hits]
    assert found["said by all"] == found["said by few"]
    assert hidden.pk in keys(find(house.omar, "rail")), "somebody must see something else"
    assert bool(found["said by all"]) == (asked != "zebra")


def test_whoever_asks_for_too_much_is_told_so(
    house: House, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.search.finding.SEARCH", "select pg_sleep(5), %s")
    monkeypatch.setattr("fourleaf.search.finding.PATIENCE", 20)
    with pytest.raises(Invalid, match="too long"):
        find(house.amina, "rail")


def test_what_was_there_before_the_index_is_taken_in(house: House, find: Find) -> None:
    Indexed.objects.all().delete()
    Progress.objects.all().delete()
    assert not keys(find(house.amina, "rail"))
    assert search.take_in(seconds=20)
    assert keys(find(house.amina, "rail")) == {house.post.pk}
    Indexed.objects.all().delete()
    assert search.take_in(seconds=20), "nothing to do"
    assert not Indexed.objects.exists()
    Progress.objects.update(version="of other words")
    assert search.take_in(seconds=20)
    assert Indexed.objects.count() == Post.objects.count()


def test_a_search_asks_as_many_statements_for_many_things_as_for_few(
    house: House, find: Find, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(15):
        say(house, f"zebra {number}")
    with django_assert_max_num_queries(18) as few:  # type: ignore[attr-defined]
        find(house.amina, "zebra", most=2)
    with django_assert_max_num_queries(len(few)):  # type: ignore[attr-defined]
        find(house.amina, "zebra", most=15)


def test_the_web_role_reads_no_word_of_the_index(house: House) -> None:
    with identity.bound(), connection.cursor() as cursor:
        identity.become(house.amina.pk)
        cursor.execute(
            "select has_table_privilege('search_indexed', 'select'), has_table_privilege('search_progress', 'select')"
        )
        assert cursor.fetchone() == (False, False)
