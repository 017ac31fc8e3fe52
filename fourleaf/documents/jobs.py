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
