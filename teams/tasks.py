"""The jobs of teams."""

from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import Again, job_kind
from teams.services import (
    attending,
    broadcasting,
    coming,
    evidence,
    feedback,
    papers,
    presence,
    printing,
    projecting,
    reminding,
    team_rosters,
    trials,
    visit_traces,
    visits,
)


@job_kind(printing.PRINT, label="In thẻ học", queue=Job.Queue.BULK, prepare=printing.prepare)
def print_cards(job: Job, part: printing.Part | None) -> Again | None:
    return printing.keep(job, part)


@job_kind(printing.FORGET, label="Xóa tệp thẻ học đã in")
def forget_cards(job: Job) -> None:
    printing.forget(job)


@job_kind(papers.PRINT, label="In nhật ký buổi hướng dẫn", prepare=papers.prepare)
def print_session(job: Job, content: bytes | None) -> None:
    papers.keep(job, content)


@job_kind(projecting.ATTENDED, label="Điểm danh: thẻ học và việc đã làm được")
def attended(job: Job) -> None:
    attending.settle(job.ids["records"], now=clock.now())


@job_kind(broadcasting.SEND, label="Gửi tin xã nhắn tổ")
def broadcast(job: Job) -> None:
    broadcasting.send(job.ids["broadcast"], now=clock.now())


@every_night("teams.remind_reviewers", label="Nhắc buổi chờ xem, điểm nghẽn quá hạn")
def remind_reviewers(job: Job) -> None:  # noqa: ARG001  the night itself says all
    reminding.remind_reviewers(now=clock.now())
    reminding.remind_overdue(now=clock.now())


@every_night("teams.send_on_feedback", label="Chuyển điểm nghẽn của cơ quan đã giải thể")
def send_on_feedback(job: Job) -> None:  # noqa: ARG001
    feedback.send_on(now=clock.now())


@every_night("teams.forget_trials", label="Xóa các buổi ghi thử cũ")
def forget_trials(job: Job) -> None:  # noqa: ARG001
    trials.forget_old(now=clock.now())


@every_night("teams.forget_papers", label="Xóa nhật ký buổi đã in quá một ngày")
def forget_papers(job: Job) -> None:  # noqa: ARG001  the night itself says all
    papers.forget_old(now=clock.now())


@every_night("teams.send_up_visits", label="Chuyển lên xã lời nhờ quá ba ngày")
def send_up_visits(job: Job) -> None:  # noqa: ARG001 (given to every handler)
    visits.send_up(now=clock.now())


@every_night("teams.forget_plans", label="Xóa tên và số của lời nhờ, lời báo đến đã cũ")
def forget_plans(job: Job) -> None:  # noqa: ARG001 (given to every handler)
    coming.forget_old(now=clock.now())
    visit_traces.forget_old(now=clock.now())
    team_rosters.forget_old(now=clock.now())
    presence.forget_old(now=clock.now())


@every_night("teams.forget_photos", label="Xóa ảnh buổi hướng dẫn đã bỏ hoặc hết hạn giữ")
def forget_photos(job: Job) -> None:  # noqa: ARG001  the night itself says all
    evidence.forget_old(now=clock.now())
