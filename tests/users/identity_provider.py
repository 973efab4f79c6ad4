"""A whole, tiny identity provider on this machine: OpenID Connect with codes, PKCE and RS256."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "hocso", "mat-khau-cua-hocso"


class Provider:
    """Signs in whoever `claims` describes, with `key`; `published` is the key it shows."""

    def __init__(self):
        self.claims = {"sub": "cong-dan-1", "name": "Trần Thị Hoa"}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.published = self.key
        self.spoils = {}
        self.is_down = False
        self.codes = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def authorize(self, address):
        """What its page answers somebody who says yes: where the browser goes back to."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"ma-{len(self.codes)}"
        self.codes[code] = asked
        given = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(given)}"

    def token(self, sent):
        asked = self.codes.pop(sent["code"])
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        assert challenge == asked["code_challenge"]
        assert sent["client_secret"] == SECRET
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        signed = jwt.encode(
            claims | self.spoils, self.key, algorithm="RS256", headers={"kid": "khoa-1"}
        )
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}

    def configuration(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/vao",
            "token_endpoint": f"{self.issuer}/the",
            "jwks_uri": f"{self.issuer}/khoa",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self):
        shown = jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key(), as_dict=True)
        return {"keys": [{**shown, "kid": "khoa-1", "alg": "RS256", "use": "sig"}]}


@contextmanager
def running():
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()


def _handler(provider):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            told = {
                "/.well-known/openid-configuration": provider.configuration,
                "/khoa": provider.keys,
            }
            self._say(told[self.path]())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(provider.token({k: v[0] for k, v in parse_qs(body).items()}))

        def _say(self, told):
            body = json.dumps(told).encode()
            self.send_response(503 if provider.is_down else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            """Quiet."""

    return Handler
