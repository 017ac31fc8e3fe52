"""What an export becomes here."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fourleaf.chronicle.models import Entry
from fourleaf.conversation.differences import history_of
from fourleaf.conversation.models import Attachment, Following, Mention, Post, Reaction
from fourleaf.imports.models import Correspondence
from fourleaf.imports.slack import import_export
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.spaces import policy
from fourleaf.spaces.models import Cursor, Membership, Space
from fourleaf.spaces.rights import Role
from tests.house import House
from tests.imports.slack_export import DAY, LATER, said, ts, workspace, write


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write(tmp_path / "export.zip", workspace())


def general() -> Space:
    return Space.objects.get(name="general")


def post(text: str) -> Post:
    return Post.objects.get(space=general(), body__contains=text)


def test_people_are_matched_or_created_inactive(house: House, export: Path) -> None:
    report = import_export(export)
    assert (report.people_matched, report.people_created, report.people_unknown) == (1, 7, 3)
    assert Person.objects.filter(name="Amina Yusuf").count() == 1
    ben = Person.objects.get(email="ben.old@slack.example")
    assert not ben.is_active
    assert not ben.has_usable_password()
    bots = Person.objects.filter(kind=Person.Kind.BOT).values_list("name", flat=True)
    assert set(bots) == {"Rota bot", "Deployer", "Slackbot"}
    assert Person.objects.get(name="Ines Shared").email is None
    assert report.to_invite == ["Ben Quint <ben.old@slack.example>"]


def test_a_patients_address_makes_no_colleague(house: House, export: Path) -> None:
    import_export(export)
    assert Person.objects.get(name="Maria S").email is None
    assert not Membership.objects.filter(person=house.maria).exists()


def test_channels_become_spaces(house: House, export: Path) -> None:
    report = import_export(export)
    space = general()
    assert space.access == Space.Access.CLOSED
    assert space.purpose == "Fewer falls & fewer fears\n\nBed rails"
    assert space.created_at == datetime.fromtimestamp(DAY - 100, UTC)
    assert policy.role_in(house.amina, space) == Role.STEWARD
    assert space.memberships.count() == 4
    assert Space.objects.get(name="rota").is_archived
    assert report.skipped["members of channels whom the export does not name"] == 1
    assert not policy.can_read(house.omar, space)


def test_private_conversations_stay_among_their_people(house: House, export: Path) -> None:
    OrganisationRole.objects.create(
        person=house.omar,
        role=OrganisationRole.Role.ADMINISTRATOR,
        from_on=datetime(2020, 1, 1, tzinfo=UTC).date(),
    )
    report = import_export(export, access="open")
    secret = Space.objects.get(name="restructuring")
    assert secret.access == Space.Access.HIDDEN
    assert not policy.can_read(house.omar, secret)
    assert report.orphans == ["restructuring"]
    assert policy.role_in(house.omar, Space.objects.get(name="rota")) == Role.STEWARD
    directs = Space.objects.filter(kind=Space.Kind.DIRECT)
    assert sorted(space.memberships.count() for space in directs) == [2, 3]
    assert all(space.access == Space.Access.HIDDEN for space in directs)


def test_a_steward_can_be_named_in_a_later_run(house: House, export: Path) -> None:
    assert import_export(export).orphans == ["rota", "restructuring"]
    assert import_export(export, steward="omar@marigold.example").orphans == ["restructuring"]
    assert policy.role_in(house.omar, Space.objects.get(name="rota")) == Role.STEWARD


def test_what_was_said(house: House, export: Path) -> None:
    report = import_export(export)
    first = post("**Bed 4** is ready")
    rota, ben = Space.objects.get(name="rota"), Person.objects.get(name="Ben Quint")
    assert first.body == f"**Bed 4** is ready, @Ben Quint. See [#rota](/spaces/{rota.pk}/)"
    assert f'href="/people/{ben.pk}/" class="mention"' in first.html
    assert first.at == datetime.fromtimestamp(DAY + 10, UTC) + timedelta(microseconds=1)
    assert post("Same second").body.endswith(r"\<3 & [the list](<https://x.example/a_b>)")
    assert post("waves").body == "_waves_"
    assert post("Night shift").body == "> Rota\n> Night shift open"
    assert post("شكرا").body == "شكرا 👩🏽‍⚕️ \u200bzero width"
    mention = Mention.objects.get(post=first)
    assert (mention.person, mention.handled_at) == (ben, first.at)
    assert report.skipped["notices: channel_join"] == 1
    assert report.skipped["pins and stars"] == 1


def test_threads(house: House, export: Path) -> None:
    report = import_export(export)
    first = post("**Bed 4**")
    assert [reply.body for reply in first.replies.order_by("sequence")] == [
        "Checked at seven.",
        "Also for the channel",
    ]
    assert post("My parent is gone").root is None
    assert sum(report.notes.values()) == 4  # orphan, broadcast, unnamed mention, patient's address
    assert Following.objects.get(root=first).person == house.amina


def test_edits_withdrawals_reactions_and_files(house: House, export: Path) -> None:
    report = import_export(export)
    edited = post("Checked at seven.")
    assert [(r.body, r.at) for r in edited.revisions.all()] == [("", datetime.fromtimestamp(DAY + 90, UTC))]
    now, before = history_of(edited)
    assert "not in the export" in before.changes
    assert now.changes == "Checked at seven.", "nothing to compare it with"
    gone = Post.objects.get(space=general(), withdrawal__isnull=False)
    assert (gone.body, gone.html, gone.author.name) == ("", "", "Ben Quint")
    assert gone.replies.count() == 1
    reactions = Reaction.objects.filter(post=post("شكرا")).values_list("person__name", "emoji")
    assert set(reactions) == {("Ben Quint", "👍"), ("Élodie Ñúñez 🌙", "👍"), ("Amina Yusuf", "🎉")}
    file = Attachment.objects.get()
    assert (file.name, file.media_type, file.size, file.digest, file.width) == (
        "rails.png",
        "image/png",
        2048,
        "",
        640,
    )
    assert (report.edited, report.withdrawn, report.reactions, report.mentions, report.files) == (
        1,
        1,
        3,
        1,
        1,
    )
    assert report.skipped["reactions with emoji of the workspace's own"] == 1
    assert report.skipped["files deleted in Slack"] == 1


def test_order_and_numbers(house: House, export: Path) -> None:
    report = import_export(export)
    bodies = list(general().posts.order_by("sequence").values_list("body", flat=True))
    assert bodies[-3:] == ["the very same instant", "out of order", "second file first"]
    assert report.skipped["listed twice in the export"] == 1
    for space in Space.objects.all():
        numbers = (
            Entry.objects.filter(space_id=space.pk).order_by("sequence").values_list("sequence", flat=True)
        )
        assert list(numbers) == list(range(1, len(numbers) + 1))


def test_all_of_it_counts_as_read(house: House, export: Path) -> None:
    import_export(export)
    space = general()
    last = space.posts.order_by("-sequence").values_list("sequence", flat=True)[0]
    assert Cursor.objects.get(space=space, person=house.amina).read_to >= last
    assert Cursor.objects.filter(space=space).count() == 1


def test_twice_is_once(house: House, export: Path) -> None:
    import_export(export)
    before = (
        Post.objects.count(),
        Person.objects.count(),
        Entry.objects.count(),
        Correspondence.objects.count(),
    )
    again = import_export(export)
    assert (again.posts, again.people_created, again.spaces_created) == (0, 0, 0)
    assert again.to_invite == ["Ben Quint <ben.old@slack.example>"]
    assert before == (
        Post.objects.count(), Person.objects.count(), Entry.objects.count(), Correspondence.objects.count()
    )  # fmt: skip


def test_a_newer_export_adds_what_is_new(house: House, export: Path, tmp_path: Path) -> None:
    import_export(export)
    Cursor.objects.filter(person=house.amina, space=general()).update(read_to=1)
    files = workspace()
    files["general/2023-11-16.json"] = [
        said(100, "UBEN", "news"),
        said(101, "UGONE", "late reply", thread_ts=ts(10.000001), parent_user_id="UAMINA"),
    ]
    report = import_export(write(tmp_path / "newer.zip", files))
    assert report.posts == 2
    assert post("late reply").root == post("**Bed 4**")
    assert Cursor.objects.get(person=house.amina, space=general()).read_to == 1, "what waited still waits"
    assert len(LATER) == 4


def test_who_reopened_a_space_is_not_overruled(house: House, export: Path) -> None:
    import_export(export)
    Space.objects.get(name="rota").archival.delete()
    import_export(export)
    assert not Space.objects.get(name="rota").is_archived


def test_an_export_in_a_folder_of_its_own(house: House, tmp_path: Path) -> None:
    files = workspace() | {"__MACOSX/._users.json": b"\xff"}
    top = {
        f"Marigold export/{name}" if "MACOSX" not in name else name: value for name, value in files.items()
    }
    assert import_export(write(tmp_path / "export.zip", top)).posts == 20
