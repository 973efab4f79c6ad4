"""Pages of ours about one course have one head, so an author always knows where she is."""

import pytest
from django.urls import reverse
from wagtail.admin.ui.menus.pages import get_page_header_buttons

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


def test_a_page_is_called_what_the_menu_and_the_bar_below_the_form_call_it(as_person, page, editor):
    client = as_person("editor")
    buttons = get_page_header_buttons(page, editor, "/quan-tri/", "index")
    labels = {button.url: str(button.label) for button in buttons}
    for name in NAMES[:-2]:
        address = reverse(f"courses_editor:{name}", args=[page.pk])
        assert client.get(address).context["page_title"] == labels[address]
    assert labels[menus.publish_url(page)] == str(menus.PublishItem.label)
