"""The account page of the editors' area, without what is kept elsewhere."""

from typing import Any

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)

# Names and addresses change on one's own page. A portrait would go round the media library, which
# takes position and camera data out of pictures. Nothing here asks for approval.
LEFT_OUT = (NameEmailSettingsPanel, AvatarSettingsPanel, NotificationsSettingsPanel)


class DeskAccountView(AccountView):
    """How the editors' area looks to the person."""

    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if not isinstance(panel, LEFT_OUT)]


account = require_admin_access(DeskAccountView.as_view())
