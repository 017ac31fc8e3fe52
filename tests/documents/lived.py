"""Generated histories, lived through the actions: people write, take from elsewhere, versions are kept, words credited.

Beside `text.histories`, which makes them, nothing here knows who wrote what but the log of updates.
"""

from dataclasses import dataclass
from datetime import timedelta
from time import process_time

from fourleaf.documents import actions
from fourleaf.documents.authorship.keeping import known
from fourleaf.documents.content import opened, turned_into
from fourleaf.documents.models import Authorship, Document
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Role
from tests.documents.text.histories import AUTHORS, History, Revision
from tests.documents.text.writing import doc

OTHER = "farah"


@dataclass(frozen=True)
class Lived:
    """How much was attributed rightly (shares of tokens), and what the work at versions cost (processor seconds)."""

    versions: int
    tokens: int
    new_tokens: int
    at_the_end: float
    throughout: float
    seconds: float
    kept_bytes: int


@dataclass
class Team:
    """Who writes: a space, and everybody in it by the name that the histories use."""

    space: Space
    people: dict[str, Person]


def team() -> Team:
    """People who may write in one space."""
    people = {}
    for name in (*AUTHORS, OTHER):
        made = Person(kind=Person.Kind.STAFF, name=name.title(), email=f"{name}@lived.example")
        made.set_unusable_password()
        made.save()
        people[name] = made
    first = people[AUTHORS[0]]
    space = spaces.add_space(actor=first, name="Histories")
    for person in [each for each in people.values() if each != first]:
        invitation = spaces.invite(actor=first, space=space, person=person, role=Role.MEMBER)
        spaces.answer_invitation(actor=person, invitation=invitation, accept=True)
    return Team(space, people)


def live(team: Team, history: History, revisions: int) -> Lived:
    """Live through it: a version after one to four people's turns, and after each it is compared with the truth."""
    document = actions.add_document(actor=team.people[AUTHORS[0]], title="A history", space=team.space)
    other = actions.add_document(actor=team.people[OTHER], title="Another", space=team.space)
    names = {str(person.pk): name for name, person in team.people.items()}
    shares: list[float] = []
    seconds, until_version, taken = 0.0, 1, list[str]()
    for revision in history.revisions(revisions):
        with time.at(revision.at):
            _take(team, revision, document, other, taken)
            data = turned_into(opened(document.pk)[1], revision.tree)
            if len(data) > 2:
                actions.add_update(actor=team.people[revision.author], document=document, data=data)
        until_version -= 1
        if until_version == 0 or not shares:
            until_version = history.dice.randint(1, 4)
            with time.at(revision.at + timedelta(minutes=20)):
                actions.keep_pauses()
                begun = process_time()
                actions.keep_authorship()
                seconds += process_time() - begun
            if _is_kept(document):
                shares.append(_share(document, revision, names))
    row = Authorship.objects.get(document=document)
    lineage = known(document.pk).lineage
    return Lived(
        versions=len(shares),
        tokens=sum(len(held.ids) for held in lineage.held),
        new_tokens=sum(birth.count for birth in lineage.births),
        at_the_end=shares[-1],
        throughout=sum(shares) / len(shares),
        seconds=seconds,
        kept_bytes=len(row.lineage) + len(row.state),
    )


def _take(team: Team, revision: Revision, document: Document, other: Document, taken: list[str]) -> None:
    """What the author takes stands in the other document first, and they say so."""
    for source in revision.sources:
        taken.append(" ".join(source.texts))
        data = turned_into(opened(other.pk)[1], doc(*taken))
        actions.add_update(actor=team.people[OTHER], document=other, data=data)
    if revision.sources:
        actions.note_taking(actor=team.people[revision.author], document=document, source=other)


def _is_kept(document: Document) -> bool:
    return Authorship.objects.filter(document=document, upto=document.updates.count()).exists()


def _share(document: Document, revision: Revision, names: dict[str, str]) -> float:
    lineage = known(document.pk).lineage
    said = [names[lineage.birth(token).author] for held in lineage.held for token in held.ids]
    assert len(said) == len(revision.truth)
    return sum(one == other for one, (_, other) in zip(said, revision.truth, strict=True)) / len(said)
