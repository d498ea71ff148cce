"""Which values are no secret though their name promises one: nothing, switches, places, references.

In doubt a value is a secret, and what policies/lib/secrets.rego and assignments.rego take for one always is.
"""

from __future__ import annotations

import re
from typing import Any

from validator.masking.names import promises

_HARMLESS = re.compile(
    r"\s*(?:\{\}|\[\]|null|\"\"|''|•+"
    r"|true|false|yes|no|on|off|enabled?|disabled?|none|nil|undefined|n/a|default|auto|optional|required"
    r"|[|>][+-]?|[{[]|-|[+-]?\d{1,3}(?:\.\d{1,3})?%?"
    r"|(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|ms|s|m|h|d|w))+"
    r"|(?:file:/)?(?:~|\.{1,2})?/[\w.@/-]*"
    r"|[\w./-]+\.(?:pem|crt|cer|key|pub|json|ya?ml|toml|txt|ini|conf|cfg|env|properties|jks|p12|pfx|keytab)"
    r"|[a-z][a-z0-9+.-]*://[^\s?@]*"
    r"|\$[a-z_][a-z0-9_]*|%[a-z_][a-z0-9_]*%|op://[^\n]+|<path:[^<>]+>|(?:>>)?vault:[^\s]*[/#][^\s]*"
    r"|ref\+[a-z0-9]+://\S*|ENC\[[A-Z0-9_]+,[^\]]+\]|<[a-z][a-z0-9_.-]*>)?\s*",
    re.IGNORECASE,
)
_FILLED_IN = re.compile(r"(?:\$\{[A-Za-z_][\w.]*\}|\$\([A-Za-z_][\w.]*\)|\{\{[^{}]*\}\}|[\s:/@-])+")
_ELSEWHERE = re.compile(  # of a configuration or a script: a variable, a call, a tag, a template, a label
    r"\\?[!*&|@`]|.*?(?:(?:^|\W)\$[\w{(@*#?$]|\w\(|\(\)|\[[\"'\d]|<%|[#%@]\{)|\{.*\}$|%[\w(]+\)?s?%?$|__\w+__$"
    r"|@[\w.]+@$|</?\w+>$|<\|.*\|>$|\^.*|.*(?:\.\*|\[\^)"
    r"|(?:env|process\.env|os\.environ|self|this|args|opts|options|settings|params|values|Values)[.:\[]"
    r"|[A-Z][a-z']+(?:,? [A-Za-z']+)+ ?[.?!:…]*$"
    r"|(?i:not[ _-]?set|unset|missing|unknown|empty|any|required|string|password_hash|bearer|basic"
    r"|md5|scram-sha-256)$",
    re.DOTALL,
)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_WORDS = re.compile(r"[a-z]+[0-9]{0,2}(?:[-._/, ]+[a-z]+[0-9]{0,2})*")
_NAMED = re.compile("secret|cred|token|key|cert|tls|ssl|auth|pass|pull|login|account")
_OBJECT = re.compile(r"(?i).*(?:secrets?|credentials?|creds)")
_SHARED = re.compile(
    r"(?i).*(?:access|admin|api|app|application|auth|bot|client|consumer|cookie|csrf|encryption|hmac|jwt|oauth2?|otp"
    r"|session|shared|signing|token|totp|webhook)[-_]?secret"
)
_OBJECT_NAME = re.compile(r"[a-z]+[0-9]{0,2}(?:[-.][a-z]+[0-9]{0,2})*[-.](?:secrets?|credentials?|creds)")
_KEY = re.compile(r"(?i).*(?:secret|password|passwd|token|credentials?|passphrase)[-_]?keys?")
_KEY_NAME = re.compile(r"[A-Za-z]+(?:[-_.][A-Za-z]+)*")


def is_harmless(value: Any) -> bool:
    """Whether a scalar cannot be a secret, whatever its name: a switch, a path, an address, a variable."""
    if not isinstance(value, str):
        return (
            value is None
            or isinstance(value, bool)
            or (isinstance(value, (int, float)) and abs(value) < 1000)
        )
    return _HARMLESS.fullmatch(value) is not None or _FILLED_IN.fullmatch(value) is not None


def is_elsewhere(value: str) -> bool:
    """Whether what a configuration or a script assigns is an expression or a sentence, no literal."""
    return _ELSEWHERE.match(value) is not None


def is_reference(name: str, value: str) -> bool:
    """Whether a value only says where the secret is: an object, a key in it, a variable."""
    if _VARIABLE.fullmatch(value) and promises(value):
        return True
    if _SHARED.fullmatch(name):
        return _OBJECT_NAME.fullmatch(value) is not None
    if _OBJECT.fullmatch(name):
        return bool(_WORDS.fullmatch(value) and _NAMED.search(value))
    return bool(_KEY.fullmatch(name) and _KEY_NAME.fullmatch(value))
