"""Turn the scripts into deeds of the ordinary actions: posts, replies, reactions, edits, withdrawals, resolutions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from fourleaf.conversation import actions
from fourleaf.conversation.models import Post
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space
from fourleaf.world.cast import with_full_names
from fourleaf.world.deeds import Calendar, Deed
from fourleaf.world.scripts import Line, Moment, Script

#: Clocks of several zones can put an answer before its question; it then follows after this.
AT_ONCE = timedelta(minutes=2)
A_MOMENT = timedelta(seconds=20)


@dataclass
class Stage:
    """Who and what is there: filled while the deeds are played."""

    people: dict[str, Person]
    calendar: Calendar
    spaces: dict[str, Space] = field(default_factory=dict)
    posts: dict[tuple[str, int], Post] = field(default_factory=dict)


@dataclass(frozen=True)
class Timed:
    """A line with the instant at which it is said."""

    line: Line
    at: datetime
    root: Line | None


def timed(script: Script, stage: Stage) -> list[Timed]:
    """When each line is said: a reply never before what it follows in its thread."""
    lines: list[Timed] = []
    for post in script.posts:
        last = stage.calendar.instant(post.moment, stage.people[post.author])
        lines.append(Timed(post, last, None))
        for reply in post.replies:
            said = stage.calendar.instant(reply.moment, stage.people[reply.author])
            last = max(said, last + AT_ONCE)
            lines.append(Timed(reply, last, post))
    return lines


def conversation(script: Script, stage: Stage) -> list[Deed]:
    """All deeds of a script."""
    return [deed for said in timed(script, stage) for deed in _Spoken(script.slug, said, stage).deeds()]


class _Spoken:
    """One line and what becomes of it."""

    def __init__(self, slug: str, said: Timed, stage: Stage) -> None:
        self.slug, self.line, self.at, self.root, self.stage = slug, said.line, said.at, said.root, stage

    def deeds(self) -> list[Deed]:
        line = self.line
        author = line.author
        deeds = [Deed(self.at, self._say)]
        deeds += [self._reaction(*one, number) for number, one in enumerate(line.reactions)]
        for moment, text in line.edits:
            at = max(self._instant(moment, author), self.at + A_MOMENT)
            deeds.append(Deed(at, partial(self._edit, text)))
        if withdrawn := self._withdrawn_at():
            deeds.append(Deed(withdrawn, self._withdraw))
        if line.resolved:
            key, moment = line.resolved
            at = max(self._instant(moment, key), self.at + AT_ONCE)
            deeds.append(Deed(at, lambda: self._resolve(key)))
        return deeds

    def _reaction(self, emoji: str, key: str, number: int) -> Deed:
        """Reactions come one by one in the hour after; before the post is withdrawn, if it is."""
        delay = timedelta(minutes=3 + self.line.number % 5 + 8 * number, seconds=self.line.number * 7 % 60)
        at = self.at + delay
        if withdrawn := self._withdrawn_at():
            at = min(at, withdrawn - A_MOMENT)
        return Deed(at, lambda: self._react(key, emoji))

    def _withdrawn_at(self) -> datetime | None:
        moment = self.line.withdrawn
        return max(self._instant(moment, self.line.author), self.at + AT_ONCE) if moment else None

    def _say(self) -> None:
        stage, line = self.stage, self.line
        root = stage.posts[self.slug, self.root.number] if self.root else None
        stage.posts[self.slug, line.number] = actions.add_post(
            actor=stage.people[line.author],
            space=stage.spaces[self.slug],
            body=with_full_names(line.body),
            root=root,
            mark=line.mark,
        )

    def _edit(self, text: str) -> None:
        actions.edit_post(actor=self._author, post=self._post, body=with_full_names(text))

    def _withdraw(self) -> None:
        actions.withdraw_post(actor=self._author, post=self._post)

    def _resolve(self, key: str) -> None:
        actions.resolve_thread(actor=self.stage.people[key], post=self._post)

    def _react(self, key: str, emoji: str) -> None:
        actions.set_reaction(actor=self.stage.people[key], post=self._post, emoji=emoji, on=True)

    def _instant(self, moment: Moment, key: str) -> datetime:
        return self.stage.calendar.instant(moment, self.stage.people[key])

    @property
    def _author(self) -> Person:
        return self.stage.people[self.line.author]

    @property
    def _post(self) -> Post:
        return self.stage.posts[self.slug, self.line.number]
