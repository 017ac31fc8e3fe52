"""What conversations do by the clock. Each looks for all that is due, so a missed minute is made up for."""

from procrastinate.contrib.django import app

from fourleaf.conversation import actions


@app.periodic(cron="* * * * *")
@app.task(queue="posts", queueing_lock="send_due_posts")
def send_due_posts(timestamp: int) -> None:
    """Send what its authors have planned for now."""
    actions.send_due()


@app.periodic(cron="* * * * *")
@app.task(queue="posts", queueing_lock="close_due_polls")
def close_due_polls(timestamp: int) -> None:
    """Close the polls whose day is over."""
    actions.close_due_polls()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="posts", queueing_lock="chase_announcements")
def chase_announcements(timestamp: int) -> None:
    """Remind those who have not confirmed, in the morning before and of the due day."""
    actions.chase_due()
