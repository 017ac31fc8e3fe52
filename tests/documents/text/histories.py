"""Histories of a document whose every token's author is known, for `lineage`."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fourleaf.documents.text.carrying import Source
from fourleaf.documents.text.lineage import Lineage
from fourleaf.documents.tree.schema import Tree
from tests.documents.test_labelled import PAIRS, nodes
from tests.documents.text.writing import doc

#: Words in running text, so that frequent ones are frequent.
WORDS = [
    word.lower()
    for pair in PAIRS
    for node in nodes(pair["before"])
    for word in node.get("text", "").split()
    if word.isalpha()
]
AUTHORS = ("amara", "ben", "chidi", "dolores", "esra")
START = datetime(2026, 1, 5, 8, tzinfo=UTC)

Word = tuple[str, str]
Sentence = list[Word]
Paragraph = list[Sentence]


@dataclass
class Revision:
    """What somebody saved, and who wrote each token of it."""

    author: str
    at: datetime
    tree: Tree
    truth: list[Word]
    sources: list[Source] = field(default_factory=list)


class History:
    """Revisions of one document of about `size` tokens, drawn by `seed`."""

    def __init__(self, seed: int, size: int = 4300) -> None:
        self.dice, self.size = random.Random(seed), size
        self.text: list[Paragraph] = []
        self.past: list[list[Paragraph]] = []
        self.gone: list[Paragraph] = []
        self.sources: list[Source] = []
        while self.count() < size:
            self.text.append(self.paragraph("amara"))

    def revisions(self, count: int) -> Iterator[Revision]:
        yield self.saved("amara", 0)
        for number in range(1, count):
            author = self.dice.choice(AUTHORS)
            self.sources = []
            for _ in range(self.dice.randint(1, 3)):
                self.dice.choice(self.acts())(author)
            yield self.saved(author, number)

    def acts(self) -> list[Callable[[str], None]]:
        grow: list[Callable[[str], None]] = [
            self.add_sentence,
            self.add_paragraph,
            self.copy_sentence,
            self.copy_paragraph,
            self.take,
        ]
        shrink: list[Callable[[str], None]] = [self.delete_sentence, self.delete_paragraph] * 3
        always: list[Callable[[str], None]] = [
            self.edit,
            self.edit,
            self.edit,
            self.rewrite,
            self.move_sentence,
            self.move_paragraph,
        ]
        again: list[Callable[[str], None]] = [self.split, self.join, self.restore_paragraph, self.restore_all]
        return always + again + (grow if self.count() < self.size else shrink)

    def saved(self, author: str, number: int) -> Revision:
        self.past.append(self.copied(self.text))
        at = START + timedelta(hours=number)
        lines = (" ".join(word for sentence in each for word, _ in sentence) for each in self.text)
        truth = [word for paragraph in self.text for sentence in paragraph for word in sentence]
        return Revision(author, at, doc(*lines), truth, self.sources)

    def count(self) -> int:
        return sum(len(sentence) for paragraph in self.text for sentence in paragraph)

    def copied(self, text: list[Paragraph]) -> list[Paragraph]:
        return [[list(sentence) for sentence in paragraph] for paragraph in text]

    def sentence(self, author: str) -> Sentence:
        words = (self.dice.choice(WORDS) for _ in range(self.dice.randint(6, 20)))
        return [*((word, author) for word in words), (".", author)]

    def paragraph(self, author: str) -> Paragraph:
        return [self.sentence(author) for _ in range(self.dice.randint(3, 8))]

    def somewhere(self) -> tuple[Paragraph, int]:
        paragraph = self.dice.choice(self.text)
        return paragraph, self.dice.randrange(len(paragraph))

    def edit(self, author: str) -> None:
        """A few words in a row replaced, put in or taken out."""
        paragraph, place = self.somewhere()
        sentence = paragraph[place]
        start = self.dice.randrange(len(sentence) - 1)
        end = min(len(sentence) - 1, start + self.dice.choice([0, 0, 1, 1, 2, 4]))
        near = {word for word, _ in sentence[max(0, start - 4) : end + 4]}
        new = [
            word for word in self.dice.choices(WORDS, k=self.dice.choice([0, 1, 1, 2, 4])) if word not in near
        ]
        sentence[start:end] = [(word, author) for word in new]
        if len(sentence) < 5:
            paragraph[place] = self.sentence(author)

    def rewrite(self, author: str) -> None:
        paragraph, place = self.somewhere()
        paragraph[place] = self.sentence(author)

    def add_sentence(self, author: str) -> None:
        paragraph, place = self.somewhere()
        paragraph.insert(place, self.sentence(author))

    def add_paragraph(self, author: str) -> None:
        self.text.insert(self.dice.randrange(len(self.text)), self.paragraph(author))

    def delete_sentence(self, author: str) -> None:
        paragraph, place = self.somewhere()
        if len(paragraph) > 1:
            self.gone.append([paragraph.pop(place)])

    def delete_paragraph(self, author: str) -> None:
        self.gone.append(self.text.pop(self.dice.randrange(len(self.text))))

    def move_sentence(self, author: str) -> None:
        paragraph, place = self.somewhere()
        if len(paragraph) > 1:
            moved = paragraph.pop(place)
            there, place = self.somewhere()
            there.insert(place, moved)

    def move_paragraph(self, author: str) -> None:
        moved = self.text.pop(self.dice.randrange(len(self.text)))
        self.text.insert(self.dice.randrange(len(self.text)), moved)

    def copy_sentence(self, author: str) -> None:
        paragraph, place = self.somewhere()
        there, to = self.somewhere()
        there.insert(to, list(paragraph[place]))

    def copy_paragraph(self, author: str) -> None:
        (copy,) = self.copied([self.dice.choice(self.text)])
        self.text.insert(self.dice.randrange(len(self.text)), copy)

    def take(self, author: str) -> None:
        """A paragraph of another document, said to be from there."""
        taken = self.paragraph("farah")
        words = [word for sentence in taken for word in sentence]
        self.sources.append(Source("other", [word for word, _ in words], [writer for _, writer in words]))
        self.text.insert(self.dice.randrange(len(self.text)), taken)

    def split(self, author: str) -> None:
        number = self.dice.randrange(len(self.text))
        paragraph = self.text[number]
        if len(paragraph) > 1:
            at = self.dice.randrange(1, len(paragraph))
            self.text[number : number + 1] = [paragraph[:at], paragraph[at:]]

    def join(self, author: str) -> None:
        number = self.dice.randrange(len(self.text) - 1)
        self.text[number : number + 2] = [self.text[number] + self.text[number + 1]]

    def restore_paragraph(self, author: str) -> None:
        if self.gone:
            back = self.gone.pop(self.dice.randrange(len(self.gone)))
            self.text.insert(self.dice.randrange(len(self.text)), back)

    def restore_all(self, author: str) -> None:
        self.text = self.copied(self.past[max(0, len(self.past) - self.dice.randint(2, 6))])


@dataclass(frozen=True)
class Agreement:
    """How much of a history was attributed rightly (shares of tokens), and what it cost (steps)."""

    tokens: int
    at_the_end: float
    throughout: float
    new_tokens: int
    steps: int


def agreement(history: History, revisions: int) -> tuple[Agreement, Lineage]:
    """Follows a history, and compares each token's author with the truth after every revision."""
    lineage, shares = Lineage(), []
    for revision in history.revisions(revisions):
        lineage.add(revision.author, revision.at, revision.tree, revision.sources)
        said = [lineage.birth(token).author for held in lineage.held for token in held.ids]
        assert len(said) == len(revision.truth)
        right = sum(one == other for one, (_, other) in zip(said, revision.truth, strict=True))
        shares.append(right / len(said))
    born = sum(birth.count for birth in lineage.births)
    found = Agreement(len(said), shares[-1], sum(shares) / len(shares), born, lineage.work.steps)
    return found, lineage
