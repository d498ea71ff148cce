"""The environment of an overlay: what says so, in which order, and what only looks like one."""

from __future__ import annotations

import pytest

from validator.discover.environment import Hint, covers, decide, of_file


@pytest.mark.parametrize(
    ("path", "name", "why"),
    [
        ("apps/shop/overlays/prod", "production", "path segment 'prod' below overlays/"),
        (
            "apps/shop/overlays/production-downstream",
            "production",
            "path segment 'production-downstream' below overlays/",
        ),
        ("clusters/stone-prd-rh01/apps", "production", "path segment 'stone-prd-rh01' below clusters/"),
        ("sandbox/overlays/prod", "production", "path segment 'prod' below overlays/"),
        ("envs/Stage0", "staging", "path segment 'Stage0' below envs/"),
        ("overlays/integration", "test", "path segment 'integration' below overlays/"),
        ("environments/demo", "development", "path segment 'demo' below environments/"),
        ("x/staging/lightwell-dev", "staging", "path segment 'staging'"),
        ("apps/dr", "production", "path segment 'dr'"),
        ("apps/prod_1", "production", "path segment 'prod_1'"),
        ("apps/pre-prod", "staging", "path segment 'pre-prod'"),
        ("apps/nonprod", "staging", "path segment 'nonprod'"),
        ("apps/not-production", "staging", "path segment 'not-production'"),
        ("clusters/non-prod-eu", "staging", "path segment 'non-prod-eu' below clusters/"),
        ("apps/uat", "staging", "path segment 'uat'"),
        ("apps/e2e", "test", "path segment 'e2e'"),
        ("apps/shop-test", "test", "'test' in path segment 'shop-test'"),
        ("apps/shop.dev", "development", "'dev' in path segment 'shop.dev'"),
        ("stone-prd-rh01", "production", "'prd' in path segment 'stone-prd-rh01'"),
        ("apps/shop-live", "production", "'live' in path segment 'shop-live'"),
        (
            "environments/prod/overlays/dev",
            "development",
            "path segment 'dev' below overlays/ (path segment 'prod' below environments/ disagrees)",
        ),
    ],
)
def test_the_path_tells_the_environment(path: str, name: str, why: str) -> None:
    assert decide(path) == (name, why)


@pytest.mark.parametrize(
    "segment",
    [
        *("product", "product-api", "producer", "reproducer", "integration", "test-runner", "konflux-ci"),
        *("tech-preview", "preview-system", "perf-team-reader", "demo-team", "local-storage", "csi-driver"),
        *("device-plugin", "dev-spaces", "devspaces", "developer-hub", "delivery", "livekit", "backstage"),
        *("bedrock", "latest", "labeler", "high-availability", "home-automation", "letsencrypt-staging"),
        *("load-balancer", "load-test", "int-api", "staged", "protest", "contest", "accounting", "main"),
        *("local", "demo", "ci", "perf", "lab"),  # whole, but not below a marker
    ],
)
def test_false_friends_are_unmarked(segment: str) -> None:
    assert decide(f"apps/{segment}") == ("production", "unmarked")
    assert decide(f"apps/{segment}", default="development") == ("development", "unmarked")


def hint(step: int, value: str, what: str = "branch") -> Hint:
    return Hint(step=step, what=what, value=value)


def test_the_steps_come_in_order() -> None:
    hints = [
        hint(6, "shop-uat", "namespace"),
        hint(5, "envs/dev", "directory of the naming file"),
        hint(4, "release/stage", "branch"),
        hint(2, "qa", "parameter values.env"),
    ]
    assert decide("apps/prod", [hints]) == ("test", "parameter values.env=qa")
    assert decide("apps/prod", [hints[:3]]) == ("production", "path segment 'prod'")
    assert decide("apps/shop", [hints[:3]]) == ("staging", "branch release/stage")
    naming = "directory of the naming file: path segment 'dev' below envs/"
    assert decide("apps/shop", [hints[:2]]) == ("development", naming)
    assert decide("apps/shop", [hints[:1]]) == ("staging", "namespace shop-uat")
    assert decide("apps/shop", [[hint(4, "main"), hint(2, "backend", "label tier")]]) == (
        "production",
        "unmarked",
    )


def test_configuration_comes_first_and_its_first_match_counts() -> None:
    configured = [("apps/*/live", "canary"), ("apps/**", "edge")]
    hints = [[hint(2, "dev")]]
    assert decide("apps/a/live", hints, configured=configured) == ("canary", "configured glob apps/*/live")
    assert decide("apps/a/live/eu", hints, configured=configured) == ("canary", "configured glob apps/*/live")
    assert decide("apps/a/b/live", hints, configured=configured) == ("edge", "configured glob apps/**")
    assert decide("other", hints, configured=configured)[0] == "development"


def test_two_hints_of_one_step_may_disagree() -> None:
    hints = [[hint(2, "dev", "parameter env"), hint(2, "prod", "label env")]]
    assert decide("a", hints) == ("development", "parameter env=dev (label env=prod disagrees)")


def test_of_several_entry_points_the_strictest_counts() -> None:
    dev, stage, prod = [hint(2, "dev")], [hint(2, "stage")], [hint(2, "prod")]
    assert decide("a", [dev, stage]) == ("staging", "branch=stage; another entry point says development")
    assert decide("a", [dev, prod, stage])[0] == "production"
    assert decide("a", [dev, []]) == ("production", "unmarked; another entry point says development")
    assert decide("a", [dev, dev]) == ("development", "branch=dev")


def test_a_files_name_and_directories_are_hints() -> None:
    assert decide("a", [of_file("kustomization-prod.yaml")]) == ("production", "file name kustomization-prod")
    assert decide("a", [of_file("envs/dev/apps.yaml")])[0] == "development"
    assert decide("a", [of_file("apps.yaml")]) == ("production", "unmarked")


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("apps/*", "apps/a", True),
        ("apps/*", "apps/a/b", True),  # a directory stands for what is below it
        ("apps/*/prod", "apps/a/b/prod", False),
        ("**/prod", "prod", True),
        ("./apps/", "apps/a", True),
        ("apps/{a,b}", "apps/b", True),
        ("apps/[", "apps/[", False),
        (".", ".", True),
    ],
)
def test_configured_globs_cover_directories(glob: str, path: str, expected: bool) -> None:
    assert covers(glob, path) is expected
