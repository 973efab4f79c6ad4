"""The files and cards that authors of the small province have on their shelves."""

from django.core.files.base import ContentFile

from courses.models import ProcedureCard
from lms.media import films, recordings
from lms.media.models import CustomDocument
from tests import files, sounds
from tests import films as videos


def make_document(collection):
    document = CustomDocument(title="Mẫu đơn", collection=collection)
    document.file.save("mau-don.pdf", ContentFile(files.PDF))
    return document


def make_procedure(by):
    card = ProcedureCard(name="Cấp bản sao", code="0.000001", is_example=True)
    card.save()
    card.save_revision(user=by)
    return card


def make_film(collection):
    copies = (videos.copy(name=b"l"), videos.copy(name=b"c"))
    return films.make_ready(
        title="Video mẫu", copies=copies, poster=videos.POSTER, captions=videos.CAPTIONS,
        collection=collection,
    )  # fmt: skip


def make_recording(collection):
    return recordings.make_ready(
        title="Giọng mẫu", content=sounds.clip(), marks=[], is_placeholder=True,
        collection=collection,
    )  # fmt: skip
