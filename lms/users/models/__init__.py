"""Who a person is, what post they hold, what they may do, what they agreed to."""

from lms.users.models.agencies import Agency, Official
from lms.users.models.cards import LearningCard, PersonalPin, Pinned
from lms.users.models.codes import PhoneCode
from lms.users.models.grants import Consent, RoleGrant
from lms.users.models.people import NAMELESS, ErasedMark, LoginPhone, User
from lms.users.models.reorganisations import (
    AgencyLineage,
    AgencySuccession,
    Reorganisation,
    ReorganisationLine,
)
from lms.users.models.rosters import RosterFile, RosterImport, RosterRow
from lms.users.models.sessions import Session

__all__ = [
    "NAMELESS",
    "Agency",
    "AgencyLineage",
    "AgencySuccession",
    "Consent",
    "ErasedMark",
    "LearningCard",
    "LoginPhone",
    "Official",
    "PersonalPin",
    "PhoneCode",
    "Pinned",
    "Reorganisation",
    "ReorganisationLine",
    "RoleGrant",
    "RosterFile",
    "RosterImport",
    "RosterRow",
    "Session",
    "User",
]
