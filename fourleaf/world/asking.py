"""One of each: an announcement that some have confirmed, a poll, a post for tomorrow, a reminder that came back."""

from datetime import time, timedelta

from fourleaf.conversation import actions
from fourleaf.world.conversations import Stage
from fourleaf.world.deeds import Deed
from fourleaf.world.scripts import Moment

TEAM, FALLS = "discharge-letters", "falls-prevention"
NEWS = (
    "**The switch is the day after tomorrow at 12:00.** From then on every letter leaves on template 7; the old ones "
    "can be read and not filled in.\n\nIf your ward is not ready, tell me before the evening of the day before. That "
    "is not a failure, it is a date."
)
HAVE_READ = ("wanda", "sunita", "priya", "isabel")
QUESTION = "Which small test do we run next? Two weeks, one ward, and we count."
ANSWERS = (
    "Slippers beside the bed, not under it",
    "A night light on the left of the corridor",
    "Asking at ten in the evening what somebody may get up for",
)
#: Who chose which answer.
VOTES = {"ben": 3, "fergus": 2, "lucia": 3, "eleni": 3}
FOR_TOMORROW = (
    "Good morning. Two numbers before the round: letters that left within 24 hours, and blood thinners without a stop "
    "date. I will put both here every day at eight until we are bored of them."
)
TO_SEE_AGAIN = (FALLS, "eleni", "what they were trying to do in their own words")


def asking(stage: Stage) -> list[Deed]:
    """The deeds, all of them lately."""
    people, calendar = stage.people, stage.calendar

    def announce() -> None:
        announcement = actions.add_announcement(
            actor=people["okafor"], spaces=[stage.spaces[TEAM]], body=NEWS,
            due_on=calendar.today + timedelta(days=1),
        )  # fmt: skip
        for key in HAVE_READ:
            actions.confirm_reading(actor=people[key], announcement=announcement)

    def ask() -> None:
        post = actions.add_poll(
            actor=people["grace"], space=stage.spaces[FALLS], body=QUESTION, options=ANSWERS,
            closes_on=calendar.today + timedelta(days=4),
        )  # fmt: skip
        for key, place in VOTES.items():
            actions.vote(actor=people[key], poll=post.poll, places=[place])

    def plan() -> None:
        actions.schedule_post(
            actor=people["okafor"], space=stage.spaces[TEAM], body=FOR_TOMORROW,
            send_at=calendar.instant(Moment(1, time(8)), people["okafor"]),
        )  # fmt: skip

    def remind() -> None:
        slug, author, words = TO_SEE_AGAIN
        post = stage.spaces[slug].posts.get(author=people[author], body__contains=words)
        actions.set_reminder(actor=people["hanna"], post=post, due_at=calendar.now - timedelta(minutes=25))

    deeds = ((15, "grace", ask), (17, "okafor", announce), (18, "okafor", plan), (20, "hanna", remind))
    return [Deed(calendar.instant(Moment(-1, time(hour, 20)), people[key]), do) for hour, key, do in deeds]
