"""Where courses are written. Learners never read these pages: they read editions of them."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Revision
from wagtail.search import index

from courses import seams
from courses.blocks import SlotBlock, StepsBlock
from courses.blocks.content import TEXT_FEATURES
from courses.editor import panels
from courses.editor.page_forms import CourseForm, DraftCopyForm, LessonForm
from courses.editor.page_rights import CoursePageRights, LessonPageRights, ShelfPageRights
from courses.models.placements import TestOutRule
from lms.common import text

SEARCH_FIELDS = [
    *Page.search_fields,
    index.SearchField("search_words"),
    index.AutocompleteField("search_words"),
]


class CataloguePage(Page):
    """The one shelf of sections."""

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["courses.SectionPage"]
    max_count = 1
    private_page_options: ClassVar[list[str]] = []
    # A shelf is no page anybody sees.
    preview_modes: ClassVar[list[tuple[str, str]]] = []
    edit_handler = panels.SECTION

    class Meta:
        verbose_name = "danh mục khóa học"
        verbose_name_plural = "danh mục khóa học"

    def permissions_for_user(self, user: Any) -> ShelfPageRights:
        return ShelfPageRights(user, self)


class SectionPage(Page):
    """The courses of one section; made and named by administrators."""

    section = models.OneToOneField(
        "courses.Section",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="page",
        verbose_name="mục",
    )

    parent_page_types: ClassVar = ["courses.CataloguePage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    private_page_options: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[tuple[str, str]]] = []
    edit_handler = panels.SECTION
    exclude_fields_in_copy: ClassVar = ["section"]

    class Meta:
        verbose_name = "mục khóa học"
        verbose_name_plural = "mục khóa học"

    def permissions_for_user(self, user: Any) -> ShelfPageRights:
        return ShelfPageRights(user, self)

    def with_content_json(self, content: dict[str, Any]) -> "SectionPage":
        page: SectionPage = super().with_content_json(content)
        page.section_id = self.section_id
        return page


class CoursePage(Page):
    """The draft of a course; publishing it makes a `CourseEdition`.

    `course` is given by `authoring.ensure_course`, also to a copy; it is never part of a draft.
    """

    class Art(models.TextChoices):
        DEFAULT = "default", "Hình chung"
        DOCUMENTS = "documents", "Giấy tờ"
        MARKET = "market", "Chợ"
        PHONE_SCAM = "phone-scam", "Cuộc gọi lừa đảo"
        LOCK = "lock", "Ổ khóa"
        FAMILY_CALL = "family-call", "Gọi cho người nhà"
        HEALTH = "health", "Sức khỏe"

    course = models.OneToOneField(
        "courses.Course",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="page",
        verbose_name="khóa học",
    )
    summary = models.TextField("giới thiệu", max_length=400, blank=True)
    can_do = models.TextField("học xong làm được gì", max_length=1000, blank=True)
    prepare = models.TextField("chuẩn bị sẵn", max_length=400, blank=True)
    art = models.CharField("hình đại diện", max_length=20, choices=Art, default=Art.DEFAULT)
    art_image = models.ForeignKey(
        "media.CustomImage",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hoặc hình riêng",
    )
    voice = models.ForeignKey(
        "media.Recording",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="giọng đọc lời giới thiệu",
    )
    address = models.SlugField("địa chỉ", max_length=80, blank=True)
    gives_certificate = models.BooleanField("cấp giấy chứng nhận", default=True)
    pass_mark = models.DecimalField(
        "điểm đạt",
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        default=5,
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )
    attempts = models.PositiveSmallIntegerField(
        "số lượt làm bài", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    test_title = models.CharField(
        "tên bài kiểm tra", max_length=200, default="Bài kiểm tra cuối khóa"
    )
    test_intro = RichTextField("lời dặn trước khi làm", features=TEXT_FEATURES, blank=True)
    test_minutes = models.PositiveSmallIntegerField("số phút làm bài", default=10)
    test_online_only = models.BooleanField("chỉ làm khi có mạng", default=False)
    test_out = models.CharField(
        "khi trả lời được trong bài thử sức",
        max_length=12,
        choices=TestOutRule,
        default=TestOutRule.ADVICE,
    )
    final_test = StreamField([("slot", SlotBlock())], blank=True, verbose_name="các câu kiểm tra")
    # Why the last scheduled publishing was refused: {"at", "problems": [text]}.
    refusal = models.JSONField(null=True, editable=False)

    search_fields: ClassVar = SEARCH_FIELDS
    parent_page_types: ClassVar = ["courses.SectionPage"]
    subpage_types: ClassVar = ["courses.LessonPage", "courses.SharedLessonPage"]
    exclude_fields_in_copy: ClassVar = ["course", "address", "refusal", "expire_at"]
    base_form_class = CourseForm
    admin_default_ordering = "ord"
    private_page_options: ClassVar[list[str]] = []
    # Beside its form stands what is to be said of it.
    is_checked = True
    # None: a preview is made under the address its editor uses.
    full_url = None
    edit_handler = panels.COURSE

    class Meta:
        verbose_name = "khóa học"
        verbose_name_plural = "khóa học"

    def with_content_json(self, content: dict[str, Any]) -> "CoursePage":
        """A revision as a page; what belongs to the course as a whole is as it is today."""
        page: CoursePage = super().with_content_json(content)
        page.course_id = self.course_id
        page.refusal = self.refusal
        page.expire_at = self.expire_at
        return page

    def search_words(self) -> str:
        """What editors find the page by, typed with marks or without."""
        return text.fold(self.title)

    def permissions_for_user(self, user: Any) -> CoursePageRights:
        return CoursePageRights(user, self)

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> None:  # noqa: ARG002
        """Check the draft and ask for an edition; raises ValidationError for a bad draft."""
        seams.publish_course(self, revision, user)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[None, str, str] | None:  # noqa: ARG002
        course = self.course
        if course is None or course.current_edition_id is None:
            return None
        return (None, "", course.get_absolute_url())

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        if self.course is None:
            raise Http404
        return redirect(self.course)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return seams.preview_modes(self)

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return phone_first(super().preview_sizes)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return seams.preview(self, request, mode_name)


class LessonPage(Page):
    """The draft of a lesson; learners see its steps, each a screen of its own."""

    module = models.CharField("chuyên đề", max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(
        "số phút", null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    steps = StreamField(StepsBlock(), blank=True, verbose_name="các bước")

    search_fields: ClassVar = SEARCH_FIELDS
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = LessonForm
    copy_form_class = DraftCopyForm
    private_page_options: ClassVar[list[str]] = []
    is_checked = True
    edit_handler = panels.LESSON

    class Meta:
        verbose_name = "bài học"
        verbose_name_plural = "bài học"

    def search_words(self) -> str:
        """What editors find the page by, typed with marks or without."""
        return text.fold(self.title)

    def permissions_for_user(self, user: Any) -> LessonPageRights:
        return LessonPageRights(user, self)

    def get_url_parts(self, request: HttpRequest | None = None) -> None:  # noqa: ARG002
        """A lesson has no address of its own."""
        return

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get_parent().specific.serve(request, *args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return seams.preview_modes(self)

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return phone_first(super().preview_sizes)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return seams.preview(self, request, mode_name)


def phone_first(sizes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The preview sizes with the first as narrow as a resident's phone."""
    first, *rest = sizes
    return [{**first, "device_width": 360}, *rest]
