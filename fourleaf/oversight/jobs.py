"""What oversight does by itself."""

from procrastinate.contrib.django import app

from fourleaf.oversight import actions


@app.periodic(cron="*/5 * * * *")
@app.task(queue="housekeeping", queueing_lock="raise_alerts")
def raise_alerts(timestamp: int) -> None:
    """Let the rules look at what was read in the last hour."""
    actions.raise_alerts()


@app.periodic(cron="11 3 * * *")
@app.task(queue="housekeeping", queueing_lock="carry_out_retention")
def carry_out_retention(timestamp: int) -> None:
    """Let go what the works agreement keeps no longer; what is under a legal hold stays."""
    actions.carry_out()
