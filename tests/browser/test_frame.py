"""The frame of every page, on a phone."""


def test_wagtail_sign_in_page_is_served(phone):
    page = phone()
    page.goto("/static/css/site.css")
    assert "@layer" in page.content()
