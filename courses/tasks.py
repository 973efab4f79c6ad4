"""Later work of courses."""

from courses.parcels import services as parcels
from courses.parcels.sealing import Opened
from courses.services import (
    asked_voices,
    binning,
    counting,
    documents,
    editions,
    expiring,
    giving,
    ownership,
    procedures,
    publishing,
    retiring,
    scheduling,
    sections,
    sketching,
)
from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import Again, job_kind


@job_kind(
    publishing.KIND,
    label="Phát hành khóa học",
    max_attempts=4,
    prepare=editions.prepare,
    on_failed=scheduling.note_failure,
)
def publish(job: Job, prepared: editions.Prepared) -> None:
    editions.write_edition(job, prepared)


@job_kind(editions.SHOW_KIND, label="Đánh dấu bài đã phát hành")
def show_live(job: Job) -> Again | None:
    return editions.show_next_live(job)


@job_kind(scheduling.KIND, label="Phát hành khóa học theo hẹn")
def publish_due(job: Job) -> None:  # noqa: ARG001  the job is the alarm clock, the pages know
    scheduling.publish_due()


@job_kind(expiring.KIND, label="Ẩn khóa học theo hẹn")
def hide_due(job: Job) -> None:
    expiring.hide_due(job.ids["page"], by=job.requested_by)


@job_kind(sections.SYNC_KIND, label="Cập nhật quyền soạn bài")
def sync_groups(job: Job) -> None:
    sections.sync_groups(job.ids["person"])


@job_kind(giving.KIND, label="Giao khóa học cho nhiều người", queue=Job.Queue.BULK)
def give_duty(job: Job) -> Again | None:
    return giving.go_on(job)


@every_night(sketching.KIND, label="Dọn bài làm dở từ ảnh")
def sweep_sketches(job: Job) -> None:  # noqa: ARG001  all that are due
    sketching.sweep()


@every_night(binning.KIND, label="Dọn thùng rác của người soạn bài")
def sweep_bin(job: Job) -> None:  # noqa: ARG001  all that are due
    binning.sweep()


@job_kind(retiring.TELL_KIND, label="Báo khóa học sắp đóng", queue=Job.Queue.BULK)
def tell_retired(job: Job) -> Again | None:
    return retiring.tell_next(job, now=clock.now())


@every_night(retiring.KIND, label="Đóng khóa học đã hết hạn")
def close_retired(job: Job) -> None:  # noqa: ARG001  all that are due
    retiring.close_due(now=clock.now())


@job_kind(parcels.PACK, label="Đóng gói khóa học", max_attempts=3, prepare=parcels.pack)
def pack(job: Job, name: str) -> None:
    parcels.packed(job, name)


@job_kind(parcels.TAKE, label="Nhận khóa học từ nơi khác", max_attempts=3, prepare=parcels.check)
def take_parcel(job: Job, found: Opened) -> None:
    parcels.take(job, found)


@every_night(parcels.SWEEP, label="Bỏ gói khóa học cũ")
def sweep_parcels(job: Job) -> None:  # noqa: ARG001  all that are due
    parcels.sweep(now=clock.now())


@job_kind(
    asked_voices.KIND,
    label="Làm bản nghe của câu hỏi",
    max_attempts=3,
    prepare=asked_voices.prepare,
    on_failed=asked_voices.note_failure,
)
def make_asked_voice(job: Job, clip: asked_voices.Clip) -> None:
    asked_voices.put(job, clip)


@every_night(counting.PLAN_KIND, label="Xếp việc đếm cách học từng bước")
def plan_counting(job: Job) -> None:  # noqa: ARG001  all that are learnt
    counting.plan()


@job_kind(
    counting.KIND,
    label="Đếm cách học từng bước",
    queue=Job.Queue.BULK,
    prepare=counting.prepare,
)
def count_edition(job: Job, counted: counting.Counted) -> None:
    counting.put(job, counted)


@every_night(procedures.KIND, label="Tìm bài và khóa học cần xem lại")
def look_over(job: Job) -> None:  # noqa: ARG001  all that are due
    now = clock.now()
    procedures.mark_expired(now=now)
    ownership.tell_overdue(now=now)


@every_night(documents.KIND, label="Dọn bài làm dở từ tệp")
def sweep_documents(job: Job) -> None:  # noqa: ARG001  all that are due
    documents.sweep()
