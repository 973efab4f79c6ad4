import pytest

from tests.people import sign_in


@pytest.fixture
def admin(client, son):
    """Sơn's browser in the admin."""
    son.is_superuser = True
    son.save()
    sign_in(client, son)
    return client


@pytest.fixture(autouse=True)
def _own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
