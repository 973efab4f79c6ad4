"""Questions with versions: drafts are edited, publishing a course fixes what it uses."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, RevisionMixin
from wagtail.search import index

from courses.blocks import OptionBlock
from lms.common import text
from lms.common.models import PeersManager


class QuestionTag(TaggedItemBase):
    """A word to find a question by."""

    content_object = ParentalKey("courses.Question", related_name="tagged_items")


class Question(DraftStateMixin, RevisionMixin, index.Indexed, ClusterableModel):
    """One question of a section; `version` counts the texts that courses have published.

    An answer's key in an edition is the first eight signs of its block's id, so that it stays the
    same when the answers are put in another order.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", "Chọn một câu"
        MULTIPLE = "multiple", "Chọn nhiều câu"
        TRUE_FALSE = "true_false", "Đúng hay sai"

    class Stimulus(models.TextChoices):
        NONE = "none", "Không có"
        SMS = "sms", "Tin nhắn"
        CALL = "call", "Cuộc gọi"
        WEB = "web", "Trang web"

    section = models.ForeignKey(
        "courses.Section", models.PROTECT, related_name="questions", verbose_name="mục"
    )
    kind = models.CharField("kiểu câu hỏi", max_length=12, choices=Kind, default=Kind.SINGLE)
    prompt = models.TextField("câu hỏi", max_length=400)
    stimulus_kind = models.CharField(
        "kèm theo", max_length=6, choices=Stimulus, default=Stimulus.NONE
    )
    stimulus_from = models.CharField("từ đâu", max_length=120, blank=True)
    stimulus_text = models.TextField("nội dung kèm theo", max_length=600, blank=True)
    options = StreamField(
        [("option", OptionBlock())], max_num=6, blank=True, verbose_name="các câu trả lời"
    )
    explanation = models.TextField("giải thích", max_length=600, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)
    # "course code/question id" of a question that came with a course file.
    source = models.CharField(max_length=170, blank=True, editable=False)
    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name="từ khóa")

    objects: ClassVar[PeersManager["Question"]] = PeersManager()

    search_fields: ClassVar = [
        index.SearchField("search_words"),
        index.AutocompleteField("search_words"),
        index.FilterField("section"),
        index.FilterField("kind"),
        # Those in the bin are left out.
        index.FilterField("id"),
    ]

    class Meta:
        verbose_name = "câu hỏi"
        verbose_name_plural = "câu hỏi"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="question_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.prompt

    def with_content_json(self, content: dict[str, Any]) -> "Question":
        """A revision as an object; its version is that of the question, not of its day."""
        question: Question = super().with_content_json(content)
        question.version = self.version
        question.source = self.source
        return question

    def search_words(self) -> str:
        """What the question is found by, typed with marks or without."""
        return f"{self.prompt} {text.fold(self.prompt)}"
