"""Boards on which an author draws rectangles over a picture: places to touch, things to cover."""

from lms.users.policies import Role
from tests.browser import desk_driving as driving
from tests.courses import desk

# Wagtail's own: a button beside the title, the edge of the screen, the field for tags.
WAGTAILS = (
    ".w-field__comment-button",
    "#w-minimap-toggle",
    ".w-minimap",
    ".w-slim-header",
    ".DraftEditor-root",
)


def author(desktop, shelf):
    """A laptop with a screen to touch, on which somebody who writes in this section has come in."""
    person = driving.make_trainer("Lê Thùy Dung", "dung@demo.test")
    desk.give(person, Role.CONTENT_AUTHOR, shelf)
    page = desktop(has_touch=True)
    page.set_default_timeout(30_000)
    driving.come_in(page, person)
    return page


def points(board, start, end):
    """Two places of the picture, in percent, as points of the screen."""
    stage = board.locator(".board-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    return [
        (box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100)
        for x, y in (start, end)
    ]


def drag(page, board, start, end):
    (x, y), (to_x, to_y) = points(board, start, end)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def swipe(page, board, start, end):
    """The same with a finger."""
    touch = page.context.new_cdp_session(page)
    for kind, at in zip(("touchStart", "touchMove"), points(board, start, end), strict=True):
        where = [{"x": at[0], "y": at[1]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
