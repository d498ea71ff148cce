package policies.secrets.secret_in_args_test

import data.policies.secrets.secret_in_args as rule

_pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "shop"},
	"spec": {"containers": [object.union({"name": "app"}, container)]},
}

_report(container) := report if {
	report := rule.report with input as _pod(container)
}

_paths(container) := {array.slice(finding.path, 3, 10) | some finding in _report(container)}

_found(args) := {finding.path[4] | some finding in _report({"args": args})}

_script(text) := {finding.severity.production |
	some finding in _report({"command": ["/bin/sh", "-c", text]})
}

_what(container) := {split(split(finding.message, " passes ")[1], " in ")[0] | some finding in _report(container)}

_alone(container) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [_pod(container)]}
		with data.mergegate_config as {"run": {"resource": ["secrets.secret_in_args"]}}
}

test_a_literal_is_found_and_not_shown if {
	_report({"args": ["serve", "--db-password=hunter2"]}) == {{
		"at": 0,
		"path": ["spec", "containers", 0, "args", 1],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"The container \"app\" of Pod \"shop\" passes a literal for --db-password in args[1].",
			"Put it into a Secret and pass a variable or a file.",
		]),
	}}
}

test_init_containers_and_other_workloads_count if {
	template := {"spec": {"initContainers": [{"name": "init", "command": ["/app", "--token=t1x2"]}]}}
	report := rule.report with input as {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "shop"},
		"spec": {"template": template},
	}
	{finding.path | some finding in report} == {["spec", "template", "spec", "initContainers", 0, "command", 1]}
}

test_the_next_word_is_the_value if {
	_found(["--user", "shop", "--password", "hunter2", "-client-secret", "x1y2", "--api-key", "a1b2"]) == {3, 5, 7}
	_what({"args": ["--password", "hunter2"]}) == {"a literal after --password"}
}

test_a_short_option_is_known_by_its_program_or_by_a_user_beside_it if {
	_paths({"command": ["sshpass", "-p", "hunter2", "ssh"]}) == {["command", 2]}
	_paths({"command": ["/usr/bin/redis-cli", "-a", "hunter2"]}) == {["command", 2]}
	_paths({"command": ["redis-cli"], "args": ["-a", "hunter2"]}) == {["args", 1]}
	_paths({"image": "registry.example.org:5000/tools/mongosh:7@sha256:ab", "args": ["-p", "hunter2"]}) == {["args", 1]}
	_found(["-u", "shop", "-p", "hunter2"]) == {3}
	_found(["-p", "hunter2"]) == set()
	_paths({"command": ["mkdir"], "args": ["-p", "data"]}) == set()
	_paths({"command": ["mysqladmin", "-uroot", "-phunter2"]}) == {["command", 2]}
	_paths({"command": ["curl", "-u", "shop:hunter2", "https://shop.example.org"]}) == {["command", 2]}
	_paths({"command": ["curl", "-u", "shop:$PASSWORD"]}) == set()
}

test_assignments_of_one_word if {
	_found(["-Dstore.password=hunter2", "auth.token=t1x2", "PASSWORD=hunter2", "{\"secretKey\":\"x1y2\"}"]) == {0, 1, 2, 3}
}

test_scripts if {
	every text in [
		"export DB_PASSWORD=hunter2; exec /app",
		"/app --password hunter2 --verbose",
		"mysql -u root -phunter2 -e 'SELECT 1'",
		"sshpass -p 'hunter2' ssh shop",
		"redis-cli -h cache -a hunter2 ping",
		"curl -s -u shop:hunter2 https://shop.example.org",
		"curl -H 'Authorization: Basic c2hvcDpodW50ZXIy' https://shop.example.org",
		"kubectl create secret generic a --from-literal=password=hunter2",
	] {
		_script(text) == {"error"}
	}
}

test_scripts_without_a_literal if {
	every text in [
		"PASSWORD=$(cat /run/password)", "PASSWORD=\"${DB_PASSWORD}\"", "TOKEN=`cat /run/token`", "TOKEN=$1",
		"mysql -u root -p${PASSWORD}", "mysql -u root -p$$PASSWORD -e 'SELECT 1'", "mysql -h db -p",
		"curl -u \"shop:$PASSWORD\" x",
		"curl -H \"Authorization: Bearer $TOKEN\" https://shop.example.org",
		"if [ \"$PASSWORD\" = \"\" ]; then echo 'Password: must be set'; fi", "[ \"$TOKEN\" == \"x\" ]",
		"# export PASSWORD=hunter2", "client_secret=shop-client-secret", "SECRET=\"shop-certificate\"",
		"sed s/__TOKEN__/x/", "/app --password-file /run/p --token-path /run/t --without-password --verbose",
		"/app --password --verbose", "oc patch secret x -p '{\"data\":null}'", "/app --token | tee x",
		"oc get secret shop -o jsonpath={.data.password}", "echo \"Getting the token of the client\"",
	] {
		_script(text) == set()
	}
}

test_code_of_programs_counts_its_quoted_literals_only if {
	_paths({"command": ["python3", "-c", "token = read_token\npassword = 'hunter2'"]}) == {["command", 2]}
	_paths({"command": ["python3", "-c", "token = read_token"]}) == set()
	_paths({"command": ["python3", "-c", "print(1)"]}) == set()
	_paths({"command": ["python3", "app.py", "token=x1y2"]}) == {["command", 2]}
}

test_options_without_a_literal if {
	_found([
		"--password=$(DB_PASSWORD)", "--password=${DB_PASSWORD}", "--password-file=/run/p", "--token-path=/run/t",
		"--set", "db.password=$(PASSWORD)", "--password=", "--password",
		"--token-ttl=5m", "--secret-name=shop", "--token=true",
		"--tokenizer=fast", "--keycloak=x", "--secret", "/run/secrets/s", "$(PASSWORD)", "--pull-secret=regcred",
		"--password",
		"--verbose", "--auth-policy=native_password", "--token", "{{ .Values.token }}", "token",
	]) == set()
}

test_probes_and_hooks_count if {
	exec := {"exec": {"command": ["pg_isready", "--password=hunter2"]}}
	_paths({
		"livenessProbe": exec,
		"readinessProbe": exec,
		"startupProbe": exec,
		"lifecycle": {"postStart": exec, "preStop": exec},
	}) == {
		["livenessProbe", "exec", "command", 1],
		["readinessProbe", "exec", "command", 1],
		["startupProbe", "exec", "command", 1],
		["lifecycle", "postStart", "exec", "command", 1],
		["lifecycle", "preStop", "exec", "command", 1],
	}
}

_header(name, value) := {"livenessProbe": {"httpGet": {"httpHeaders": headers}}} if {
	headers := [{"name": "Host"}, {"name": name, "value": value}]
}

test_headers_count if {
	path := ["livenessProbe", "httpGet", "httpHeaders", 1, "value"]
	_paths(_header("Authorization", "Basic c2hvcDpodW50ZXIy")) == {path}
	_paths(_header("X-Api-Key", "a1b2c3")) == {path}
	_what(_header("X-Api-Key", "a1b2c3")) == {"a literal for the header X-Api-Key"}
	_paths(_header("Authorization", "Bearer $(TOKEN)")) == set()
	_paths(_header("X-Request-Id", "a1b2c3")) == set()
	_paths(_header(5, "a1b2c3")) == set()
	_paths(_header("X-Api-Key", 5)) == set()
}

test_fillers_are_notes if {
	levels := {finding.path[4]: finding.severity.production |
		some finding in _report({"args": ["--password=changeme", "--token", "xxx", "--secret=REPLACE_ME"]})
	}
	levels == {0: "note", 2: "note", 3: "note"}
	{finding.severity.production | some finding in _report(_header("X-Api-Key", "changeme"))} == {"note"}
}

test_a_url_and_a_token_are_left_to_their_rules if {
	url := concat("", ["--password=postgres:/", "/shop:hunter2@db"])
	token := concat("", ["--token=gh", "p_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])
	_found([url, token]) == set()
	_alone({"args": [url, token]}) == {["spec", "containers", 0, "args", 0], ["spec", "containers", 0, "args", 1]}
}

test_names_can_be_ignored if {
	config := {"parameters": {"secret-in-args": {"ignored_names": ["Token", "x-api-key", 5]}}}
	container := object.union({"args": ["--token=t1x2", "--token", "t1x2"]}, _header("X-Api-Key", "a1b2"))
	report := rule.report with input as _pod(container) with data.mergegate_config as config
	report == set()
}

test_without_command_lines_it_passes if _report({}) == set()

test_wrong_types_are_skipped if {
	every container in [
		{"args": "--password=hunter2"}, {"args": {"a": "--password=hunter2"}}, {"command": 5}, {"args": [5, null, {}]},
		{"livenessProbe": 5, "lifecycle": []}, {"livenessProbe": {"exec": [], "httpGet": {"httpHeaders": [5, null]}}},
	] {
		_report(container) == set()
	}
	_found([5, "--password", 5, "--password=hunter2"]) == {3}
	_paths({"command": [5], "image": 5, "args": ["--password=hunter2"]}) == {["args", 0]}
	_paths({"command": "sh", "args": ["--password=hunter2"]}) == {["args", 0]}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
