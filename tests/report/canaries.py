"""Files full of secrets that only their place gives away."""

from __future__ import annotations

SECRET = "correct-horse"  # neither long nor random

FILES = {
    "secret.yaml": f"""\
apiVersion: v1
kind: Secret
metadata:
  name: db
  annotations: {{last: {SECRET}}}
stringData:
  name: {SECRET}
  block: |
    first: {SECRET}
    {SECRET}
  folded: >-
    type: {SECRET}
  "quoted: key": "{SECRET}"
  plain: abc
    {SECRET}
data: {{a: {SECRET}, b: c}}
""",
    "list.yaml": f"""\
kind: List
items:
- kind: Secret
  data:
    foo: {SECRET}
- data:
    foo: {SECRET}
  kind: Secret
""",
    "pretty.json": f"""\
{{
  "kind": "Secret",
  "stringData": {{
    "x": "{SECRET}"
  }},
  "other": "{SECRET}"
}}
""",
    "squeezed.json": f'{{"kind":"Secret","stringData":{{\n"x":"{SECRET}"}},\n"y":"{SECRET}"}}',
    "deployment.yml": f"""\
kind: Deployment
spec:
  containers:
  - args: ["--password", "{SECRET}", "--verbose"]
    command:
    - --token
    - {SECRET}
    - --api-key={SECRET}
    env:
    - name: DB_PASSWORD
      value: {SECRET}
    - value: "{SECRET}"
      name: API_TOKEN
    - name: MULTI_SECRET
      value: "abc
        {SECRET}"
    - {{name: SECRET_KEY, value: {SECRET}}}
    - name: DSN
      value: postgres://u:{SECRET}@db/x
""",
    "json6902.yaml": f"""\
- op: replace
  path: /stringData/foo
  value: {SECRET}
- {{op: add, path: /data/x, value: {SECRET}}}
- op: add
  path: /spec/password
  value:
    a: {SECRET}
""",
    "patch.yaml": f"metadata:\n  name: x\ndata:\n  foo: {SECRET}\n",
    "kustomization.yaml": f"""\
secretGenerator:
- name: db
  literals:
  - foo={SECRET}
  - {SECRET}
- name: other
  literals: [a={SECRET}]
configMapGenerator:
- literals:
  - DB_PASSWORD={SECRET}
patches:
- target:
    kind: Secret
  patch: |-
    - op: replace
      path: /foo
      value: {SECRET}
- target: {{kind: Secret}}
  patch: |-
    - path: /foo
      value: {SECRET}
- patch: |-
    kind: Secret
    foo:
      bar: {SECRET}
""",
    "application.yaml": f"""\
kind: Application
spec:
  source:
    repoURL: https://bot:{SECRET}@git.example/x.git
    helm:
      parameters:
      - name: auth.password
        value: {SECRET}
      values: |
        rootPassword: {SECRET}
      valuesObject:
        credentials:
          user: {SECRET}
        secrets:
          deep:
            deeper: {SECRET}
""",
    "configmap.yaml": f"""\
kind: ConfigMap
data:
  app.properties: |
    db.password={SECRET}
    spring.datasource.password: {SECRET}
  config.json: |
    {{"a": 1, "clientSecret":"{SECRET}"}}
  key.pem: |
    -----BEGIN EC PRIVATE KEY-----
    {SECRET}
    -----END EC PRIVATE KEY-----
""",
    "db.env": f"# {SECRET}\nFOO={SECRET}\nexport BAR='{SECRET}'\nBAZ: {SECRET}\n{SECRET}\n",
    "broken.yaml": f"kind: Secret\n  data: [\n\t{SECRET}: {{{{\nx: {SECRET}\n",
}
