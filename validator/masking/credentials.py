"""What a credential looks like wherever it stands: provider prefixes, keys, tokens, passwords in addresses.

Hiding too much costs a reader a glance into the file, hiding too little costs a secret: in doubt, hidden.
Every pattern is anchored on rare words or bounded, because the texts may be hostile.
"""

from __future__ import annotations

import re
from itertools import pairwise

Span = tuple[int, int]

_PREFIXED = (  # what a word begins with, and how it goes on; as the providers document them, lengths at least
    ("AKIA|ASIA|ABIA|ACCA", r"[A-Z0-9]{12,}"),  # AWS
    ("ghp_|gho_|ghu_|ghs_|ghr_|github_pat_", r"\w{16,}"),  # GitHub
    (
        "glpat-|gldt-|glrt-|glsoat-|glcbt-|glptt-|glft-|glimt-|glagent-|glffct-|gloas-",
        r"[\w.=-]{16,}",
    ),  # GitLab
    ("xox|xapp-", r"[\w-]{8,}"),  # Slack
    ("sk_live_|sk_test_|rk_live_|rk_test_|pk_live_|pk_test_|whsec_", r"\w{8,}"),  # Stripe
    ("sk-", r"[\w-]{16,}"),  # OpenAI, Anthropic
    (r"AIza|ya29\.|GOCSPX-", r"[\w-]{16,}"),  # Google
    (r"hvs\.|hvb\.|hvr\.", r"[\w-]{16,}"),  # Vault
    (r"SG\.", r"[\w-]{10,}\.[\w-]{10,}"),  # SendGrid
    ("npm_|dckr_pat_|glsa_|shpat_|shpss_|shpca_|shppa_|lin_api_|rubygems_|figd_", r"[\w-]{16,}"),
    ("dop_v1_|doo_v1_|dor_v1_|pypi-Ag|NRAK-|PMAK-|tskey-|ATATT3|sq0atp-|sq0csp-", r"[\w-]{12,}"),
    ("AGE-SECRET-KEY-1", r"\w+"),
    ("eyJ", r"[\w-]{6,}(?:\.[\w-]*){0,4}"),  # JWT, or any base64 of a JSON object
    (r"hooks\.slack\.com/|discord\.com/api/webhooks/|discordapp\.com/api/webhooks/", r"\S+"),
    (r"webhook\.office\.com/|outlook\.office(?:365)?\.com/webhook/", r"\S+"),
    (r"(?:open\.feishu\.cn|open\.larksuite\.com)/open-apis/bot/v2/hook/|hooks\.slack-gov\.com/", r"\S+"),
)
_SIGNED = (  # other signs than letters come first
    r"-{3,} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-{0,5}[\s\S]*?"
    r"(?:-{3,5} ?END [A-Z0-9 ]{0,40}KEY(?: BLOCK)?-{0,5}|\Z)",
    r"\$(?:2[abxy]|[156y]|argon2\w*|apr1|scrypt)\$[^\s\"',;]+|\{S?SHA\}[\w+/=]+",  # password hashes
)
_GROUPED = (  # the first group is the secret
    r"[?&;](?:sig|SharedAccessKey|SharedAccessSignature)=([\w%+/-][^\s\"'&;]*)",  # Azure
    r"chat\.googleapis\.com/v1/spaces/[^\s\"']*?[?&](?:key|token)=([^\s\"'&]+)",
    r"/hooks/([A-Za-z0-9]{17,})",  # Rocket.Chat, Mattermost
    r":/{1,3}((?=[^\s/@]*\d)[^\s/@:\"']{16,})@",  # scheme://token@host
    r"(?i)\bauthorization[\"']?\s*[:=]\s*[\"']?(?:\w+\s+)?([^\s\"']+)",
    r"\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s+((?=\S*[\d=])[\w+/.~=-]{8,})",
)
_COMMANDS = (  # the first group is the password that a program is given
    r"\b(?:mysql|mariadb)(?!d)[\w-]{0,20}\b[^\n|;&]{0,300}?[\s\"',]-p[\"']?([^\s\"'$,\]-][^\s\"',\]]*)",
    r"\bsshpass[\s\"',]+-p[\s\"',]*([^\s\"'$,\]-][^\s\"',\]]*)",
    r"\bredis-cli\b[^\n|;&]{0,300}?[\s\"',]-a[\s\"',]+([^\s\"'$,\]-][^\s\"',\]]*)",
    r"\bcurl\b[^\n|;&]{0,300}?[\s\"',](?:-u|-U|--user|--proxy-user)[\s=\"',]{0,4}"
    r"[^\s\"':$,]{1,100}:([^\s\"'$,\]][^\s\"',\]]*)",
    r"(?<![\w.-])(?:requirepass|masterauth)[ \t]+[\"']?([^\s\"'\\$]+)",  # redis.conf
    r"\blogin[ \t]+\S{1,100}\s+password[ \t]+([^\s\"'\\$]+)",  # .netrc
    r"(?m)^[ \t]*password[ \t]+([^\s\"'\\$:=]+)[ \t]*$",
    r"(?<![\w.:/*-])(?:[A-Za-z][\w.-]{0,253}|\*):(?:\d{4,5}|\*):[\w*.-]{1,63}:[\w*.-]{1,63}:"  # .pgpass
    r"([^\s\"'\\]+)",
)
_MARKS = re.compile("|".join(mark for mark, _ in _PREFIXED))  # quick to say that nothing is there
_MARKED = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(f"(?:{mark}){rest}" for mark, rest in _PREFIXED) + ")")
_SHAPES = tuple(map(re.compile, (*_SIGNED, *_GROUPED)))
_COMMAND = re.compile(
    r"mysql|mariadb|sshpass|redis-cli|curl|requirepass|masterauth|password[ \t]|:(?:\d{4,5}|\*):"
)
_PASSWORDS = tuple(map(re.compile, _COMMANDS))
_ASSIGNED = re.compile(
    r"(?i)(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|(?:api|access|account|private)[_-]?key)"
    r"[\w.-]{0,64}=(?!(?:true|false)\b)(\"[^\"]*\"?|'[^']*'?|[^\s;&,'\"`\])}]+)"
)
_WORD = re.compile(r"[^\s\"'<>]+")
_USER = re.compile(r":/{1,3}[^/@:]*:")  # scheme://user:password@host, with one slash once a path was cleaned
_RUN = re.compile(r"[A-Za-z0-9+/_-]{32,}={0,2}")
_HEX = re.compile(r"[0-9a-fA-F]{32,}")
_PUBLIC = re.compile(  # what stands before a digest or a commit, which are no secrets
    r"(?:sha(?:1|256|384|512)[:-]|[?&]ref=|@|/(?:commit|tree|blob|raw)/"
    r"|\b(?:revision|targetRevision|commit|ref|digest|sha)\b[\"']?\s*[:=]?\s*[\"'(]*)$"
)
_IMAGE = re.compile(  # registry/path: before a tag; with no word in it that a secret may follow
    r"(?:^|[\s\"'(=,])(?:oci://|docker://)?(?:[\w-]+\.)+[A-Za-z]{2,}(?::\d{1,5})?"
    r"(?:/(?![\w.-]*(?:pass|secret|token|credential|key|auth))[a-z0-9][\w.-]*){1,8}:$",
    re.IGNORECASE,
)
_LONGEST_IMAGE = 270  # signs; runtimes refuse names of more than 255


def credential_spans(text: str) -> list[Span]:
    """Where something in the text looks like a credential, in order, without overlaps."""
    patterns = [*_SHAPES, *([_MARKED] if _MARKS.search(text) else []), *([_ASSIGNED] if "=" in text else [])]
    patterns += _PASSWORDS if _COMMAND.search(text) else ()
    spans = [match.span(pattern.groups) for pattern in patterns for match in pattern.finditer(text)]
    if "@" in text:
        spans += [span for match in _WORD.finditer(text) for span in _password(match)]
    spans += [match.span() for match in _RUN.finditer(text) if _is_random(match)]
    return merged(spans)


def merged(spans: list[Span]) -> list[Span]:
    """The spans in order, those that touch joined, empty ones left out."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _password(word: re.Match[str]) -> list[Span]:
    """The password of an address, which may hold any sign: from the first colon to the last @."""
    end = word.string.rfind("@", *word.span())
    user = _USER.search(word.string, word.start(), end) if end >= 0 else None
    return [(user.end(), end)] if user else []


def _is_random(match: re.Match[str]) -> bool:
    """Whether a long run is base64 or hexadecimal rather than a path, words, a digest or a commit."""
    text, words = match.string, match.group()
    for found in _HEX.finditer(text, *match.span()):
        if not found.group().isalpha():
            if not _PUBLIC.search(text[max(0, found.start() - 40) : found.start()]) and not _is_tag(found):
                return True
            words = words.replace(found.group(), "")
    kinds = [_kind(char) for char in words]
    turns = sum(left != right and "-" not in (left, right) for left, right in pairwise(kinds))
    share = turns / max(1, len(kinds) - kinds.count("-"))  # random base64 turns at 62% of its places
    return share > (0.22 if kinds.count("0") >= 3 else 0.42)


def _is_tag(found: re.Match[str]) -> bool:
    """Whether a commit is the tag of an image."""
    text, start, end = found.string, *found.span()
    is_whole = end - start == 40 and (
        text.startswith("@sha256:", end) or text[end : end + 1] not in ("@", "/")
    )
    return is_whole and bool(_IMAGE.search(text, max(0, start - _LONGEST_IMAGE), start))


def _kind(char: str) -> str:
    return "0" if char.isdigit() else "A" if char.isupper() else "a" if char.islower() else "-"
