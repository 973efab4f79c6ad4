"""A sealed file as a phone makes it, by the words of the standards rather than by our code."""

import base64
import hashlib
import json
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.sync.services import handover


def packed(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number_of(text):
    return int.from_bytes(base64.urlsafe_b64decode(text + "=="))


def sealed(told, *, key=None, **head):
    """`told` as JSON (or bytes), sealed for the province or for whoever has `key`."""
    text = told if isinstance(told, bytes) else json.dumps(told).encode()
    theirs = key or handover.public_key()
    point = ec.EllipticCurvePublicNumbers(
        number_of(theirs["x"]), number_of(theirs["y"]), ec.SECP256R1()
    )
    own = ec.generate_private_key(ec.SECP256R1())
    mine = own.public_key().public_numbers()
    epk = {
        "kty": "EC",
        "crv": "P-256",
        "x": packed(mine.x.to_bytes(32)),
        "y": packed(mine.y.to_bytes(32)),
    }
    told_head = {"alg": "ECDH-ES", "enc": "A256GCM", "epk": epk, **head}
    protected = packed(json.dumps(told_head).encode())
    shared = own.exchange(ec.ECDH(), point.public_key())
    other = b"\0\0\0\x07A256GCM" + bytes(8) + b"\0\0\x01\0"
    secret = hashlib.sha256(b"\0\0\0\x01" + shared + other).digest()
    iv = os.urandom(12)
    whole = AESGCM(secret).encrypt(iv, text, protected.encode())
    return ".".join([protected, "", packed(iv), packed(whole[:-16]), packed(whole[-16:])])


def outbox(person, events):
    """What a phone of `person` puts into its file."""
    return {"version": 1, "ticket": handover.ticket_of(person), "events": list(events)}
