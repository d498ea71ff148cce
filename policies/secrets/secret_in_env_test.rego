package policies.secrets.secret_in_env_test

import data.policies.secrets.secret_in_env as rule

_pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "shop"},
	"spec": {"containers": [object.union({"name": "app"}, container)]},
}

_env(values) := _pod({"env": [{"name": name, "value": values[name]} | some name in sort(object.keys(values))]})

_severities(manifest) := {finding.path: finding.severity.production |
	some finding in rule.report with input as manifest
}

_names(values) := {name |
	names := sort(object.keys(values))
	some finding in rule.report with input as _env(values)
	name := names[finding.path[4]]
}

_alone(manifest) := {finding.path: finding.severity |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["secrets.secret_in_env"]}}
}

test_a_literal_is_found if {
	report := rule.report with input as _env({"DB_PASSWORD": "hunter2"})
	report == {{
		"at": 0,
		"path": ["spec", "containers", 0, "env", 0, "value"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"The container \"app\" of Pod \"shop\" sets DB_PASSWORD to a literal.",
			"Put it into a Secret and refer to it with valueFrom.secretKeyRef.",
		]),
	}}
}

test_init_containers_and_every_workload_count if {
	pod := {"initContainers": [{"name": "init", "env": [{"name": "A"}, {"name": "API_TOKEN", "value": "t1"}]}]}
	path := ["initContainers", 0, "env", 1, "value"]
	every kind, group in {
		"DaemonSet": "apps/v1",
		"Deployment": "apps/v1",
		"DeploymentConfig": "apps.openshift.io/v1",
		"Job": "batch/v1",
		"Rollout": "argoproj.io/v1alpha1",
		"StatefulSet": "apps/v1",
	} {
		workload := {"apiVersion": group, "kind": kind, "spec": {"template": {"spec": pod}}}
		_severities(workload) == {array.concat(["spec", "template", "spec"], path): "error"}
	}
	job := {"apiVersion": "batch/v1", "kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}}
	_severities(job) == {array.concat(["spec", "jobTemplate", "spec", "template", "spec"], path): "error"}
}

test_names_that_promise_a_secret if {
	values := {name: "x1y2" |
		some name in [
			"ADMIN_PASS", "API_BEARER", "API_KEY", "AWS_SECRET_ACCESS_KEY", "AZURE_BATCH_KEY", "AZURE_OPENAI_KEY",
			"CLIENT_SECRET", "DB_CONNECTION_STRING",
			"DB_PASSWORD", "DB_PASSWORD_2", "DB_PWD", "GITHUB_TOKEN", "OCI_CLI_KEY_CONTENT", "PGPASSWORD", "SECRET_BLAH",
			"SSH_PRIVATE_KEY", "apiKey", "clientsecret", "my-passphrase", "pwd", "spring.datasource.password", "token",
		]
	}
	_names(values) == object.keys(values)
}

test_names_that_only_sound_like_one if {
	_names({name: "x1y2" |
		some name in [
			"AWS_ACCESS_KEY_ID", "BYPASS", "COMPASS_MODE", "KEYCLOAK", "KEY_PREFIX", "MONKEY", "OLDPWD", "PARTITION_KEY",
			"PASSTHROUGH", "PASSWORD_FILE", "PASSWORD_LENGTH", "SECRET_NAME", "SSO_PUBLIC_KEY", "TOKENIZER",
			"TOKEN_ENABLED", "TOKEN_ID", "TOKEN_PATH", "TOKEN_TTL", "TOKEN_URL", "secretKeyRef", "", "___",
		]
	}) == set()
}

test_values_that_are_no_secret if {
	_names({sprintf("PASSWORD_%d", [i]): value |
		some i, value in [
			"", " ", "true", "False", "disabled", "null", "5432", "1.5", "30s", "1h30m", "10Gi", "80%", "-",
			"/run/secrets/password", "./password", "~/.ssh/id", "file:///etc/p", "password.txt", "conf/tls.key",
			"C:\\secrets\\p", "https://vault.example.org/v1/secret", "$PASSWORD", "%PASSWORD%", "$(DB_PASSWORD)",
			"${DB_PASSWORD}", "{{ .Values.password }}", "<password>", "<path:secret/data/shop#p>",
			"vault:secret/data/shop#password", "ref+vault://shop/p", "op://shop/db/password",
			"ENC[AES256_GCM,data:p673w7,type:str]", "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----",
		]
	}) == set()
}

test_fillers_are_notes if {
	fillers := [
		"xxx", "***", "...", "changeme", "CHANGE_ME", "changeit", "replace-me", "REPLACE_WITH_TOKEN", "todo", "TBD",
		"your-token", "insert_token", "token-here", "dummy", "placeholder", "[token]",
		concat("", ["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"]),
	]
	found := _severities(_pod({"env": [{"name": "TOKEN", "value": value} | some value in fillers]}))
	found == {["spec", "containers", 0, "env", i, "value"]: "note" | some i, _ in fillers}
}

test_the_working_directory_is_a_path if _severities(_env({"PWD": "/srv/app", "OLDPWD": "../app"})) == {}

test_weak_passwords_are_no_fillers if {
	weak := ["admin", "test", "minio123"]
	found := _severities(_pod({"env": [{"name": "PASSWORD", "value": value} | some value in weak]}))
	found == {["spec", "containers", 0, "env", i, "value"]: "error" | some i in [0, 1, 2]}
}

test_the_name_of_a_secret_of_the_pod_passes if {
	named := ["mounted", "projected", "read", "all", "pull", "csi"]
	manifest := {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {
			"imagePullSecrets": [{"name": "pull"}],
			"volumes": [
				{"name": "a", "secret": {"secretName": "mounted"}},
				{"name": "b", "projected": {"sources": [{"secret": {"name": "projected"}}]}},
				{"name": "c", "csi": {"driver": "d", "nodePublishSecretRef": {"name": "csi"}}},
			],
			"containers": [{
				"name": "app",
				"envFrom": [{"secretRef": {"name": "all"}}],
				"env": array.concat(
					[{"name": "TLS_SECRET", "value": value} | some value in named],
					[
						{"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "read", "key": "k"}}},
						{"name": "TLS_SECRET", "value": "app"},
					],
				),
			}],
		},
	}
	_severities(manifest) == {["spec", "containers", 0, "env", 7, "value"]: "error"}
}

test_what_may_be_the_name_of_a_secret_is_a_note if {
	_severities(_env({"JWT_SECRET": "shop-jwt-secret"})) == {["spec", "containers", 0, "env", 0, "value"]: "note"}
	_severities(_env({"PASSWORD": "shop-tls-secret"})) == {["spec", "containers", 0, "env", 0, "value"]: "error"}
}

test_the_name_of_a_secret_with_files_passes if {
	names := ["SSO_KEYSTORE_SECRET", "TLS_SECRET", "IMAGE_PULL_SECRET", "pullSecret", "JGROUPS_ENCRYPT_SECRET"]
	_severities(_env({name: "shop-app-secret" | some name in names})) == {}
	_severities(_env({"KEYSTORE_SECRET": "hunter2"})) == {["spec", "containers", 0, "env", 0, "value"]: "error"}
	_severities(_env({"KEYSTORE_PASSWORD": "my-secret"})) == {["spec", "containers", 0, "env", 0, "value"]: "error"}
}

test_credentials_by_their_form if {
	report := rule.report with input as _env({
		"A": concat("", ["---BEGIN OPENSSH ", "PRIVATE KEY---\nxx\n---END"]),
		"B": "Authorization: Bearer abcdefgh12345",
		"C": "Server=db;User Id=shop;Password=hunter2;",
		"D": "-Xmx1g -Djavax.net.ssl.trustStorePassword=hunter2",
		"E": `{"user": "shop", "password": "hunter2"}`,
		"F_URL": "https://api.example.org/?api_key=hunter2",
	})
	{[finding.path[4], split(split(finding.message, " to ")[1], ".")[0]] | some finding in report} == {
		[0, "a private key"],
		[1, "an HTTP credential"],
		[2, "a text that assigns a secret"],
		[3, "a text that assigns a secret"],
		[4, "a text that assigns a secret"],
		[5, "a text that assigns a secret"],
	}
}

test_forms_without_a_credential if {
	_names({
		"A": concat("", ["-----BEGIN ", "PRIVATE KEY-----\n${KEY}\n-----END"]),
		"B": "Bearer $(TOKEN_VALUE)",
		"C": "Server=db;User Id=shop;Password=$(PASSWORD);",
		"D": "-Dpassword.file=/run/secrets/p -Dtoken=changeme --token-ttl=5m password=",
		"E": "Bearer your-token",
		"F": "Basic auth",
	}) == set()
}

test_a_password_in_a_url_is_left_to_secret_url_credentials if {
	_names({"DATABASE_URL": "postgres://u:p@db/shop", "DSN": "redis://:p@db"}) == set()
}

test_a_providers_token_is_left_to_secret_value_pattern if {
	manifest := _env({"GITHUB_TOKEN": concat("", ["gh", "p_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])})
	_severities(manifest) == {}
	_alone(manifest) == {["spec", "containers", 0, "env", 0, "value"]: {"production": "error", "elsewhere": "warning"}}
}

test_names_can_be_ignored if {
	config := {"parameters": {"secret-in-env": {"ignored_names": ["Session_Secret", 5]}}}
	report := rule.report with input as _env({"SESSION_SECRET": "x1y2"}) with data.mergegate_config as config
	report == set()
}

test_without_an_environment_it_passes if {
	_severities(_pod({})) == {}
	_severities(_pod({"env": []})) == {}
	_severities(_pod({"env": [{"name": "PASSWORD"}, {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {}}}]})) == {}
}

test_wrong_types_are_skipped if {
	_severities(_pod({"env": "PASSWORD=x"})) == {}
	variables := [null, "x", {"value": "x"}, {"name": 5, "value": "x"}, {"name": "PASSWORD", "value": {}}]
	_severities(_pod({"env": variables})) == {}
	_severities({"apiVersion": "v1", "kind": "Pod", "spec": {"containers": {"env": []}}}) == {}
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}

test_a_password_in_an_address_is_one_finding_only if {
	manifest := _env({"DB_PASSWORD": concat("", ["postgres:/", "/shop:hunter2@db/shop"])})
	_severities(manifest) == {}
	_alone(manifest) == {["spec", "containers", 0, "env", 0, "value"]: {"production": "error", "elsewhere": "warning"}}
}
