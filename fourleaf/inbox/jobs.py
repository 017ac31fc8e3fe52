"""Reach people: at once when something has just happened, and each minute whoever has waited long enough."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fourleaf.conversation import actions as conversation
from fourleaf.inbox import actions
from fourleaf.inbox.models import Telling
from fourleaf.inbox.standing import still_standing
from fourleaf.inbox.telling import Kind, tell
from fourleaf.people.models import Person

#: Waits of 5, 25, 125 … seconds; the last of six tries comes about an hour after the first.
RETRY = RetryStrategy(max_attempts=5, exponential_wait=5)


@app.task(queue="mail", retry=RETRY)
def reach_person(person: str) -> None:
    """Tell somebody, by the channels they chose, that there is something."""
    found = Person.objects.active().filter(pk=UUID(person)).first()
    if found is None:
        return
    rows = list(Telling.objects.open().filter(person=found))
    gone = {row.pk for row in rows} - {row.pk for row in still_standing(found, rows)}
    actions.close_tellings(gone)


@app.periodic(cron="* * * * *")
@app.task(queue="posts", queueing_lock="show_again")
def show_again(timestamp: int) -> None:
    """Tell people of the posts that they wanted to see again by now."""
    for reminder in conversation.wake_reminders():
        tell(reminder.person_id, Kind.REMINDER, reminder.post_id)
