"""Where people leave credentials that no form gives away, in containers, ConfigMaps and other objects."""

from __future__ import annotations

from typing import Any

import yaml

SECRET = "correct-horse"  # neither long nor random
OLD = "battery-staple"  # what stood there before

CONTAINERS = {
    "option and word": f'args: ["--password", "{SECRET}"]',
    "mysql": f"command: [mysql, -u, root, -p{SECRET}]",
    "mysql by command": f"{{command: [mysql], args: [-uroot, -p{SECRET}]}}",
    "mysql by image": f"{{image: registry.example/mariadb:11, args: [-uroot, -p{SECRET}]}}",
    "mysql in a script": f"command: [sh, -c, 'mysql -u root -p{SECRET} -e \"SELECT 1\"']",
    "curl": f'args: [curl, -u, "admin:{SECRET}", "http://shop"]',
    "curl in a script": f"command: [sh, -c, 'curl -s -u admin:{SECRET} http://shop']",
    "redis": f"args: [redis-server, --requirepass, {SECRET}]",
    "redis in a script": f"command: [sh, -c, 'redis-server --requirepass {SECRET}']",
    "redis client": f"command: [redis-cli, -a, {SECRET}, ping]",
    "user and password": f"args: [-u, shop, -p, {SECRET}]",
    "sshpass": f"command: [sh, -c, 'sshpass -p {SECRET} ssh shop']",
    "probe": f"livenessProbe: {{exec: {{command: [mysqladmin, ping, -uroot, -p{SECRET}]}}}}",
    "long text": f"args: ['/app --password {SECRET} --verbose']",
    **{
        name: f"env: [{{name: {name}, value: {SECRET}}}]"
        for name in (
            "DB_PASSWORD",
            "PGPASS",
            "STRIPE_SK",
            "REDIS_AUTH",
            "SESSION_SIGNER",
            "ENCRYPTION_SALT",
            "DB_CONNECTION_STRING",
            "OAUTH2_CREDS",
        )
    },
}
TEXTS = {
    "redis.conf": f"port 6379\nrequirepass {SECRET}\n",
    ".pgpass": f"db.shop:5432:shop:shop:{SECRET}\n",
    ".netrc": f"machine git.example login shop password {SECRET}\n",
    "netrc": f"machine git.example\nlogin shop\npassword {SECRET}\n",
    "app.properties": f"db.pass={SECRET}\n",
    "app.yaml": f"auth:\n  basic:\n    pass: {SECRET}\n",
    "app.xml": f"<server><password>{SECRET}</password></server>",
    "site.xml": f"<property>\n<name>fs.secret.key</name>\n<value>{SECRET}</value>\n</property>",
}
OTHERS: dict[str, dict[str, Any]] = {
    "custom resource": {"kind": "Shop", "spec": {"auth": {"basic": {"pass": SECRET}}}},
    "scalar secret": {"kind": "Shop", "spec": {"s3": {"secret": SECRET}}},
    "Helm values": {"kind": "HelmRelease", "spec": {"values": {"auth": {"pass": SECRET}}}},
    "Flux variables": {"kind": "Kustomization", "spec": {"postBuild": {"substitute": {"db_pass": SECRET}}}},
}


def _object(name: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": "shop"}, **fields}


def _pod(name: str, written: str) -> dict[str, Any]:
    container = {"name": "app", "image": "registry.example/shop:1", **yaml.safe_load(written)}
    return _object(name, "Pod", spec={"containers": [container]})


def bodies() -> dict[str, dict[str, Any]]:
    """An object for each place, by what the place is called."""
    containers = {name: _pod(f"p{at}", text) for at, (name, text) in enumerate(CONTAINERS.items())}
    texts = {
        name: _object(f"c{at}", "ConfigMap", data={name: text})
        for at, (name, text) in enumerate(TEXTS.items())
    }
    others = {
        name: {**body, **_object(f"o{at}", body["kind"]), "apiVersion": "shop.example/v1"}
        for at, (name, body) in enumerate(OTHERS.items())
    }
    return {**containers, **texts, **others}


def files(folder: str = "app") -> dict[str, str]:
    """All places in one overlay, in block style."""
    return {
        f"{folder}/kustomization.yaml": "resources: [all.yaml]\n",
        f"{folder}/all.yaml": yaml.safe_dump_all(bodies().values(), sort_keys=False),
    }
