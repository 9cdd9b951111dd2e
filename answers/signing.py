"""What makes a link one: a signature over reader, subject and expiry, which nobody makes without the secret.

    <address>/answer/<link_id>.<signature>

The database holds the identifier and what it stands for; the signature stands in the message alone. So neither the
database nor a guess gives a link, and what a link stands for cannot be changed in the database either.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC

from itsdangerous import BadData, Signer, URLSafeTimedSerializer

from warehouse.links import Link

PATH = "/answer/"
FORM_SECONDS = 24 * 60 * 60
"""How long a form may stay open before it is sent."""
LEAST_SECRET = 32
"""Letters that a secret has at least."""

_ID_BYTES = 16
_BETWEEN = "\x1f"


class LinkSigner:
    """Makes and reads links under one secret.

    Args:
        secret: known to whoever makes links and to the service that reads them; with another one, all links end.
    """

    def __init__(self, secret: str) -> None:
        self._links = Signer(secret, b"concord.link", key_derivation="hmac", digest_method=hashlib.sha256)
        self._names = Signer(secret, b"concord.link-id", key_derivation="hmac", digest_method=hashlib.sha256)
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        self._forms = URLSafeTimedSerializer(secret, salt=b"concord.form", signer_kwargs=options)

    def named(self, link: Link) -> Link:
        """The link with its identifier: the same for the same reader, subject and edition; else a new one each time.

        So an edition that is made again has the same links.
        """
        if not link.edition:
            return replace(link, link_id=_text(secrets.token_bytes(_ID_BYTES)))
        told = _BETWEEN.join((link.reader_kind, link.reader, str(link.subject), link.edition))
        digest = hashlib.sha256(self._names.get_signature(told)).digest()
        return replace(link, link_id=_text(digest[:_ID_BYTES]))

    def token(self, link: Link) -> str:
        """What stands in the address."""
        return f"{link.link_id}.{self._links.get_signature(_bound(link)).decode()}"

    def is_of(self, link: Link, token: str) -> bool:
        """Whether a token was made for just this link: reader, subject and expiry."""
        return self._links.verify_signature(_bound(link), link_signature(token))

    def form(self, link: Link) -> str:
        """A token for one form: it is good for this link, once, and for a day."""
        return str(self._forms.dumps([link.link_id, _text(secrets.token_bytes(_ID_BYTES))]))

    def form_nonce(self, link: Link, form: str) -> str | None:
        """What tells this form from others; None where it is not of this link, or too old."""
        try:
            link_id, nonce = self._forms.loads(form, max_age=FORM_SECONDS)
        except (BadData, TypeError, ValueError):
            return None
        return str(nonce) if link_id == link.link_id else None


def token_id(token: str) -> str:
    """The link's identifier in a token; it proves nothing by itself."""
    return token.partition(".")[0]


def link_signature(token: str) -> str:
    """The signature in a token."""
    return token.partition(".")[2]


def answer_id(link: Link, nonce: str) -> str:
    """Identifier of the answer that one form gives, however often it is sent."""
    return hashlib.sha256(f"{link.link_id}{_BETWEEN}{nonce}".encode()).hexdigest()


def _bound(link: Link) -> str:
    expires = link.expires_at.astimezone(UTC).isoformat()
    return _BETWEEN.join((link.link_id, link.reader_kind, link.reader, str(link.subject), link.edition, expires))


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")
