"""A session log on a phone whose PIN was forgotten: its key, back to its owner alone.

The phone seals the key for the province when the PIN is set, and says inside whose it is. Whoever
copies the message off the phone can open nothing by it, and it cannot be made to name another.
"""

import json
import re
from datetime import datetime

from lms.audit import services as audit
from lms.common import keys
from lms.sync.services import handover
from lms.users.models import User

_A_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 bits in base64url."""


class NotTheirLock(ValueError):
    """This is no lock, one of another installation, or one that somebody else set."""


def key_of(recovery: str, *, owner: User, now: datetime) -> str:
    """The key as the phone sealed it; raises NotTheirLock."""
    try:
        told = json.loads(keys.unsealed(handover.PURPOSE, recovery))["lock"]
        whose, key = told["owner"], told["key"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotTheirLock from error
    if whose not in [owner.public_id, *owner.former_ids]:
        raise NotTheirLock
    if not (isinstance(key, str) and _A_KEY.fullmatch(key)):
        raise NotTheirLock
    audit.record("phone_log.unlocked", subject=owner, actor=owner, at=now)
    return key
