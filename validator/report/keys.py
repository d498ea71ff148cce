"""Which keys of manifests, environments and flags hold secrets, judged by the words they are made of."""

from __future__ import annotations

import re

_PARTS = re.compile("password|passwd|passphrase|pwd|secret|token|credential|apikey|accesskey|privatekey")
_NO_PARTS = re.compile("tokeni[sz]e|tokenomic|[^a-z]")
_WORDS = re.compile(
    "pass|pwd|pw|psk|creds?|auth|authorization|keys?|dsn|jwt|bearer|salt|signature|cookie|license|webhook|otp"
    "|seed|hmac|pem|pfx|keystore"
)
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NAMING = re.compile(  # fields of known kinds that name a secret, or bound a token, but hold none
    "secret(?:Name|Namespace|Refs?|KeyRef|StoreRefs?)|imagePullSecrets?|existingSecret(?:Name)?|topologyKey"
    "|(?:token)?[eE]xpirationSeconds|(?:automountS|s)erviceAccountToken"
)
_KEY_HOLDERS = re.compile(r"\w*Refs?|items|matchExpressions|tolerations|requirements")
_STRUCTURE = re.compile("apiVersion|kind|name|namespace|type|immutable|op|behavior|defaultMode|optional")


def holds_secrets(key: str) -> bool:
    """Whether all that stands under this key may be secret: passwords, apiToken; not secretName."""
    letters = _NO_PARTS.sub("", key.lower())
    return not _NAMING.fullmatch(key) and _PARTS.search(letters) is not None


def is_sensitive(key: str) -> bool:
    """Whether the value of this key may be a secret: DB_PASSWORD, --auth, tls.key; not monkey, secretName."""
    words = (word.lower() for word in _SPLIT.split(key))
    return not _NAMING.fullmatch(key) and (holds_secrets(key) or any(map(_WORDS.fullmatch, words)))


def is_structure(key: str) -> bool:
    """Whether the value of this key says what an object is, or which secret is meant, but is none itself."""
    return bool(_STRUCTURE.fullmatch(key) or _NAMING.fullmatch(key))


def names_keys(key: str) -> bool:
    """Whether a plain `key` under this one names an entry of something else: secretKeyRef, tolerations."""
    return bool(_NAMING.fullmatch(key) or _KEY_HOLDERS.fullmatch(key))
