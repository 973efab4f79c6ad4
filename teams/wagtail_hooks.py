"""What teams add to Wagtail's admin."""

from wagtail import hooks

from teams.desk import ListsGroup


@hooks.register("register_admin_viewset")
def lists_of_teams() -> ListsGroup:
    return ListsGroup()
