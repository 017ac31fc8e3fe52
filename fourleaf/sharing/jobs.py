"""What grants do by the clock."""

from procrastinate.contrib.django import app

from fourleaf.sharing import actions


@app.periodic(cron="* * * * *")
@app.task(queue="sharing", queueing_lock="end_due_grants")
def end_due_grants(timestamp: int) -> None:
    """Write down the end of grants whose time is over."""
    actions.end_due()


@app.periodic(cron="11 5 * * *")
@app.task(queue="sharing", queueing_lock="lapse_unconfirmed_grants")
def lapse_unconfirmed_grants(timestamp: int) -> None:
    """End what stewards were asked to confirm a fortnight ago and did not."""
    actions.lapse_unconfirmed()
