"""Which names of fields, variables and options promise a secret, judged by the words they are made of."""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(
    "password|passwd|passphrase|passcode|pwd|secret|token|credential|apikey|accesskey|privatekey|connectionstring"
)
_NO_PARTS = re.compile("tokeni[sz]e|tokenomic|[^a-z]")
_WORDS = re.compile(
    "pass|pwd|pw|psk|creds?|auth|authorization|keys?|dsn|jwt|bearer|salt|signature|cookie|license|webhook|otp"
    "|seed|hmac|pem|pfx|keystore|sk|signer|pgpass|netrc|htpasswd|(?:db|pg|user|root|admin|require|master|my|sql)pass"
    "|masterauth|(?:connection|conn)string|(?:encryption|signing|shared|master|service|account)key"
)
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NAMING = re.compile(  # fields of known kinds that name a secret, or bound a token, but hold none
    "secret(?:Name|Namespace|Refs?|KeyRef|StoreRefs?)|imagePullSecrets?|existingSecret(?:Name)?|topologyKey"
    "|(?:token)?[eE]xpirationSeconds|(?:automountS|s)erviceAccountToken"
)
_KEY_HOLDERS = re.compile(r"\w*Refs?|items|matchExpressions|tolerations|requirements")
_STRUCTURE = re.compile("apiVersion|kind|name|namespace|type|immutable|op|behavior|defaultMode|optional")

# The parts of a name between lines: _DB_PASSWORD_. As policies/lib/secrets.rego has it, and more.
_PROMISES = re.compile(
    "PASSWORD|PASSWD|PASSPHRASE|PASSCODE|PWD|SECRET|TOKENS?_|CREDENTIAL|APIKEY|ACCESSKEY|PRIVATEKEY|CONNECTION"
    "|_(?:PASS|PW|PSK|CREDS?|AUTH|AUTHORIZATION|AUTHENTICATION|BASIC_AUTH|BEARER|DSN|JWT|SALT|SIGNER|SIGNATURE"
    "|COOKIE|HMAC|PEM|PFX|KEYSTORE|SK|OTP|SEED|LICENSE|NETRC|PGPASS|MASTERAUTH|CONNSTRING)_"
    "|_(?:DB|PG|USER|ROOT|ADMIN|REQUIRE|MASTER|MY|SQL)PASS_|[A-Z](?:ACCESS|BOT|REFRESH|AUTH|API)?TOKEN_"
    "|(?:ENCRYPTION|SIGNING|SECRET|SHARED|MASTER|SERVICE|ACCOUNT)KEY_"
    "|_(?:ACCESS|ACCOUNT|ADMIN|API|APP|APPLICATION|AUTH|BATCH|CLIENT|COOKIE|DECRYPTION|DEPLOY|ENCRYPT|ENCRYPTION"
    "|HMAC|HOST|INGESTION|JWT|LICENSE|MASTER|PRIV|PRIVATE|SECRET|SERVICE|SESSION|SHARED|SIGN|SIGNING|SSH|SSL"
    "|STORAGE|SUBSCRIPTION|TLS|WEBHOOK)_KEYS?_|_KEY_CONTENT_|^_AZURE_(?:.*_)?KEY_$"
)
_ABOUT = re.compile(  # the last part is about the secret: where it is, how long it lives; or it is public
    "_(?:ADDR|ADDRESS|AGE|ALG|ALGORITHM|ALIAS|ARN|ATTRIBUTE|AUDIENCE|BACKEND|CLAIM|CLASS|COLUMN|COUNT|DAYS"
    "|DESCRIPTION|DIR|DIRECTORY|DISABLED|DOMAIN|DURATION|EMAIL|ENABLE|ENABLED|ENCODER|ENCODING|ENDPOINT|ENGINE"
    "|EXPIRATION|EXPIRE|EXPIRES|EXPIRY|FIELD|FILE|FILENAME|FILES|FOLDER|FORMAT|GROUP|HEADER|HINT|HOST|HOSTNAME"
    "|HOURS|ID|IDS|IMAGE|INTERVAL|ISSUER|KIND|LABEL|LEN|LENGTH|LIFESPAN|LIFETIME|LIMIT|LOCATION|MANAGER|MAX"
    "|METHOD|MIN|MINUTES|MODE|MOUNT|NAME|NAMES|NAMESPACE|PATH|PATHS|PATTERN|PLACEHOLDER|POLICY|PORT|PREFIX"
    "|PROTOCOL|PROVIDER|REALM|REF|REFS|REFERENCE|REGEX|REGION|ROLE|SCHEME|SCOPE|SCOPES|SECONDS|SERVER|SIZE|SOURCE"
    "|STATUS|STORE|STRATEGY|SUFFIX|TIMEOUT|TITLE|TTL|TYPE|URI|URIS|URLS?|USER|USERNAME|VERSION)_$"
    "|_(?:PUBLIC|PUBLISHABLE)_|^_(?:ALLOW|DISABLE|ENABLE|HAS|IGNORE|IS|NO|REQUIRE|SKIP|USE|WITH|WITHOUT)_."
    "|_EXISTING_|_SERVICE_ACCOUNT_TOKEN_"
)
_DIGITS = re.compile("[0-9]*[^A-Z0-9]+(?:[0-9]+[^A-Z0-9]+)*")


def holds_secrets(key: str) -> bool:
    """Whether all that stands under this key may be secret: passwords, apiToken; not secretName."""
    letters = _NO_PARTS.sub("", key.lower())
    return not _NAMING.fullmatch(key) and _PARTS.search(letters) is not None


def is_sensitive(key: str) -> bool:
    """Whether the value of this key may be a secret: DB_PASSWORD, --auth, tls.key; not monkey, secretName."""
    words = (word.lower() for word in _SPLIT.split(key))
    return not _NAMING.fullmatch(key) and (holds_secrets(key) or any(map(_WORDS.fullmatch, words)))


@lru_cache(maxsize=10_000)
def promises(name: str) -> bool:
    """Whether a name promises a secret rather than what is about one: apiKey; not secret.path.

    It decides what leaves this machine: more than `is_sensitive` it has to tell names from each other, as
    nearly every object has a field that is called a key.
    """
    *_, last = re.split(r"[./]", name.rstrip("./")) or [""]
    return any(_promises(one) for one in {name, name.rpartition("/")[2], last, *_with_key(name)})


def _with_key(name: str) -> list[str]:
    """tls.key is a key of TLS."""
    parts = name.split(".")
    return ["_".join(parts[-2:])] if parts[-1].lower() == "key" and len(parts) > 1 else []


def _promises(name: str) -> bool:
    parts = _DIGITS.sub("_", f"_{'_'.join(_SPLIT.split(name)).upper()}_")
    return _PROMISES.search(parts) is not None and _ABOUT.search(parts) is None


def is_structure(key: str) -> bool:
    """Whether the value of this key says what an object is, or which secret is meant, but is none itself."""
    return bool(_STRUCTURE.fullmatch(key) or _NAMING.fullmatch(key))


def names_keys(key: str) -> bool:
    """Whether a plain `key` under this one names an entry of something else: secretKeyRef, tolerations."""
    return bool(_NAMING.fullmatch(key) or _KEY_HOLDERS.fullmatch(key))
