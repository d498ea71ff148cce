"""Which objects may hold a secret, whatever their kind; these do not leave this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from validator.masking.credentials import credential_spans
from validator.masking.values import is_secret

_PROMISE = (
    r"(?:passw(?:or)?d|passphrase|passwd|pwd|secret|token|credential|dsn"
    r"|(?:api|access|account|private|signing|encryption|shared|auth|master|license)[_-]?key)"
)
# Fields that hold names and switches: without them nearly every workload would seem to hold a secret.
_FIELDS = re.compile(
    r'"(?:automountServiceAccountToken|boundServiceAccountTokenVolume|clientSecretRef|imagePullSecrets'
    r"|passwordSecretRef|pullSecret|remoteRef|secret|secretKey|secretKeyRef|secretName|secretNames|secretRef"
    r"|secretStoreRef|secretTemplate|secrets|serviceAccountToken|tokenSecretRef|webhooks?"
    r'|(?:[a-z]+)?(?:Token|Credential)(?:Ttl|TTL|ExpirationSeconds))":'
)
_NAMING = r"(?:names?|refs?|references?|files?|path|url|store|class|type|kind|namespace|version|interval)"
_QUOTE = r"\\?[\"']"  # also within a text, where JSON writes it with a backslash
_NOTHING = rf"(?:{_QUOTE}{{2}}|null|true|false|\{{|\[[{{\]]|{_QUOTE}?\{{\{{[^\"}}]*\}}\}}\s*(?:{_QUOTE}|\\n))"
_ASSIGNED = re.compile(  # what promises a secret, unless it is only the name of one, and a value
    rf"{_PROMISE}(?![\w.-]{{0,64}}?{_NAMING}{_QUOTE}?\s*[:=])[\w.-]{{0,64}}{_QUOTE}?\s*[:=]\s*(?!{_NOTHING})",
    re.IGNORECASE,
)
_NAMED = re.compile(  # a variable, or a parameter, whose name promises a secret, and a literal
    rf'"name":"[^"]{{0,200}}?{_PROMISE}[^"]{{0,200}}","value":"[^"]'
    rf'|"value":"(?:[^"\\]|\\.)+","name":"[^"]{{0,200}}?{_PROMISE}',
    re.IGNORECASE,
)


def is_private(body: Mapping[str, Any], values: Collection[str]) -> bool:
    """Whether an object is, or may hold, a secret: by its kind, by what names promise, by how texts look.

    `values` are those of Secrets, which may stand elsewhere, too.
    """
    if is_secret(body):
        return True
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False, default=str)
    plain = _FIELDS.sub('"":', text)
    if _ASSIGNED.search(plain) or _NAMED.search(plain):
        return True
    return any(value in text for value in values) or bool(credential_spans(text))
