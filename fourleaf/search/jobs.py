"""What search does by the clock."""

from procrastinate.contrib.django import app

from fourleaf.search import actions

SECONDS = 45.0


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="fill_search_index")
def fill_search_index(timestamp: int) -> None:
    """Take in some of what was there before the index; nothing to do once all is in."""
    actions.take_in(seconds=SECONDS)


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="keep_texts")
def keep_texts(timestamp: int) -> None:
    """Let be found what has been written in documents since a minute ago."""
    actions.keep_texts()
