import pytest

from tests.notifications import provider as providers


@pytest.fixture
def provider(settings):
    """Production's way to send, to a provider on this machine."""
    with providers.running() as provider:
        settings.NOTIFICATION_CHANNELS = {
            "sms": "lms.notifications.channels.http.send",
            "mail": "lms.notifications.channels.mail.send",
        }
        settings.OUTBOX_SHOWS_TEXT = False
        settings.SMS_URL = provider.url
        settings.SMS_TOKEN = "bi-mat"
        yield provider
