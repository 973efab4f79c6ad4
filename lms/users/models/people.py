"""A person; may have no way to sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from lms.common import clock, text
from lms.common.ids import public_id
from lms.common.models import PeersManager

NAMELESS = "Người đã xóa thông tin"
"""What stands where the name of somebody stood who had it removed."""


class UserManager(BaseUserManager["User"]):
    """Makes people with their search and sort columns filled."""

    def get_queryset(self) -> Any:
        return super().get_queryset().fetch_mode(models.FETCH_PEERS)

    def create_user(
        self,
        full_name: str,
        *,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """A saved person named `full_name`; no password means none can be used."""
        person = self.model(email=email.lower() if email else None, **fields)
        person.rename(full_name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        """The first administrator of an installation, for `createsuperuser`."""
        full_name = fields.pop("full_name", "Quản trị hệ thống")
        return self.create_user(
            full_name, email=email, password=password, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """The person; everything about people points here and nothing of it is deleted."""

    class FormOfAddress(models.TextChoices):
        CO = "co", "cô"
        CHU = "chu", "chú"
        BAC = "bac", "bác"
        ONG = "ong", "ông"
        BA = "ba", "bà"
        ANH = "anh", "anh"
        CHI = "chi", "chị"
        EM = "em", "em"

    public_id = models.CharField(max_length=13, unique=True, default=public_id, editable=False)
    family_middle = models.CharField("họ và chữ đệm", max_length=100, blank=True)
    given_name = models.CharField("tên", max_length=50, blank=True)
    name_fold = models.CharField(max_length=151, editable=False, blank=True)
    sort_key = models.CharField(max_length=310, editable=False, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    home_unit = models.ForeignKey(
        "places.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="residents",
        verbose_name="nơi ở",
    )
    contact_phone = models.CharField("điện thoại liên hệ", max_length=16, blank=True)
    email = models.EmailField("thư điện tử", unique=True, null=True, blank=True)
    form_of_address = models.CharField(
        "cách xưng hô", max_length=4, choices=FormOfAddress, blank=True
    )
    is_active = models.BooleanField("đang dùng", default=True)
    is_demo = models.BooleanField("tài khoản trình diễn", default=False)
    made_by_list = models.BooleanField(default=False, editable=False)
    """Known from one agency's list alone, which may still put name and ways in right."""
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    former_ids = models.JSONField(default=list, editable=False)
    """Public ids of the records merged into this one: phones keep things for them."""
    joined_at = models.DateTimeField("tham gia lúc", default=clock.now)
    erased_at = models.DateTimeField("xóa thông tin lúc", null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(email=""), name="user_email_null_not_blank"),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(given_name="", family_middle="", email=None, contact_phone="", is_active=False),
                name="user_erased_is_blank",
            ),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1900, 2100)),
                name="user_birth_year_in_range",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="user_not_merged_into_self",
            ),
        ]
        indexes: ClassVar = [
            # Looking people up by name with or without marks.
            models.Index(name="user_name_fold", fields=["name_fold"]),
            # A roster: by given name, within a unit.
            models.Index(name="user_unit_sorted", fields=["home_unit", "sort_key"]),
        ]

    def __str__(self) -> str:
        return self.full_name or NAMELESS

    @property
    def full_name(self) -> str:
        return f"{self.family_middle} {self.given_name}".strip()

    @property
    def greeting_name(self) -> str:
        """Whom a greeting names: "bác Hoa" by the chosen form of address, "bà con" without one."""
        return self.spoken_name if self.form_of_address else "bà con"

    @property
    def spoken_name(self) -> str:
        """How others speak of this person: "bác Hoa", the given name alone without a form."""
        return f"{self.get_form_of_address_display()} {self.given_name}".strip()

    @property
    def first_name(self) -> str:
        """The name by which Wagtail's side bar calls its user."""
        return self.full_name

    def rename(self, full_name: str) -> None:
        """Set the name and the columns that search and sort by it; does not save."""
        self.family_middle, self.given_name = text.split_name(full_name)
        self.name_fold = text.fold(self.full_name)
        self.sort_key = text.sort_key(f"{self.given_name} {self.family_middle}")

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.given_name


class LoginPhone(models.Model):
    """A number that signs a person in; a family may share one number."""

    number = models.CharField("số điện thoại", max_length=16)
    person = models.ForeignKey(User, models.CASCADE, related_name="login_phones")
    verified_at = models.DateTimeField(null=True, blank=True)
    # When it last let this person in.
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PeersManager()

    class Meta:
        verbose_name = "số điện thoại đăng nhập"
        verbose_name_plural = "số điện thoại đăng nhập"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "person"], name="login_phone_once"),
            models.CheckConstraint(condition=Q(number__startswith="+"), name="login_phone_is_e164"),
        ]

    def __str__(self) -> str:
        return f"số của người {self.person_id}"


class ErasedMark(models.Model):
    """That somebody of a name, birth year and commune had everything removed; see `erased`."""

    mark = models.CharField(max_length=64, unique=True)

    objects = PeersManager()

    class Meta:
        verbose_name = "dấu người đã xóa thông tin"
        verbose_name_plural = "dấu người đã xóa thông tin"

    def __str__(self) -> str:
        return f"dấu {self.pk}"
