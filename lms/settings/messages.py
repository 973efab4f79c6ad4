"""How messages go out, and how many a day; part of the base settings."""

from typing import Any

from lms import env

# Embedded, messages are printed in the window of `make run` and shown in the outbox.
NOTIFICATION_CHANNELS = {
    "sms": "lms.notifications.channels.console.send",
    "mail": "lms.notifications.channels.console.send",
    "voice": "lms.notifications.channels.console.send",
}
# Whoever runs a trial may read what its phones would; production never shows a text.
OUTBOX_SHOWS_TEXT = True
SMS_URL = ""
SMS_TOKEN = ""
VOICE_URL = ""
VOICE_TOKEN = ""
# A day: for one number, for ten thousand numbers in a row, for the whole site. A code costs about
# 700 đồng by SMS and 1,000 by a call: at worst some seven million and one million đồng a day. Of
# 10,000 numbers in a row a province's people have a few hundred, of whom few sign in on one day.
MESSAGE_BUDGETS = {
    "sms": env.budget("LMS_SMS_BUDGET", number=20, prefix=200, site=10_000),
    "voice": env.budget("LMS_VOICE_BUDGET", number=3, prefix=40, site=1_000),
}
# Who is told when four fifths of a budget are used, and when all of it is.
OPERATORS = env.words("LMS_OPERATORS")
MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
}
DEFAULT_FROM_EMAIL = env.text("LMS_MAIL_FROM", "hocso@localhost")
