"""Immutable editions: what learners really read, compiled from drafts and never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lms.common import clock
from lms.common.ids import public_id
from lms.common.models import PeersManager


class StepIdentity(models.Model):
    """The stable uid of a step, minted at first compile for (lesson, block id).

    A copied lesson is another lesson, so its steps get uids of their own; a moved one keeps them.
    `lesson_id` is the lesson page's primary key, kept as a plain number so that a deleted page
    takes nothing with it.
    """

    lesson_id = models.PositiveIntegerField()
    block_id = models.UUIDField()
    uid = models.CharField(max_length=13, unique=True, default=public_id, editable=False)

    objects = PeersManager()

    class Meta:
        verbose_name = "mã bước"
        verbose_name_plural = "mã bước"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson_id", "block_id"], name="step_identity_once"),
        ]

    def __str__(self) -> str:
        return self.uid


class Asset(models.Model):
    """A file of an edition, named by what is in it; kept for as long as anything may use it."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    content_type = models.CharField(max_length=50)
    byte_count = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="assets/")

    objects = PeersManager()

    class Meta:
        verbose_name = "tệp của khóa học"
        verbose_name_plural = "tệp của khóa học"

    def __str__(self) -> str:
        return self.sha256[:12]


class CourseEdition(models.Model):
    """One numbered, frozen publication of a course.

    `outline` is what course pages, progress and the step bar need without reading steps:
    `{"title", "summary", "can_do": [...], "prepare", "minutes", "art", "certificate": bool,
    "lessons": [{"title", "module", "minutes", "steps": [{"uid", "kind", "title", "required",
    "minutes"}]}], "test": null or {"title", "question_count", "minutes"}}`. `art` is the name of
    a drawn picture ("documents") or an asset; `module` the heading a lesson stands under, or "".
    `placement`, `{"rule": a TestOutRule, "slots": [slot, ...]}`, is what the placement check may
    ask of its test; left out, every slot and for advice only. `voice`, `{"asset", "seconds",
    "placeholder"}`, reads title and `can_do`; left out where nobody does.

    `rule` is the completion rule: `{"pass_mark": "5.0" or null, "attempts": null or n,
    "required": [uid, ...]}`; marks are decimal strings on the 10-point scale.

    `test` is the final test as learners see it, with no key in it: `{"title", "intro",
    "online_only": bool, "slots": [{"slot", "question", "version", "kind", "prompt", "stimulus",
    "points", "options": [{"key", "text"}]}]}` or null, `intro` html, stimulus as in a step; a slot
    that is read aloud has a `"voice"` as a step has. `online_only`, which old editions leave out,
    is whether it begins only with a network.
    `refresher`, None where nobody is invited, is what those who had finished before a major edition
    are offered: `{"line": the number of that edition, "steps": [uid, ...], "minutes": n, "since":
    ISO date}`; the small editions after it carry it on.

    `test_key` maps slot to `{"right": [key, ...], "points": n, "explanation"}` and never leaves
    the server.
    """

    class Level(models.TextChoices):
        TYPO = "typo", "Sửa lỗi nhỏ"
        MINOR = "minor", "Bổ sung"
        MAJOR = "major", "Thay đổi lớn"

    public_id = models.CharField(max_length=13, unique=True, default=public_id, editable=False)
    course = models.ForeignKey(
        "courses.Course", models.PROTECT, related_name="editions", verbose_name="khóa học"
    )
    number = models.PositiveIntegerField("số")
    level = models.CharField("mức thay đổi", max_length=10, choices=Level)
    title = models.CharField("tên khóa học", max_length=200)
    outline = models.JSONField()
    rule = models.JSONField()
    test = models.JSONField(null=True)
    test_key = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    refresher = models.JSONField(null=True, editable=False)
    published_at = models.DateTimeField("phát hành lúc", default=clock.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PeersManager()

    class Meta:
        verbose_name = "bản phát hành"
        verbose_name_plural = "bản phát hành"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "number"], name="edition_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (bản {self.number})"

    @property
    def gives_certificate(self) -> bool:
        return bool(self.outline.get("certificate", True))


class EditionStep(models.Model):
    """One frozen step: one screen on a phone.

    `values` is what the page is made of. For a practice step it carries key and feedback, because
    practice must answer without a network and never counts by itself. Shapes by kind:

    - read: `{"text" (html), "picture": {"asset", "alt", "caption", "width", "height"} or null,
      "after" (html), "note": {"kind": "tip"|"scam", "title", "text"} or null}`
    - watch: `{"intro" (html), "film": {"seconds", "width", "height", "poster", "captions",
      "copies": [{"asset", "bytes"}, ...] the lightest first} or null, "transcript"}`; its
      poster and captions are assets
    - simulate: `{"mode": "watch"|"follow"|"alone"|"test", "screens": [{"asset", "alt", "width",
      "height", "ask", "hint", "missed", "right", "spots": [{"role": "target"|"decoy", "x", "y",
      "w", "h" (percent of the picture), "label", "gesture": "tap"|"type"|"scroll", "text",
      "said"}]}]}`
    - drill: `{"channel": "sms"|"call"|"chat"|"web", "intro", "parts": [{"text", "sign": ""|
      "sender"|"link"|"pressure"|"money"|"secret"|"other", "why"}], "turns": [{"says", "choices":
      [{"text", "said", "next", "end": ""|"safe"|"harmed"}]}]}`; the first part is the
      sender, `next` the number of the next turn from one, or 0 where the story ends
    - question: `{"question", "version", "kind": "single"|"multiple"|"true_false", "prompt",
      "stimulus": {"kind": "none"|"sms"|"call"|"web", "from", "text"}, "options": [{"key", "text",
      "right", "said"}], "explanation"}`
    - do: `{"task" (html), "checklist": [text, ...], "help" (html), "evidence": "self"}`
    - teach: `{"intro" (html), "points": [text, text, text], "help" (html)}`

    A practice that says whose screens it shows has an `"app"`, `{"name", "version"}`. A step to
    read or to do that speaks of a procedure has a `"procedure"`: `{"id", "name", "code", "papers":
    [text, ...], "days": n or null, "fee_counter", "fee_online", "legal_basis", "valid_from",
    "valid_to", "as_of" (ISO dates or null), "example": bool}`.

    A step that is read aloud has a `"voice"` beside these: `{"asset", "seconds", "marks": [second
    each sentence begins, ...], "placeholder": whether a machine speaks until somebody does}`;
    marks are as many as the sentences of `courses.services.speech`, or none.

    An "asset" is a file name below `/tep/`: `<sha256>.<extension>`, its first 64 signs the key of
    the Asset row. Pictures are SVG or already phone-sized, so width and height are those of the
    file. Values are plain text unless marked (html), which is cleaned to p, br, strong, em, ul,
    ol, li, a, h3. What is typed into a spot is compared by `lms.common.text.fold`.
    """

    class Kind(models.TextChoices):
        READ = "read", "Đọc"
        WATCH = "watch", "Xem"
        SIMULATE = "simulate", "Sân tập"
        DRILL = "drill", "Luyện nhận biết lừa đảo"
        QUESTION = "question", "Câu hỏi"
        DO = "do", "Làm thật"
        TEACH = "teach", "Chỉ lại"

    edition = models.ForeignKey(CourseEdition, models.CASCADE, related_name="steps")
    uid = models.CharField(max_length=13)
    position = models.PositiveIntegerField()
    lesson_no = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    required = models.BooleanField(default=True)
    values = models.JSONField()
    # Title and text without marks, for search.
    text_fold = models.TextField(blank=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "bước"
        verbose_name_plural = "bước"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "uid"], name="edition_step_once"),
            models.UniqueConstraint(fields=["edition", "position"], name="edition_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"
