"""No text and no quoted line shows a secret; what is no secret stays readable."""

from __future__ import annotations

import re
import time

import pytest

from tests.report.canaries import FILES, SECRET
from validator.masking.text import MASK, mask_text, masked, scrub
from validator.report.source_mask import SourceMask

HEX = "0123456789abcdef" * 4
RANDOM = "q7Rz0Lk2Vw9XcT4bN8mJ" + "1sHd6YfGp3"  # in pieces, as push protection knows whole ones


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + RANDOM,
        "github_pat_" + RANDOM,
        "glpat-" + RANDOM,
        "xoxb-" + "2048-" + RANDOM,
        "sk_" + "live_" + RANDOM,
        "AIza" + RANDOM + RANDOM,
        "hvs." + RANDOM,
        "AGE-SECRET-KEY-1" + RANDOM.upper(),
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
        "$2y$10$" + RANDOM,
        "hooks.slack.com/services/T0/B0/x",
        HEX,
        RANDOM + RANDOM + "==",
    ],
)
def test_credentials_are_masked_wherever_they_stand(text: str) -> None:
    assert mask_text(f"it is {text}, they say") in {f"it is {MASK}, they say", f"it is {MASK} they say"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"https://bot:{SECRET}@git.example/x", f"https://bot:{MASK}@git.example/x"),
        (f"lstat https:/bot:{SECRET}@git.example/x", f"lstat https:/bot:{MASK}@git.example/x"),
        (f'"--db-password={SECRET}" is set', f'"--db-password={MASK}" is set'),
        (f"Authorization: Basic {SECRET}", f"Authorization: Basic {MASK}"),
        # Like the tag of an image, but an account, a file, a key, a name of no registry, or no commit.
        (f"https://registry.example/bot:{HEX[:40]}@git", f"https://registry.example/bot:{MASK}@git"),
        (f"registry.example/bot:{HEX[:40]}@git", f"registry.example/bot:{MASK}@git"),
        (f"conf.d/web:{HEX[:40]}", f"conf.d/web:{MASK}"),
        (f"vault.example/shop/api-token:{HEX[:40]}", f"vault.example/shop/api-token:{MASK}"),
        (f"shop/web:{HEX[:40]}", f"shop/web:{MASK}"),
        (f"registry.example/shop/web:{HEX[:48]}", f"registry.example/shop/web:{MASK}"),
        (f"registry.example/shop/web:{HEX[:32]}", f"registry.example/shop/web:{MASK}"),
        (f"https://{'a.' * 125}example/shop/web:{HEX[:40]}", f"https://{'a.' * 125}example/shop/web:{MASK}"),
        (f"https://registry.example/shop/web:{HEX[:40]}", f"https://registry.example/shop/web:{MASK}"),
    ],
)
def test_only_the_secret_part_is_masked(text: str, expected: str) -> None:
    assert mask_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f'Container "web" runs "registry.example/web@sha256:{HEX}".',
        f"targetRevision: {HEX[:40]}",
        f"https://git.example/x?ref={HEX[:40]}",
        f'Container "web" runs "registry.example/shop/web:{HEX[:40]}", which may change.',
        f"registry.example:5000/shop/web:{HEX[:40]}@sha256:{HEX} is pinned",
        f"image: oci://registry.example/shop/web:{HEX[:40]}",
        "clusters/production-eu-west-1/apps/payments-service/overlays/kustomization.yaml",
        "KeycloakRealmOperatorClusterRoleBindingForProduction",
        "git@github.com:shop/deploy.git has no pinned tag",
        'Set spec.template.spec.automountServiceAccountToken=false, or name the Secret in "secretName".',
        "https://kubernetes.io/docs/concepts/configuration/secret/#using-a-secret",
    ],
)
def test_what_is_no_credential_stays(text: str) -> None:
    assert mask_text(text) == text


def test_hostile_text_costs_linear_time() -> None:
    started = time.process_time()
    for text in (
        "a" * 200_000,
        "secret" * 20_000,
        ":/" * 50_000,
        "eyJ" * 50_000,
        "-----BEGIN " * 10_000,
        "a.b/" * 50_000 + f":{HEX[:40]}",
    ):
        mask_text(text)
        mask_text(text + "@")
    assert time.process_time() - started < 20  # a second or two; hours if a pattern were quadratic


# ---- what kustomize says -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"Error: trouble configuring PatchTransformer with config: `\npatch: |-\n  a: {SECRET}\n`: "
            f'unable to parse SM or JSON patch from [patch: "a: {SECRET}"]',
            "Error: trouble configuring PatchTransformer with config: …: "
            "unable to parse SM or JSON patch from […]",
        ),
        (
            f"Error: literal sources [{SECRET}]: invalid literal source {SECRET}, expected key=value",
            f"Error: literal sources [{MASK}]: invalid literal source {MASK}, expected key=value",
        ),
        (
            f"Error: expected MappingNode but got SequenceNode: node contents:\n[{SECRET}]\n",
            "Error: expected MappingNode but got SequenceNode: node contents: …",
        ),
        (
            f"Error: missing metadata.name in object {{{{v1 Secret}} {{ }} map[a:{SECRET}] map[]}}}}",
            f"Error: missing metadata.name in object {{{{v1 Secret}} {{ }} map[{MASK}] map[]}}}}",
        ),
        (
            "# Warning: 'vars' is deprecated.\nError: no such file\n",
            "# Warning: 'vars' is deprecated.\nError: no such file",
        ),
        (f"Error: no\n  a: {SECRET}\n  b: {SECRET}\n", "Error: no (2 more lines left out)"),
        ("", ""),
    ],
)
def test_scrub_leaves_out_what_builds_quote(text: str, expected: str) -> None:
    assert scrub(text, []) == expected


@pytest.mark.parametrize(
    "said",
    [
        "lstat /x/Tr0ub4dor: no such file",
        "bad line Tr0ub4dor\\nmore",
        "VHIwdWI0ZG9yCm1vcmU= does not decode",
        "only Tr0ub4dor",
    ],
)
def test_scrub_takes_out_known_values_in_every_spelling(said: str) -> None:
    assert "Tr0ub4dor" not in scrub(said, ["Tr0ub4dor\nmore"])
    assert "VHIwdWI0ZG9y" not in scrub(said, ["Tr0ub4dor\nmore"])


def test_scrub_masks_a_short_value_only_as_a_word() -> None:
    assert scrub("abc is not abcd", ["abc", "", "x"]) == f"{MASK} is not abcd"


# ---- quoted lines ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_no_quoted_line_shows_a_secret(name: str, end: str) -> None:
    lines = FILES[name].replace("\n", end).split(end)
    mask = SourceMask(name, lines)
    shown = [masked(line, mask.spans(number)) for number, line in enumerate(lines, 1)]
    assert [line for line in shown if SECRET in line] == []


@pytest.mark.parametrize(
    "line",
    [
        f"- {SECRET}",
        f"- --anything={SECRET}",
        f"foo: {SECRET}",
        f"{{foo: {SECRET}}}",
        f"? {SECRET}",
        f"# {SECRET}",
        f"- redis://x:{SECRET}@host",
        f"    {SECRET}",
    ],
)
def test_at_a_finding_about_a_secret_every_value_is_hidden(line: str) -> None:
    assert SECRET not in masked(line, SourceMask("x.yaml", [line]).spans(1, secret=True))
    assert SECRET not in masked(line, SourceMask("x.yaml", [line], frozenset({1})).spans(1))


def test_a_list_item_that_looks_like_an_assignment_to_nothing_is_hidden_whole() -> None:
    line = "  - aHVudGVyMg=="
    assert masked(line, SourceMask("x.yaml", [line]).spans(1, secret=True)) == f"  - {MASK}"


def test_the_file_that_a_generator_reads_is_quoted() -> None:
    lines = ["secretGenerator:", "- name: db", "  envs:", "  - db.env", "  literals:", "  - db.env"]
    mask = SourceMask("kustomization.yaml", lines)
    assert masked(lines[3], mask.spans(4, secret=True)) == "  - db.env"
    assert masked(lines[5], mask.spans(6, secret=True)) == f"  - {MASK}"


READABLE = f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: token-service
  labels: {{app.kubernetes.io/name: token-service}}
spec:
  replicas: 3
  automountServiceAccountToken: true
  imagePullSecrets:
  - name: registry
  tolerations:
  - key: dedicated
    operator: Equal
    value: gpu
  volumes:
  - name: tls
    secret:
      secretName: web-tls
      defaultMode: 420
  containers:
  - name: web
    image: registry.example/team/token-service:1.2.3@sha256:{HEX}
    args:
    - --verbose
    - --log-level=debug
    env:
    - name: LOG_LEVEL
      value: debug
    - name: PASSWORD
      valueFrom:
        secretKeyRef: {{name: db, key: password}}
    - name: TOKEN
      valueFrom:
        secretKeyRef:
          name: db
          key: token
---
kind: Kustomization
resources:
- ../../base/production-cluster-east-1/services/payments-and-invoices
spec:
  substituteFrom:
  - kind: Secret
    name: cluster-vars
  path: ./clusters/production
  sourceRef:
    kind: GitRepository
    name: flux-system
"""


def test_what_is_no_secret_is_quoted_as_it_is() -> None:
    lines = READABLE.split("\n")
    mask = SourceMask("clusters/x.yaml", lines)
    assert [masked(line, mask.spans(number)) for number, line in enumerate(lines, 1)] == lines


def test_hiding_in_a_large_file_is_quick() -> None:
    lines = [
        "kind: Secret",
        "stringData:",
        *["  a: b"] * 20_000,
        "---",
        "x" * 100_000,
        " " * 100_000 + "y",
        '"' + "\\" * 99_999,
    ]
    mask = SourceMask("x.yaml", lines)
    assert mask.spans(4) == [(5, 6)]
    assert re.fullmatch(r"\s*•••", masked(lines[-2], mask.spans(len(lines) - 1, secret=True)))


def test_objects_that_go_prints_are_cut_whole() -> None:
    text = (
        'Error: map[string]interface {}{"kind":"Secret", "stringData":map[interface {}]interface {}'
        f'{{"a":"}}\\"{SECRET}", 12:"{SECRET}"}}}}: json: unsupported type: map[interface {{}}]interface {{}}'
    )
    found = scrub(text, ())
    assert SECRET not in found
    assert found == "Error: {…}: json: unsupported type: map[interface {}]interface {}"
    assert SECRET not in scrub(f'map[string]interface {{}}{{"a":"{SECRET}', ())


def test_addresses_differ_from_run_to_run_and_are_cut() -> None:
    assert scrub("merging from generator &{0x2a2212a39860 <nil>}: no", ()) == "merging from generator …: no"
    assert scrub("func at 0xc000123456 failed", ()) == "func at … failed"
