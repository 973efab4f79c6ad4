"""What this app keeps about a person: name and home, ways in, roles, posts, consents."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock, phone
from lms.notifications import inbox
from lms.notifications import services as notifications
from lms.users.models import (
    Consent,
    LearningCard,
    Official,
    PersonalPin,
    PhoneCode,
    RoleGrant,
    RosterRow,
    User,
)
from lms.users.services import erased, grants, merging, personal, pins
from lms.users.signals import grants_changed


def register() -> None:
    """Announce the parts; called once, from `AppConfig.ready`."""
    personal.register_part(
        "person",
        label=gettext_lazy("Tên, năm sinh, nơi ở"),
        export=_person,
        erase=_forget_keys,
        describe=_say_person,
        stays=gettext_lazy(
            "Một dấu không đọc ngược được, để danh sách của thôn không tự đưa bà con trở lại."
        ),
    )
    personal.register_part(
        "phones",
        label=gettext_lazy("Số điện thoại đăng nhập"),
        export=_phones,
        erase=_forget_phones,
        describe=_say_phones,
    )
    personal.register_part(
        "cards",
        label=gettext_lazy("Thẻ học"),
        export=_cards,
        erase=_forget_cards,
        describe=_say_cards,
    )
    personal.register_part(
        "pin",
        label=gettext_lazy("Mã PIN riêng"),
        export=lambda user: pins.has_own(user) or None,
        erase=_forget_pin,
    )
    personal.register_part(
        "messages",
        label=gettext_lazy("Tin nhắn và thư đã gửi"),
        export=_messages,
        erase=_forget_messages,
    )
    personal.register_part(
        "notices", label=gettext_lazy("Hộp tin"), export=inbox.about, erase=inbox.forget
    )
    personal.register_part(
        "consents",
        label=gettext_lazy("Những điều đã đồng ý"),
        export=_consents,
        erase=_close_consents,
        stays=gettext_lazy("Ngày đồng ý và ngày rút lại, không kèm tên, để làm bằng chứng."),
    )
    personal.register_part(
        "roles", label=gettext_lazy("Phân quyền"), export=_roles, erase=_end_roles
    )
    personal.register_part(
        "posts", label=gettext_lazy("Chức vụ ở cơ quan"), export=_posts, erase=_end_posts
    )
    personal.register_part(
        "rosters",
        label=gettext_lazy("Dòng trong danh sách cơ quan gửi"),
        export=_rosters,
        erase=_blank_rosters,
    )
    merging.register_merge("users", _take_over)
    merging.register_merge("notices", inbox.move)


def _person(user: User) -> dict[str, Any]:
    return {
        "full_name": user.full_name,
        "form_of_address": user.get_form_of_address_display(),
        "birth_year": user.birth_year,
        "home_unit": str(user.home_unit or ""),
        "email": user.email,
        "contact_phone": user.contact_phone,
        "identities": [*SocialAccount.objects.filter(user=user).values("uid", "date_joined")],
        "joined_at": user.joined_at,
        "last_sign_in": user.last_login,
    }


def _say_person(user: User) -> list[str]:
    said = [user.full_name]
    if user.birth_year:
        said.append(_("Năm sinh: %(year)s") % {"year": user.birth_year})
    if user.home_unit:
        said.append(_("Nơi ở: %(unit)s") % {"unit": user.home_unit})
    if user.email:
        said.append(_("Thư điện tử: %(email)s") % {"email": user.email})
    if user.contact_phone:
        number = phone.display(user.contact_phone)
        said.append(_("Điện thoại liên hệ: %(number)s") % {"number": number})
    return said


def _forget_keys(user: User) -> None:
    erased.mark(user)
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.sessions.all().delete()
    user.groups.clear()
    user.user_permissions.clear()


def _phones(user: User) -> list[dict[str, Any]]:
    rows = user.login_phones.order_by("created_at")
    return [*map(dict, rows.values("number", "created_at", "verified_at"))]


def _say_phones(user: User) -> list[str]:
    rows = user.login_phones.order_by("created_at")
    return [phone.display(number) for number in rows.values_list("number", flat=True)]


def _cards(user: User) -> list[dict[str, Any]]:
    return [*map(dict, user.cards.order_by("issued_at").values("issued_at", "stopped_at"))]


def _say_cards(user: User) -> list[str]:
    cards = user.cards.order_by("issued_at").values_list("issued_at", "stopped_at")
    return [
        (_("Cấp ngày %(day)s, đã dừng") if stopped_at else _("Cấp ngày %(day)s, đang dùng"))
        % {"day": date_format(clock.local(issued_at).date(), "d/m/Y")}
        for issued_at, stopped_at in cards
    ]


def _forget_pin(user: User) -> None:
    PersonalPin.objects.filter(person=user).delete()


def _forget_cards(user: User) -> None:
    user.cards.all().delete()


def _forget_phones(user: User) -> None:
    numbers = list(user.login_phones.values_list("number", flat=True))
    PhoneCode.objects.filter(number__in=numbers).delete()
    user.login_phones.all().delete()


def _addresses(user: User) -> list[str]:
    numbers = user.login_phones.values_list("number", flat=True)
    return [address for address in (*numbers, user.contact_phone, user.email) if address]


def _messages(user: User) -> list[dict[str, Any]]:
    return notifications.messages_about(user, addresses=_addresses(user))


def _forget_messages(user: User) -> None:
    # Before the numbers go: parts are erased from the last to the first.
    notifications.forget_person(user, addresses=_addresses(user))


def _consents(user: User) -> list[dict[str, Any]]:
    rows = user.consents.order_by("given_at")
    fields = ("purpose", "wording", "channel", "given_at", "withdrawn_at")
    return [*map(dict, rows.values(*fields))]


def _close_consents(user: User) -> None:
    Consent.objects.filter(person=user, withdrawn_at=None).update(withdrawn_at=clock.now())


def _roles(user: User) -> list[dict[str, Any]]:
    rows = user.grants.select_related("unit", "agency").order_by("valid_from")
    return [
        {
            "role": grant.get_role_display(),
            "where": str(grant.unit or grant.agency or grant.scope_kind),
            "valid_from": grant.valid_from,
            "valid_to": grant.valid_to,
            "revoked_on": grant.revoked_on,
        }
        for grant in rows
    ]


def _end_roles(user: User) -> None:
    for grant in RoleGrant.objects.filter(person=user, revoked_on=None):
        grants.revoke(grant, by=None, on=clock.today())


def _posts(user: User) -> list[dict[str, Any]]:
    rows = user.posts.select_related("agency").order_by("started_on")
    return [
        {
            "agency": str(post.agency),
            "kind": post.get_kind_display(),
            "job_title": post.job_title,
            "staff_no": post.staff_no,
            "started_on": post.started_on,
            "ended_on": post.ended_on,
        }
        for post in rows
    ]


def _end_posts(user: User) -> None:
    today = clock.today()
    posts = Official.objects.filter(person=user)
    begun = Q(started_on=None) | Q(started_on__lte=today)
    posts.filter(begun, ended_on=None).update(ended_on=today)
    posts.update(job_title="", staff_no="", position_code="")


def _rosters(user: User) -> list[dict[str, Any]]:
    rows = RosterRow.objects.filter(person=user, applied_at__isnull=False)
    rows = rows.select_related("roster__agency", "roster__unit").order_by("applied_at")
    return [
        {
            "agency": str(row.roster.place),
            "at": row.applied_at,
            "written": row.cells.get("raw", {}),
        }
        for row in rows
    ]


def _blank_rosters(user: User) -> None:
    rows = RosterRow.objects.filter(person=user)
    # What was not applied yet never will be: there is nothing left to apply.
    rows.filter(applied_at=None).update(action=RosterRow.Action.REFUSE)
    rows.update(cells={}, reasons=[])


def _take_over(person: User, into: User) -> None:
    """Cards, consents, roles, posts and what was written to the one are the other's now.

    Where both have an open one of the same, the one of `person` is closed or stays behind.
    """
    if LearningCard.objects.open().filter(person=into).exists():
        LearningCard.objects.open().filter(person=person).update(stopped_at=clock.now())
    LearningCard.objects.filter(person=person).update(person=into)
    SocialAccount.objects.filter(user=person).update(user=into)
    if not pins.has_own(into):
        PersonalPin.objects.filter(person=person).update(person=into)
    given = into.consents.filter(withdrawn_at=None).values("purpose")
    Consent.objects.filter(person=person).exclude(
        withdrawn_at=None, purpose__in=[*given.values_list("purpose", flat=True)]
    ).update(person=into)
    held = [*into.posts.filter(ended_on=None).values_list("agency", flat=True)]
    person.posts.exclude(ended_on=None, agency__in=held).update(person=into)
    RoleGrant.objects.filter(person=person).update(person=into)
    for one in (person, into):
        grants_changed.send(User, person_id=one.pk)
    RosterRow.objects.filter(person=person).update(person=into)
    notifications.hand_over(person, into)
    person.sessions.all().delete()
