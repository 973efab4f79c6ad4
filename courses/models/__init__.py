"""What is taught, the editions it is taught in, and who has learnt it."""

from courses.models.attempts import Attempt
from courses.models.binned import Binned, BinPage
from courses.models.courses import Course, Section
from courses.models.documents import LessonDocument
from courses.models.duties import Duty, DutyRule
from courses.models.editions import Asset, CourseEdition, EditionStep, StepIdentity
from courses.models.enrolments import Enrolment
from courses.models.events import LearningEvent, QuarantinedEvent
from courses.models.freshness import StaleMark
from courses.models.hard_words import HardWord
from courses.models.pages import CataloguePage, CoursePage, LessonPage, SectionPage
from courses.models.parcels import CourseParcel, TrustedSite
from courses.models.placements import Placement, TestOut, TestOutRule
from courses.models.procedures import ProcedureCard
from courses.models.questions import Question, QuestionTag
from courses.models.reviews import CourseReview, CourseReviewState
from courses.models.shared import SharedLessonPage
from courses.models.signals import EditionFigures, StepQuestion, StepSignal
from courses.models.sketches import LessonSketch

__all__ = [
    "Asset",
    "Attempt",
    "BinPage",
    "Binned",
    "CataloguePage",
    "Course",
    "CourseEdition",
    "CoursePage",
    "CourseParcel",
    "CourseReview",
    "CourseReviewState",
    "Duty",
    "DutyRule",
    "EditionFigures",
    "EditionStep",
    "Enrolment",
    "HardWord",
    "LearningEvent",
    "LessonDocument",
    "LessonPage",
    "LessonSketch",
    "Placement",
    "ProcedureCard",
    "QuarantinedEvent",
    "Question",
    "QuestionTag",
    "Section",
    "SectionPage",
    "SharedLessonPage",
    "StaleMark",
    "StepIdentity",
    "StepQuestion",
    "StepSignal",
    "TestOut",
    "TestOutRule",
    "TrustedSite",
]
