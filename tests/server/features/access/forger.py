"""A provider of OpenID Connect that answers whatever a test wants."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT = "hms"


class Forger(ThreadingHTTPServer):
    """A provider that signs whatever a test wants, and looks at the verifier as a good one does."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Forged)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.issuer = self.address
        self.leads_away = ""
        self.heard = []
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.make = lambda: ""
        self.challenge = ""
        self.verified = False

    def token(self, nonce, *, key=None, header=None, **changed):
        now = datetime.now(UTC)
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "amina",
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "nonce": nonce,
            **changed,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header or {"alg": "RS256", "kid": "one"}, kept, key or self.key)


class _Forged(BaseHTTPRequestHandler):
    server: Forger

    def do_GET(self):
        at = self.server.address
        if self._leads_away():
            return
        if self.path == "/.well-known/openid-configuration":
            self._say(
                {
                    "issuer": self.server.issuer,
                    "authorization_endpoint": f"{at}/authorize",
                    "token_endpoint": f"{at}/token",
                    "jwks_uri": f"{at}/jwks",
                }
            )
        else:
            self._say({"keys": [self.server.key.as_dict(private=False)]})

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self._leads_away():
            return
        digest = sha256(form["code_verifier"][0].encode()).digest()
        self.server.verified = urlsafe_b64encode(digest).decode().rstrip("=") == self.server.challenge
        self._say({"access_token": "x", "token_type": "Bearer", "id_token": self.server.make()})

    def _leads_away(self):
        self.server.heard.append(self.path)
        if not self.path.endswith(self.server.leads_away or "nowhere"):
            return False
        self.send_response(302)
        self.send_header("Location", f"{self.server.address}/away")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return True

    def _say(self, told):
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def _unsigned(forger, nonce):
    parts = forger.token(nonce).split(".")
    none = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{none}.{parts[1]}."


FORGED = {
    "another nonce": lambda forger, _: forger.token("of-another-browser"),
    "no nonce": lambda forger, _: forger.token(None),
    "another audience": lambda forger, nonce: forger.token(nonce, aud="payroll"),
    "for another party": lambda forger, nonce: forger.token(nonce, aud=[CLIENT, "payroll"], azp="payroll"),
    "another issuer": lambda forger, nonce: forger.token(nonce, iss="https://other.example"),
    "run out": lambda forger, nonce: forger.token(nonce, exp=int(datetime.now(UTC).timestamp()) - 120),
    "without an end": lambda forger, nonce: forger.token(nonce, exp=None),
    "not begun": lambda forger, nonce: forger.token(nonce, iat=int(datetime.now(UTC).timestamp()) + 600),
    "nobody": lambda forger, nonce: forger.token(nonce, sub=""),
    "another key": lambda forger, nonce: forger.token(nonce, key=RSAKey.generate_key(2048, {"kid": "one"})),
    "a shared secret": lambda forger, nonce: forger.token(
        nonce, key=OctKey.import_key(b"s" * 32), header={"alg": "HS256", "kid": "one"}
    ),
    "unsigned": _unsigned,
    "no token": lambda *_: "nothing",
}
