package policies.secrets.secret_in_configmap_test

import data.policies.secrets.secret_in_configmap as rule

_config(values) := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}, "data": values}

_report(values) := report if {
	report := rule.report with input as _config(values)
}

_keys(values) := {finding.path[1] | some finding in _report(values)}

_levels(values) := {finding.path[1]: finding.severity.production | some finding in _report(values)}

_what(key, text) := split(split(finding.message, " holds ")[1], " in data")[0] if some finding in _report({key: text})

_alone(values) := {finding.path[1] |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [_config(values)]}
		with data.mergegate_config as {"run": {"resource": ["secrets.secret_in_configmap"]}}
}

test_a_sensitive_key_is_found_and_its_value_not_shown if {
	_report({"db_user": "shop", "db_password": "hunter2"}) == {{
		"at": 0,
		"path": ["data", "db_password"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"ConfigMap \"shop\" holds a literal that its key calls a secret in data.db_password.",
			"Put it into a Secret and refer to it.",
		]),
	}}
}

test_sensitive_keys if {
	values := {
		"DB_PASSWORD": "hunter2", "apiKey": "a1b2", "spring.datasource.password": "password", "POSTGRES_PASSWORD": "admin\n",
		"clientSecret": "x1-y2",
	}
	_keys(values) == object.keys(values)
}

test_keys_and_values_that_are_no_secret if {
	_keys({
		"token_endpoint": "https://login.example.org", "secretName": "shop", "passwordPolicy": "strict", "MONKEY": "x1y2",
		"REDIS_PASSWORD": "", "A_PASSWORD": "${X}", "B_PASSWORD": "{{ .x }}", "C_PASSWORD": "$(< /run/p)",
		"D_PASSWORD": "%ENV%", "E_PASSWORD": "/run/secrets/p", "F_PASSWORD": "true", "G_PASSWORD": "$PASSWORD",
		"tlsSecret": "shop-tls", "existingSecret": "s1x2", "secretKey": "admin-password", "PASSWORD": "DB_PASSWORD",
		"password_encryption": "scram-sha-256", "ALLOW_EMPTY_PASSWORD": "yes1", "clientSecret": "shop-client-secret",
		"label.password": "Password", "text.token": "Enter your token", "password": "^[a-z]{8,}$", "eos_token": "</s>",
		"ca.crt": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "token.sh": "x", "secrets.yaml": "a: b",
	}) == set()
}

test_files_that_assign_a_secret if {
	values := {
		"a.properties": "# x\nuser=shop\nspring.datasource.password=hunter2\n",
		"b.yaml": "database:\n  user: shop\n  password: hunter2 # old\n",
		"c.json": `{"user":"shop","password":"hunter2"}`,
		"d.xml": "<server><password>hunter2</password></server>",
		"e.xml": `<property name="password" value="hunter2"/>`,
		"f.xml": "<property>\n<name>fs.secret.key</name>\n<value>a1b2</value>\n</property>",
		"g.ini": "[db]\npassword = 'hunter 2'\n",
		"h.env": "export API_TOKEN=\"t1x2\"\n",
		"i.conf": "output { es { password => \"hunter2\" } }",
		"j.yaml": "{user: shop, password: hunter2}",
		"k.py": "connect(user=user, password=\"hunter2\")",
		"l": "Server=db;User Id=shop;Password=hunter2;",
		"m.url": "https://shop.example.org/?api_key=a1b2&x=y",
		"n.sh": "#!/bin/sh\nTOKEN=t1x2 exec /app\n",
	}
	_keys(values) == object.keys(values)
	_what("a.properties", values["a.properties"]) == "a literal for spring.datasource.password"
	_what("b", "password: x1\ntoken: y2\n") == "a literal for password and token"
}

test_files_without_a_literal if {
	_keys({
		"a.yaml": "password: ${DB_PASSWORD}\napi_key: !env_var API_KEY\ntoken: *token\nsecret: |\n",
		"a2.yaml": "clientSecret: $CLIENT_SECRET\n",
		"b.yaml": "secretKeyRef:\n  name: shop\n  key: password\nsecretEnv: OAUTH2_CLIENT_SECRET\npassword_file: /run/p\n",
		"c.sh": "PASSWORD=$(cat /run/p)\nTOKEN=\"$1\"\nPASSWORD=\"not set\"\nif [ \"$TOKEN\" == \"x\" ]; then exit; fi\n",
		"d.py": "token = read_token\nsecret = json.loads(x)\nconnect(password=password)\nkey = os.environ[\"API_KEY\"]\n",
		"e.yaml": "description: Sets the password: it must be long\n* Maximum: 512 tokens\n",
		"f.properties": "# password=hunter2\n; token=t1\n// secret: x\nmax_tokens=256\npassword=\n",
		"g.md": "Set password=hunter2.", "h.html": "<input name=\"password\" value=\"x1\">",
		"i.json": `{"$schema": "http://json-schema.org/draft-07/schema#", "default": {"password": "x1"}}`,
		"j.json": `{"properties": {"password": {"type": "string"}}}`,
		"k": "#!/usr/bin/env python3\npassword = args.password\n",
		"l.yaml": "pullSecret: registry-credentials\nauth:\n  passwordKey: db-password\n",
		"m.tmpl": "password={{ .Password }}\ntoken = <%= ENV['TOKEN'] %>\nsecret=@secret@\n",
		"n.yaml": "help: create it with --from-literal=token=your-token\n",
	}) == set()
}

test_credentials_by_their_form if {
	key := concat("", ["-----BEGIN ", "PRIVATE KEY-----\nxx\n-----END"])
	_what("ssh_access", key) == "a private key"
	_what("nginx.conf", "proxy_set_header Authorization \"Basic c2hvcDpodW50ZXIy\";") == "an HTTP credential"
	_keys({"a": "Basic authentication is used", "b": "# Authorization: Bearer token"}) == set()
}

test_fillers_are_notes if {
	_levels({"trustStorePassword": "changeit", "a.properties": "password=CHANGE_ME\n", "TOKEN": "xxx"}) == {
		"trustStorePassword": "note",
		"a.properties": "note",
		"TOKEN": "note",
	}
	_what("a.env", "PASSWORD=changeme") == "a literal that stands in for PASSWORD"
}

test_a_literal_beside_a_filler_counts if {
	_levels({"a.env": "PASSWORD=changeme\nTOKEN=t1x2\n", "b_password": "changeme"}) == {
		"a.env": "error",
		"b_password": "note",
	}
}

test_a_url_and_a_token_are_left_to_their_rules if {
	values := {
		"DB_PASSWORD": concat("", ["postgres:/", "/shop:hunter2@db"]),
		"token": concat("", ["gh", "p_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"]),
	}
	_keys(values) == set()
	_alone(values) == {"DB_PASSWORD", "token"}
}

test_names_can_be_ignored if {
	config := {"parameters": {"secret-in-configmap": {"ignored_names": ["Demo_Password", 5]}}}
	values := {"demo_password": "hunter2", "a.env": "DEMO_PASSWORD=hunter2"}
	report := rule.report with input as _config(values) with data.mergegate_config as config
	report == set()
}

test_without_data_it_passes if {
	report := rule.report with input as {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}}
	report == set()
}

test_wrong_types_are_skipped if {
	every data_ in [null, 5, "password=hunter2", ["password=hunter2"], {"password": 5, "token": null, "secret": ["x1"]}] {
		_report(data_) == set()
	}
	_keys({"password": 5, "token": "t1x2"}) == {"token"}
}

test_other_kinds_are_none if {
	manifest := object.union(_config({"password": "hunter2"}), {"apiVersion": "example.org/v1"})
	report := rule.report with input as manifest
	report == set()
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}

test_long_files_are_read_too if {
	filler := concat("\n", [sprintf("option.%d=enabled", [i]) | some i in numbers.range(1, 200)])
	_keys({"a.properties": sprintf("%s\nDB_PASSWORD=hunter2\n", [filler]), "b.properties": filler}) == {"a.properties"}
}
