"""What one section's editor is told of another section by the side doors of the editors' area.

The doors themselves stand in `editors.txt`; here are those that answer to ids in a query, to
filters, and to what is posted.
"""

import pytest

from courses.models import CoursePage, LessonPage
from courses.services import binning
from tests.access.test_editors_area import ask

pytestmark = pytest.mark.usefixtures("indexed")

FOREIGN = (
    *("Nộp hồ sơ trực tuyến", "Bản thảo chưa", "Mẫu đơn", "Màn hình", "Hỏi thử?"),
    *("Giọng mẫu", "Video mẫu", "Tìm thủ tục"),
)
# Whoever makes a link may choose what residents see anyhow.
PUBLIC = {"Nộp hồ sơ trực tuyến", "Tìm thủ tục"}
# Address, with the names of rows of the test's province to put in.
ASKED = [
    "bulk/wagtailcore/page/delete/?id={course_page}",
    "bulk/wagtailcore/page/move/?id={course_page}",
    "bulk/wagtailcore/page/publish/?id={course_page}",
    "bulk/media/customimage/delete/?id={image}",
    "bulk/media/customimage/add_tags/?id={image}",
    "bulk/media/customimage/add_to_collection/?id={image}",
    "bulk/media/customdocument/delete/?id={document}",
    "bulk/courses/question/delete/?id={question}",
    "bulk/media/film/delete/?id={film}",
    "bulk/media/recording/delete/?id={recording}",
    "api/main/pages/?child_of={shelf_page}",
    "api/main/pages/?child_of={course_page}",
    "api/main/pages/?descendant_of={shelf_page}",
    "api/main/pages/?search=nop",
    "api/main/pages/?order=title&fields=*",
    "choose-page/{shelf_page}/",
    "choose-page/{course_page}/",
    "choose-page/?page_type=courses.lessonpage",
    "choose-page/search/?q=tim&page_type=courses.lessonpage",
    "choose-page/chosen-multiple/?id={course_page}",
    "images/?q=man",
    "images/?collection_id={collection}",
    "images/chooser/results/?collection_id={collection}",
    "images/chooser/results/?q=man",
    "images/chooser/chosen-multiple/?id={image}",
    "documents/?q=mau",
    "documents/?collection_id={collection}",
    "documents/chooser/results/?q=mau",
    "documents/chooser/chosen-multiple/?id={document}",
    "snippets/choose/courses/question/results/?q=hoi",
    "snippets/choose/courses/question/chosen-multiple/?id={question}",
    "snippets/choose/media/film/chosen-multiple/?id={film}",
    "snippets/choose/media/recording/chosen-multiple/?id={recording}",
    "pages/usage/courses/lessonpage/",
    "pages/search/?q=tim",
    "pages/search/results/?q=tim&content_type=courses.lessonpage",
    "reports/site-history/?object_type=courses.coursepage",
    "reports/site-history/results/?label=nop",
    "reports/aging-pages/results/",
    "reports/locked/results/",
    "khoa-hoc/thung-rac/",
    "khoa-hoc/khoa-mau/",
    "khoa-hoc/nhan/",
]


def shown(response):
    """All an answer says, also as JSON for a script to put in."""
    if response.status_code >= 300:
        return ""
    is_json = response["Content-Type"].startswith("application/json")
    return str(response.json()) if is_json else response.content.decode()


def test_what_is_asked_by_the_side_gives_nothing_away(world, taken_back):
    """Neither does what lies in the bin of the other section."""
    lesson = LessonPage.objects.child_of(CoursePage.objects.get(pk=world.parts["course_page"]))
    told = []
    for place in ("as it is", "in the bin"):
        with taken_back():
            if place == "in the bin":
                binning.put_away(lesson.first(), by=None)
            for address in ASKED:
                answer = ask(world, "other_editor", f"/quan-tri/{address.format(**world.parts)}")
                known = PUBLIC if address.startswith("choose-page/") else set()
                words = {word for word in FOREIGN if word in shown(answer)} - known
                told += [f"{place}: {address}: {word}" for word in sorted(words)]
    assert not told, "\n".join(told)


def test_a_page_in_the_bin_is_chosen_by_nobody(world, taken_back):
    page = CoursePage.objects.get(pk=world.parts["course_page"])
    lesson = LessonPage.objects.child_of(page).first()
    asked = "/quan-tri/choose-page/search/?q=tim&page_type=courses.lessonpage"
    offered = f'data-id="{lesson.pk}"'
    assert offered in shown(ask(world, "author", asked))
    with taken_back():
        binning.put_away(lesson, by=None)
        for who in ("author", "other_editor", "system"):
            assert offered not in shown(ask(world, who, asked))


def test_what_is_posted_at_the_side_does_nothing(world, taken_back):
    page = CoursePage.objects.get(pk=world.parts["course_page"])
    lesson = LessonPage.objects.child_of(page).first()
    with taken_back():
        for model, row in (("page", page), ("page", lesson)):
            address = f"/quan-tri/bulk/wagtailcore/{model}/delete/?id={row.pk}&next=/quan-tri/"
            ask(world, "other_editor", address, method="POST")
        for kind in ("image", "document"):
            address = f"/quan-tri/bulk/media/custom{kind}/delete/?id={world.parts[kind]}"
            ask(world, "other_editor", f"{address}&next=/quan-tri/", method="POST")
        for action in ("delete", "copy", "move", "publish", "unpublish"):
            address = f"/quan-tri/api/main/pages/{lesson.pk}/action/{action}/"
            answer = ask(world, "other_editor", address, method="POST")
            assert answer.status_code in (403, 404)
        assert not binning.Binned.objects.exists()
        assert LessonPage.objects.child_of(page).first() == lesson
