"""Pairs of keys that follow from the secret of this installation: nothing more to keep safe.

Curve P-256, which every browser with a service worker has. The pair changes with the secret.
"""

import base64
import hashlib
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings

# Order of the group (SEC 2, secp256r1).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SIDE = 32


def pair(purpose: str) -> ec.EllipticCurvePrivateKey:
    """The private key for one purpose; another purpose has another key."""
    return _pair(purpose, settings.SECRET_KEY)


def pairs(purpose: str) -> list[ec.EllipticCurvePrivateKey]:
    """The key of today's secret, then those of the secrets before it that are still taken."""
    return [
        _pair(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The public half as a browser imports it (RFC 7517)."""
    point = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _side(point.x), "y": _side(point.y)}


def sign(purpose: str, data: bytes) -> str:
    """ECDSA with SHA-256 over `data`, the two numbers one after the other, in base64url.

    It is the form `crypto.subtle.verify` reads; the same data have the same signature (RFC 6979).
    """
    how = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(pair(purpose).sign(data, how))
    return base64url(r.to_bytes(_SIDE) + s.to_bytes(_SIDE))


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _side(number: int) -> str:
    return base64url(number.to_bytes(_SIDE))


@cache
def _pair(purpose: str, secret: str) -> ec.EllipticCurvePrivateKey:
    seed = hashlib.sha512(f"{purpose}\0{secret}".encode()).digest()
    return ec.derive_private_key(1 + int.from_bytes(seed) % (_ORDER - 1), ec.SECP256R1())
