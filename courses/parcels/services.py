"""Making a parcel and taking one in, each asked for on a page and done by a job."""

import tempfile
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses import policies
from courses.drafting import drafts
from courses.models import (
    CoursePage,
    CourseParcel,
    Question,
    Section,
    SharedLessonPage,
    TrustedSite,
)
from courses.parcels import sealing, taking, writing
from courses.parcels.sealing import Opened, ParcelWrong
from courses.parcels.taking import Preview
from courses.parcels.writing import FileGone
from courses.services import authoring, publishing, validation
from lms.audit import services as audit
from lms.common import clock, keys
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp
from lms.users.models import User

PACK, TAKE, SWEEP = "courses.pack", "courses.take_parcel", "courses.sweep_parcels"
KEPT = timedelta(days=7)


def ask_to_pack(page: CoursePage, *, by: User) -> CourseParcel:
    """Ask for a parcel of the latest drafts.

    Raises PublishRefused for drafts that are not fit, FileGone where a file of theirs is lost.
    """
    section = policies.section_of(page)
    if section is None:
        raise authoring.CourseHasNoSection
    # First: what the drafts weigh is read from their files.
    writing.look_for_files(page)
    if found := validation.errors(drafts.latest(page)):
        raise publishing.PublishRefused(found)
    with transaction.atomic():
        writing.give_names(page)
        parcel = CourseParcel.objects.create(
            way=CourseParcel.Way.OUT, section=section, course=page.course, title=page.draft_title
        )
        jobs.add(PACK, key=f"{PACK}:{parcel.pk}", ids={"parcel": str(parcel.pk)}, requested_by=by)
        audit.record("course.parcel_asked", subject=page.course, actor=by)
    return parcel


def pack(job: Job) -> str:
    """Make and keep the file; its name in the store."""
    parcel = _parcel(job)
    page = CoursePage.objects.filter(course=parcel.course_id).first()
    if page is None or policies.section_of(page) is None:
        raise GiveUp(_("Khóa học đã bị xóa."))
    jobs.progress(job, 0, 2, note=_("Đang gom bài, hình và tiếng"))
    writing.give_names(page)
    try:
        written = writing.write(page)
    except FileGone as gone:
        raise GiveUp(str(gone)) from gone
    jobs.progress(job, 1, 2, note=_("Đang ký và đóng gói"))
    with tempfile.TemporaryFile() as out:
        try:
            sealing.seal(written.doc, written.files, out)
        except FileNotFoundError as error:
            raise GiveUp(_("Có tệp vừa được thay trong lúc đóng gói. Đóng gói lại nhé.")) from error
        if out.tell() > sealing.MAX_BYTES:
            raise GiveUp(
                _("Khóa học nặng hơn 60 MB nên chưa đóng gói được. Bớt video rồi làm lại.")
            )
        out.seek(0)
        return str(parcel.file.storage.save(f"parcels/{parcel.pk}.zip", File(out)))


def packed(job: Job, name: str) -> None:
    CourseParcel.objects.filter(pk=job.ids["parcel"]).update(file=name, done_at=clock.now())
    jobs.progress(job, 2, 2)


def bring(file: "File[bytes]", section: Section, *, by: User) -> CourseParcel:
    """Keep a file somebody brought, once it is known to be a parcel this site takes.

    Raises ParcelWrong, having kept nothing.
    """
    if not file.size or file.size > sealing.MAX_BYTES:
        raise ParcelWrong(_("Gói trống, hoặc nặng hơn 60 MB nên không nhận."))
    opened = sealing.unseal(file)
    for digest in opened.doc["files"]:
        opened.read(digest)
    found = taking.preview(opened, section)
    file.seek(0)
    parcel = CourseParcel(way=CourseParcel.Way.IN, section=section, title=found.title)
    _keep(parcel, opened, found)
    parcel.file.save(f"{parcel.pk}.zip", file, save=False)
    parcel.save(force_insert=True)
    audit.record("course.parcel_brought", subject=section, actor=by)
    return parcel


def _keep(parcel: CourseParcel, opened: Opened, found: Preview) -> None:
    uid = str(opened.doc["course"]["uid"])
    mark = _mark(parcel.section, uid)
    parcel.preview = {"sender": opened.sender, "uid": uid, "mark": mark, **found.told()}
    parcel.compared_at = clock.now()


def compare(parcel: CourseParcel) -> None:
    """Compare a kept parcel with what is here now, and keep what comes of it; raises ParcelWrong.

    Every file of the parcel's course is read for it, so looking at a page does not.
    """
    found = opened(parcel)
    _keep(parcel, found, taking.preview(found, parcel.section))
    parcel.save(update_fields=["preview", "compared_at"])


def is_compared(parcel: CourseParcel) -> bool:
    """Whether what was kept of the comparison still holds for the drafts that are here."""
    kept = parcel.preview
    return kept is not None and kept["mark"] == _mark(parcel.section, kept["uid"])


def _mark(section: Section, uid: str) -> str:
    """Which drafts of a course are here, so that another state of them has another mark."""
    page = CoursePage.objects.filter(course__public_id=uid).first() if uid else None
    if page is None:
        return ""
    lent = SharedLessonPage.objects.child_of(page).values("lesson")
    pages = Page.objects.descendant_of(page, inclusive=True) | Page.objects.filter(pk__in=lent)
    drafts_of = (pages.order_by("path"), Question.objects.filter(section=section).order_by("pk"))
    state = [page.path, *(list(rows.values_list("pk", "latest_revision")) for rows in drafts_of)]
    return sha256(repr(state).encode()).hexdigest()


def opened(parcel: CourseParcel) -> Opened:
    """What is in a kept parcel, its signature asked for anew; raises ParcelWrong."""
    try:
        with parcel.file.open("rb") as file:
            return sealing.unseal(BytesIO(file.read()))
    except FileNotFoundError as error:
        raise ParcelWrong(_("Gói này không còn giữ. Tải lên lại.")) from error


def ask_to_take(parcel: CourseParcel, *, by: User) -> Job:
    """Ask that the drafts of a parcel be written; the same job while one is under way."""
    stem = f"{TAKE}:{parcel.pk}"
    failed = Job.objects.filter(key__startswith=stem, state=Job.State.FAILED).count()
    ids = {"parcel": str(parcel.pk)}
    return jobs.add(TAKE, key=f"{stem}:{failed}", ids=ids, requested_by=by)


def check(job: Job) -> Opened:
    """Look over every file of a parcel before anything is written."""
    parcel = _parcel(job)
    try:
        found = opened(parcel)
        digests = list(found.doc["files"])
        for count, digest in enumerate(digests):
            jobs.progress(job, count, len(digests) + 1, note=_("Đang soát tệp"))
            found.read(digest)
    except ParcelWrong as wrong:
        raise GiveUp(str(wrong)) from wrong
    return found


def take(job: Job, found: Opened) -> None:
    parcel = _parcel(job)
    by: Any = job.requested_by
    if by is None or not policies.may_write_in(by, parcel.section_id):
        raise GiveUp(_("Người yêu cầu không còn quyền ở mục này."))
    try:
        page = taking.take(found, parcel.section, by=by)
    except ParcelWrong as wrong:
        raise GiveUp(str(wrong)) from wrong
    CourseParcel.objects.filter(pk=parcel.pk).update(course=page.course, done_at=clock.now())
    total = len(found.doc["files"]) + 1
    jobs.progress(job, total, total)


def _parcel(job: Job) -> CourseParcel:
    parcel = CourseParcel.objects.select_related("section").filter(pk=job.ids["parcel"]).first()
    if parcel is None:
        raise GiveUp(_("Gói này không còn giữ."))
    return parcel


def job_of(parcel: CourseParcel) -> Job | None:
    """The last work that was asked for on a parcel."""
    kind = PACK if parcel.way == CourseParcel.Way.OUT else TAKE
    return Job.objects.filter(key__startswith=f"{kind}:{parcel.pk}").order_by("-pk").first()


def sweep(*, now: datetime) -> int:
    """Throw away the parcels of more than a week; how many."""
    old = list(CourseParcel.objects.filter(made_at__lt=now - KEPT))
    for parcel in old:
        parcel.delete()
        if parcel.file:
            parcel.file.storage.delete(str(parcel.file.name))
    return len(old)


def trust(name: str, key: dict[str, str], *, by: User) -> TrustedSite:
    """Take what is signed with this key from now on."""
    mark = keys.fingerprint(key)
    fields = {"name": name, "x": key["x"], "y": key["y"]}
    with transaction.atomic():
        site, is_new = TrustedSite.objects.get_or_create(fingerprint=mark, defaults=fields)
        if is_new:
            audit.record("site.trusted", subject=site, actor=by, mark=mark[:32])
    return site


def distrust(site: TrustedSite, *, by: User) -> None:
    """Take nothing more that is signed with this key; what was taken stays."""
    with transaction.atomic():
        audit.record("site.distrusted", subject=site, actor=by, mark=site.fingerprint[:32])
        site.delete()
