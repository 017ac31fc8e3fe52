"""What the installation does for itself, whatever its people do."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from fourleaf.conversation.actions import sweep_files
from fourleaf.kit.api.idempotency import forget_old

KEEP_FAILED_HOURS = 30 * 24


@app.periodic(cron="17 */6 * * *")
@app.task(queue="housekeeping", queueing_lock="tidy_files")
def tidy_files(timestamp: int) -> None:
    """Remove the bytes that a crash or an undone upload left behind."""
    sweep_files()


@app.periodic(cron="23 * * * *")
@app.task(queue="housekeeping", queueing_lock="forget_kept_answers")
def forget_kept_answers(timestamp: int) -> None:
    """Let go what the API answered to keys of more than a day ago."""
    forget_old()


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="resume_jobs", pass_context=True)
async def resume_jobs(context: JobContext, timestamp: int) -> None:
    """Start again what a worker was doing when it died. So a job may run twice, and must bear it."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@app.periodic(cron="41 4 * * *")
@app.task(queue="housekeeping", queueing_lock="forget_failed_jobs", pass_context=True)
async def forget_failed_jobs(context: JobContext, timestamp: int) -> None:
    """Let failed jobs go after a month."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
