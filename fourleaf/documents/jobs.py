"""What documents do by the clock."""

from procrastinate.contrib.django import app

from fourleaf.documents import actions


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="keep_pauses")
def keep_pauses(timestamp: int) -> None:
    """Keep a revision of each document in which somebody has written, and nobody writes now."""
    actions.keep_pauses()


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="keep_authorship")
def keep_authorship(timestamp: int) -> None:
    """Tell apart who wrote what in the versions that have been kept since."""
    actions.keep_authorship()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="documents", queueing_lock="remind_reviewers")
def remind_reviewers(timestamp: int) -> None:
    """Remind those who are asked to review, from the morning of the due day on."""
    actions.remind_reviewers()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="documents", queueing_lock="remind_owners")
def remind_owners(timestamp: int) -> None:
    """Remind those who have a task in a text that is due."""
    actions.remind_owners()


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="read_tasks")
def read_tasks(timestamp: int) -> None:
    """Read tasks and decisions from the texts that have changed and rest now."""
    actions.read_tasks()
