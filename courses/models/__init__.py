"""What is taught, the editions it is taught in, and who has learnt it."""

from courses.models.attempts import Attempt
from courses.models.courses import Course, Section
from courses.models.documents import LessonDocument
from courses.models.duties import Duty, DutyRule
from courses.models.editions import Asset, CourseEdition, EditionStep, StepIdentity
from courses.models.enrolments import Enrolment
from courses.models.events import LearningEvent, QuarantinedEvent
from courses.models.hard_words import HardWord
from courses.models.pages import CataloguePage, CoursePage, LessonPage, SectionPage
from courses.models.placements import Placement, TestOut, TestOutRule
from courses.models.questions import Question, QuestionTag
from courses.models.sketches import LessonSketch

__all__ = [
    "Asset",
    "Attempt",
    "CataloguePage",
    "Course",
    "CourseEdition",
    "CoursePage",
    "Duty",
    "DutyRule",
    "EditionStep",
    "Enrolment",
    "HardWord",
    "LearningEvent",
    "LessonDocument",
    "LessonPage",
    "LessonSketch",
    "Placement",
    "QuarantinedEvent",
    "Question",
    "QuestionTag",
    "Section",
    "SectionPage",
    "StepIdentity",
    "TestOut",
    "TestOutRule",
]
