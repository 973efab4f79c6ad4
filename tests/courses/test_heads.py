"""Pages of ours about one course have one head, so an author always knows where she is."""

import pytest
from django.urls import reverse

from courses.editor import menus
from tests.courses import desk

NAMES = [
    *(name for name, *_ in (*menus.MAKING, *menus.LOOKING_AFTER) if name != "sketches"),
    *("publish", "withdraw", "retire"),
]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_of_a_course_says_its_name_and_leads_back_to_the_course(
    as_person, page, shelf, editor, name
):
    desk.publish(page)
    answer = as_person("editor").get(reverse(f"courses_editor:{name}", args=[page.pk]))
    crumbs = answer.context["breadcrumbs_items"]
    assert [crumb["url"] for crumb in crumbs] == [
        reverse("wagtailadmin_explore", args=[shelf.pk]),
        reverse("wagtailadmin_explore", args=[page.pk]),
        "",
    ]
    title = page.get_admin_display_title()
    assert [crumb["label"] for crumb in crumbs] == ["Khóa học", title, answer.context["page_title"]]
    assert f'<h1 class="w-h1">{answer.context["page_title"]}</h1>' in answer.text
    assert f"<p>{title}</p>" in answer.text
