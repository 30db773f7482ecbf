"""Encryption of what must not be readable in a stolen database: AES-256-GCM with key ids, and a blind index for exact search."""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

from schools.fields import Normalised

NONCE_BYTES = 12


class Unreadable(Exception):
    """A stored value that none of the known keys opens, or that was altered."""


@lru_cache(maxsize=4)
def _keys(text: str) -> dict[str, AESGCM]:
    pairs = (pair.partition(":") for pair in text.split(","))
    return {key_id.strip(): AESGCM(base64.b64decode(secret)) for key_id, _, secret in pairs}


def encrypt(text: str, context: str) -> str:
    """`text` under the first key, bound to `context` (model and field), as "key id:base64"."""
    key_id, key = next(iter(_keys(settings.ENCRYPTION_KEYS).items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + key.encrypt(nonce, text.encode(), context.encode())
    return f"{key_id}:{base64.b64encode(sealed).decode()}"


def decrypt(stored: str, context: str) -> str:
    """The text sealed by `encrypt`; raises Unreadable when the key is unknown or the value was altered or moved."""
    key_id, _, body = stored.partition(":")
    key = _keys(settings.ENCRYPTION_KEYS).get(key_id)
    if key is None:
        raise Unreadable(f"No key with id {key_id!r} for {context}.")
    try:
        sealed = base64.b64decode(body)
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable(f"A value of {context} does not open with key {key_id!r}.") from error


def blind_index(value: str) -> str:
    """A keyed fingerprint (HMAC-SHA256, hex) by which an encrypted number is found again, exactly."""
    return hmac.new(base64.b64decode(settings.INDEX_KEY), value.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(Normalised, models.TextField):
    """Several lines of Thai text stored encrypted; it cannot be searched or sorted by. Empty text stays empty."""

    multiline = True

    @property
    def _context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value, self._context) if value else value

    def from_db_value(self, value, expression, connection):
        """The stored value in the clear."""
        return decrypt(value, self._context) if value else value

    def get_lookup(self, lookup_name):
        """Refuses every comparison: what is encrypted has no order and no equality in the database."""
        raise FieldError(f"{self.name} is encrypted and cannot be compared in the database ({lookup_name}).")
