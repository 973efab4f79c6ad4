"""Voices recorded in the editor itself: kept once however often they are sent, tapped along."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection

from lms.common import text
from lms.media import recordings
from lms.media.models import Recording
from lms.media.refusals import FileRefused
from lms.media.sound import kinds
from lms.media.uploads import vouch_for

MOST_MARKS = 300
_KEY = re.compile(r"[0-9A-Za-z-]{8,72}")
_TITLE_LENGTH = 255


class TakeWrong(ValueError):
    """What a page sent is no take or no marks; the text is for the author."""


class TakeReplaced(Exception):
    """The recording has another file by now."""


def receive(
    *, key: str, title: str, file: "File[bytes]", collection: Collection, by: Any
) -> Recording:
    """A recording of this take; the same key again is the same recording.

    Raises FileRefused for what nobody can use, TakeWrong for a key that is none.
    """
    if not _KEY.fullmatch(key):
        raise TakeWrong(_("Bản ghi gửi lên chưa đúng cách. Tải lại trang rồi ghi lại."))
    with transaction.atomic():
        known = Recording.objects.filter(uploaded_by_user=by, file__startswith=f"recordings/{key}")
        if recording := known.first():
            return recording
        recording = Recording(
            title=text.nfc(title)[:_TITLE_LENGTH] or _("Giọng đọc"),
            file=_checked(file, key),
            collection=collection,
            uploaded_by_user=by,
        )
        recording.save()
        recordings.ask_for_clip(recording, by=by)
    return recording


def _checked(file: "File[bytes]", key: str) -> "File[bytes]":
    if not file.size:
        raise FileRefused(_("Bản ghi này trống. Ghi lại rồi gửi."))
    kinds.check_size(file.size)
    file.name = f"{key}{kinds.check(file.read()).extension}"
    file.seek(0)
    vouch_for(file)
    return file


def mark(recording: Recording, marks: Sequence[object], *, file: str) -> list[float]:
    """Keep where the sentences begin in this very file; none at all lets the pauses speak again.

    Raises TakeWrong for what are no times of it, TakeReplaced where it has another file.
    """
    kept = _times(marks, recording.seconds or kinds.MAX_SECONDS)
    if not Recording.objects.filter(pk=recording.pk, file=file).update(marks=kept):
        raise TakeReplaced
    return kept


def _times(marks: Sequence[object], longest: float) -> list[float]:
    try:
        times = [round(float(str(one)), 2) for one in marks]
    except ValueError as error:
        raise TakeWrong(_("Dấu câu gửi lên chưa đúng cách. Chạm lại từ đầu.")) from error
    grows = all(before < after for before, after in pairwise(times))
    is_within = all(isfinite(one) and 0 <= one < longest for one in times)
    if len(times) > MOST_MARKS or not grows or not is_within:
        raise TakeWrong(_("Dấu câu chưa khớp với bản ghi. Chạm lại từ đầu."))
    return times
