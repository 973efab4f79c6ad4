"""What phones ask and tell about learning."""

import dataclasses
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import ValidationError

from certificates.models import Certificate
from certificates.services import holding
from courses.evidence.sayings import MAX_VOICE_BYTES
from courses.services import asked_voices, events, progress
from courses.services.progress import CourseProgress
from lms.api import access, bodies, errors
from lms.api.errors import ApiError
from lms.api.schemas import (
    BatchIn,
    CertificateOut,
    CourseOut,
    DutyOut,
    EventsOut,
    HelpOut,
    KnownOut,
    MeOut,
    NeighbourOut,
    NoticeOut,
    OutcomeOut,
    PersonOut,
    VoiceOut,
)
from lms.common import clock
from lms.notifications import inbox
from lms.notifications.models import Notice
from lms.sync.services import devices, handover
from lms.users import borrowed
from lms.users.models import User
from teams.services import neighbours

MOST_EVENTS = 500

router = Router()


@router.get("/me", response=MeOut)
def me(request: HttpRequest, response: HttpResponse) -> MeOut:
    """Who is signed in here, and how far she is in every course; nobody gets an empty answer."""
    borrowed.settle(request, response)
    get_token(request)
    response["Cache-Control"] = "no-store"
    person = request.user
    if not isinstance(person, User):
        return MeOut(person=None, courses=[], duties=[], known=[], inbox=[], ticket="")
    duties, known = progress.asked_and_known(person)
    return MeOut(
        person=PersonOut(
            id=person.public_id,
            also=person.former_ids,
            name=person.full_name,
            greeting=person.greeting_name,
            home=str(person.home_unit_id or ""),
        ),
        courses=courses_out(progress.of_person(person)),
        duties=[DutyOut(**dataclasses.asdict(duty)) for duty in duties],
        known=[KnownOut(course=one.course, on=_day(one.at), counts=one.counts) for one in known],
        inbox=[_notice_out(notice) for notice in inbox.newest(person)],
        ticket=handover.ticket_of(person),
    )


def _day(moment: datetime) -> str:
    return date_format(clock.local(moment), "d/m/Y")


def _notice_out(notice: Notice) -> NoticeOut:
    return NoticeOut(
        title=notice.title,
        body=notice.body,
        url=notice.url,
        at=notice.created_at,
        read=notice.read_at is not None,
    )


@router.get("/neighbour", response=HelpOut)
def neighbour(request: HttpRequest, response: HttpResponse) -> HelpOut:
    """Whom this person may ring; asked for seldom, so it does not weigh on `me`."""
    response["Cache-Control"] = "no-store"
    person = request.user
    found = neighbours.of_person(person, on=clock.today()) if isinstance(person, User) else None
    one = NeighbourOut(name=found.name, number=found.number) if found else None
    return HelpOut(neighbour=one)


@router.post("/events", response=EventsOut)
def receive(request: HttpRequest, response: HttpResponse) -> EventsOut:
    """Take up to 500 events and answer each; the whole batch may be sent again."""
    person = access.signed_in(request)
    response["Cache-Control"] = "no-store"
    batch = _batch(request)
    if batch.person not in {None, person.public_id}:
        raise ApiError(409, "other_person", _("Bài học này của người khác dùng chung máy."))
    received = events.receive(person, batch.events, now=clock.now())
    devices.note_senders(batch.events, user=person)
    return EventsOut(
        outcomes=[OutcomeOut(**dataclasses.asdict(outcome)) for outcome in received.outcomes],
        courses=courses_out(progress.after(received.enrolments)),
    )


def _batch(request: HttpRequest) -> BatchIn:
    try:
        batch = BatchIn.model_validate(bodies.read_json(request))
    except ValidationError as error:
        raise errors.wrong_shape() from error
    if len(batch.events) > MOST_EVENTS:
        raise ApiError(413, "too_many", _("Mỗi lần gửi được nhiều nhất 500 sự kiện."))
    return batch


def courses_out(found: list[CourseProgress]) -> list[CourseOut]:
    """With the certificate of each finished course; one more query only where one is finished."""
    done = [one.enrolment_id for one in found if one.completed_at]
    certificates = holding.newest_of(done) if done else {}
    return [_course_out(one, certificates.get(one.enrolment_id)) for one in found]


def _course_out(one: CourseProgress, certificate: Certificate | None) -> CourseOut:
    revoked = certificate is not None and certificate.status == Certificate.Status.REVOKED
    valid = None
    if certificate and not revoked:
        url = f"/toi/giay-chung-nhan/{certificate.code}.pdf"
        number, day = certificate.register_no, date_format(certificate.issued_on, "d/m/Y")
        valid = CertificateOut(code=certificate.code, number=number, on=day, url=url)
    told = dataclasses.asdict(one)
    for drill in told["drills"]:
        drill["due"] = drill["due_on"] <= clock.today()
    return CourseOut(certificate=valid, certificate_revoked=revoked, **told)


@router.put("/voices/{uuid:event_id}", response=VoiceOut)
def voice(request: HttpRequest, response: HttpResponse, event_id: UUID) -> VoiceOut:
    """The sound of a question asked by voice; may be sent again."""
    person = access.signed_in(request)
    response["Cache-Control"] = "no-store"
    content = bodies.read_bytes(request, most=MAX_VOICE_BYTES)
    try:
        question = asked_voices.take(person, event_id, content)
    except asked_voices.VoiceRefused as refused:
        raise ApiError(422, "voice_refused", str(refused)) from refused
    if question is None:
        raise errors.not_found()
    return VoiceOut(state=question.voice)


@router.api_operation(
    ["POST", "PATCH", "DELETE", "GET"], "/voices/{uuid:event_id}", include_in_schema=False
)
def voice_otherwise(request: HttpRequest, event_id: UUID) -> None:  # noqa: ARG001
    raise errors.wrong_method()


@router.api_operation(["PUT", "PATCH", "DELETE", "POST"], "/me", include_in_schema=False)
def me_otherwise(request: HttpRequest) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()


@router.api_operation(["PUT", "PATCH", "DELETE", "POST"], "/neighbour", include_in_schema=False)
def neighbour_otherwise(request: HttpRequest) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()


@router.api_operation(["PUT", "PATCH", "DELETE", "GET"], "/events", include_in_schema=False)
def receive_otherwise(request: HttpRequest) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()
