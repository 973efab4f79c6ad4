"""The jobs of the outbox."""

from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import Again, GiveUp, job_kind
from lms.notifications import budgets, delivery, inbox, services
from lms.notifications.channels.outcome import Refused
from lms.notifications.models import Message


def _hand_over(job: Job) -> str:
    message = Message.objects.filter(pk=job.ids["message"]).first()
    if message is None:
        # Its person was erased meanwhile.
        return ""
    try:
        return delivery.hand_over(message)
    except Refused as refusal:
        raise GiveUp(str(refusal)) from refusal


def _note_failed(job: Job) -> None:
    job.refresh_from_db(fields=["error"])
    delivery.note_failed(job.ids["message"], failure=job.error)


@job_kind(
    services.SEND_JOB,
    label="Gửi tin nhắn hoặc thư",
    queue=Job.Queue.NOW,
    max_attempts=8,
    prepare=_hand_over,
    on_failed=_note_failed,
)
def send(job: Job, provider_id: str) -> None:
    delivery.note_sent(job.ids["message"], provider_id=provider_id, now=clock.now())


@every_night("notifications.forget", label="Dọn tin cũ")
def forget(job: Job) -> None:  # noqa: ARG001  the night itself says all
    services.forget_old(now=clock.now())
    inbox.forget_old(now=clock.now())
    budgets.forget_old(now=clock.now())


@every_night("notifications.remind", label="Nhắc người muốn được nhắc")
def remind(job: Job) -> Again | None:  # noqa: ARG001
    return Again() if inbox.remind(now=clock.now()) else None
