"""Which parts of a source line are hidden when it is quoted: in doubt a value is hidden, a key never."""

from __future__ import annotations

import re
from collections.abc import Sequence

from validator.masking.assigned import assigned
from validator.masking.credentials import Span, credential_spans, merged
from validator.masking.names import holds_secrets, is_sensitive, is_structure, names_keys
from validator.report.layout import Layout, Line
from validator.report.source_words import Words

_ASSIGNMENT = re.compile(r"[\s\"'\-]*(?:export\s+)?[A-Za-z_][\w.\-/]*\s*(?P<sign>[=:])\s*(?=[^\s=])")
_INLINE = re.compile(  # key: value, "key": value, key=value, --flag value, anywhere in a line
    r"(?<![\w.\-])(?P<key>-{0,2}[\w.][\w.\-/]{0,100})(?:[\"']\s*:\s*|:\s+|\s*=\s*)(?P<value>\S)"
    r"|(?<![\w\-])(?P<flag>--?[A-Za-z][\w\-]{0,60})[\"']?(?:\s*,\s*|\s+)(?P<argument>[^\s\-#])"
)
_HARMLESS = re.compile(
    r"(?:true|false|null|~|\"\"|'')\s*(?:[,}\]#].*)?$|[|>][-+0-9]*\s*$|[{\[]\s*$", re.IGNORECASE
)
_SECRET = re.compile(
    r"(?<![\w.\-])[\"']?(?P<kind>kind)[\"']?\s*:\s*(?:[!&]\S*\s+)*[\"']?[^\"',}]*\bSecret(?![\w.\-])"
)
_KIND = re.compile(r"(?<![\w.\-])[\"']?kind[\"']?\s*:")
_FLAG = re.compile(r"\s*(?:-\s+)*[\"']?(--?[A-Za-z][\w\-]*)[\"']?\s*,?\s*")
_PEM = re.compile(r"-----(BEGIN|END) [A-Z0-9 ]*KEY")
_DATA = re.compile(r"/(?:data|stringData|binaryData)(?:/|\b)")  # a JSON pointer into a Secret
_DESCRIBING = frozenset({"name", "key", "path", "field", "fieldPath", "parameter"})
_GENERATORS = frozenset({"secretGenerator", "configMapGenerator"})
_STRUCTURED = (".yaml", ".yml", ".json", "kustomization")


class SourceMask:
    """One file, as far as hiding goes. Lines are counted from 1, columns of spans from 0."""

    def __init__(self, file: str, lines: Sequence[str], secret_lines: frozenset[int] = frozenset()) -> None:
        """`secret_lines` are those at which a rule found a secret."""
        self._is_structured = file.lower().endswith(_STRUCTURED)
        self._layout = Layout(lines)
        self._words = Words(self._layout)
        self._secret_lines = secret_lines | _key_material(lines)
        self._secrets: dict[range, list[range]] = {}
        self._kinds: dict[range, bool] = {}  # whether the document says of what kind something is

    def spans(self, number: int, *, secret: bool = False) -> list[Span]:
        """What to hide of a line, in order; `secret` says that the finding is about a secret there."""
        secret = secret or number in self._secret_lines
        if not self._is_file_name(number) and (secret or not self._is_structured or self._is_secret(number)):
            return self._value(number)
        text = self._layout.text(number)
        if "<" in text and self._is_tagged(number):
            return self._value(number)
        return merged([*credential_spans(text), *self._inline(number), *self._words.spans(number)])

    def _value(self, number: int) -> list[Span]:
        """All that the line says but its key."""
        line = self._layout.line(number)
        assignment = _ASSIGNMENT.match(line.text)
        start = line.column
        if not self._is_structured:
            start = assignment.end() if assignment else start
        elif not self._layout.is_inside_scalar(number):
            if line.key:
                start = line.value_column
            elif assignment and assignment["sign"] == "=":
                start = assignment.end()
        return merged([(start, len(line.text.rstrip()))])

    def _is_file_name(self, number: int) -> bool:
        """Whether the line is one of a generator's files, which a finding about their content points at."""
        keys = [key for _, key in self._layout.ancestors(number)]
        return bool({"files", "envs"} & set(keys[:1])) and not _GENERATORS.isdisjoint(keys)

    def _is_secret(self, number: int) -> bool:
        """Whether the value on this line is secret because of what it stands in."""
        line, above = self._layout.line(number), list(self._layout.ancestors(number))
        keys = [key for _, key in above]
        is_data = not {"data", "stringData", "binaryData"}.isdisjoint(keys)
        if self._is_in_secret(number):
            return is_data or not is_structure(line.key)
        if "stringData" in keys or (is_data and not self._says_kind(number)):
            return True  # a patch that does not say of what
        if any(holds_secrets(key) and not names_keys(key) for key in keys):
            return not is_structure(line.key)  # in a secretGenerator, too
        values = [at for at, key in [(number, line.key), *above] if key == "value"]
        return (
            any(self._is_described_as_secret(at) for at in values)
            or self._follows_flag(number)
            or self._words.is_secret(number)
        )

    def _is_in_secret(self, number: int) -> bool:
        """Whether the line belongs to an object of kind Secret, or to a patch of one."""
        document = self._layout.document(number)
        if document not in self._secrets:
            texts = [(at, self._layout.text(at)) for at in document]
            matches = [(at, _SECRET.search(text)) for at, text in texts if "Secret" in text]
            self._secrets[document] = [
                self._secret_range(at, match.start("kind"), document) for at, match in matches if match
            ]
        return any(number in secret for secret in self._secrets[document])

    def _secret_range(self, at: int, column: int, document: range) -> range:
        """The lines of the object, or of the patch, that says at this place that its kind is Secret."""
        line = self._layout.line(at)
        before = line.text[:column]
        if before.count("{") <= before.count("}"):  # block style, or JSON with a line for each key
            parent = next(iter(self._layout.ancestors(at)), (at, ""))
            if parent[1] == "target":
                return self._layout.mapping(parent[0], self._layout.line(parent[0]).column)
            return self._layout.mapping(at, line.column)
        if line.key == "target":
            return self._layout.mapping(at, line.column)
        first = next((n for n in document if not self._layout.line(n).is_blank), at)
        return document if self._layout.line(first).text.lstrip().startswith("{") else self._layout.flow(at)

    def _says_kind(self, number: int) -> bool:
        document = self._layout.document(number)
        if document not in self._kinds:
            self._kinds[document] = any(_KIND.search(self._layout.text(at)) for at in document)
        return self._kinds[document]

    def _is_described_as_secret(self, number: int) -> bool:
        """Whether the mapping of this `value` calls it a secret: an env variable, a JSON 6902 patch."""
        around = self._layout.mapping(number, self._layout.line(number).column)
        described = [self._layout.line(at).value for at in around if self._layout.line(at).key in _DESCRIBING]
        return any(_DATA.search(text) or any(map(is_sensitive, _words(text))) for text in described)

    def _follows_flag(self, number: int) -> bool:
        """Whether the line is the argument of a flag on the line before: --password, then the password."""
        flag = _FLAG.fullmatch(self._layout.text(number - 1)) if number > 1 else None
        return flag is not None and is_sensitive(flag[1])

    def _is_tagged(self, number: int) -> bool:
        """Whether XML gives a secret on this line, to a name that may stand above."""
        above = "".join(f"{self._layout.text(at)}\n" for at in range(max(1, number - 2), number))
        return any(start >= len(above) for start, _ in assigned(above + self._layout.text(number)))

    def _inline(self, number: int) -> list[Span]:
        """From the first value with a sensitive key to the end of the line."""
        line = self._layout.line(number)
        keys = [line.key, *(key for _, key in self._layout.ancestors(number))]
        is_naming = any(map(names_keys, keys))
        for match in _INLINE.finditer(line.text):
            key = match["key"] or match["flag"]
            start = match.start("value" if match["key"] else "argument")
            is_secret = is_sensitive(key) and not (is_naming and key == "key")
            is_secret = is_secret or (key == "value" and _describes_secret(line))
            if is_secret and not _HARMLESS.match(line.text, start):
                return [(start, len(line.text.rstrip()))]
        return []


def _describes_secret(line: Line) -> bool:
    """Whether a line in flow style says what its `value` is: {name: DB_PASSWORD, value: …}."""
    values = re.sub(r"[\w.\-]+[\"']?\s*:", "", line.text)
    return _DATA.search(values) is not None or any(map(is_sensitive, _words(values)))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w.\-]+", text)


def _key_material(lines: Sequence[str]) -> frozenset[int]:
    """The lines of private keys."""
    inside, found = False, set()
    for at, line in enumerate(lines, 1):
        for match in _PEM.finditer(line):
            found.add(at)
            inside = match[1] == "BEGIN" and "PRIVATE" in match[0]
        if inside:
            found.add(at)
    return frozenset(found)
