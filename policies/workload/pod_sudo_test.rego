package policies.workload.pod_sudo_test

import data.policies.workload.pod_sudo as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(container) := _deployment({"containers": [object.union({"name": "app"}, container)]})

_script(text) := _one({"command": ["sh", "-c", text]})

_here := {["spec", "template", "spec", "containers", 0, "command", 2]}

test_a_script_that_calls_sudo_is_found if {
	_report(_script("set -e; sudo mount /data")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "command", 2],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" calls sudo in command[2].`,
			"Do in the image what needs root, or without it.",
		]),
	}}
	every text in [
		"sudo ls", "a && sudo -u x ls", "a\n  sudo ls", "if sudo true", "x | /usr/bin/sudo tee y", "$(sudo id)",
	] {
		_paths(_script(text)) == _here
	}
}

test_every_place_for_commands_counts if {
	hooks := {"postStart": {"exec": {"command": ["sudo", "a"]}}, "preStop": {"exec": {"command": ["/usr/bin/sudo", "b"]}}}
	_paths(_one({"command": ["sudo", "x"], "args": ["sudo", "y"], "lifecycle": hooks})) == {
		["spec", "template", "spec", "containers", 0, "command", 0],
		["spec", "template", "spec", "containers", 0, "args", 0],
		["spec", "template", "spec", "containers", 0, "lifecycle", "postStart", "exec", "command", 0],
		["spec", "template", "spec", "containers", 0, "lifecycle", "preStop", "exec", "command", 0],
	}
	_paths(_deployment({"initContainers": [{"command": ["sudo"]}]})) == {[
		"spec", "template", "spec", "initContainers", 0, "command", 0,
	]}
}

test_the_word_alone_passes if {
	every text in [
		"usermod -aG sudo user", "apt-get install -y sudo", "pseudo x", "sudoers", "cat /etc/sudo.conf", "# see sudo",
		"",
	] {
		_paths(_script(text)) == set()
	}
	_paths(_one({"command": ["adduser", "x", "sudo"]})) == set()
}

test_wrong_types_are_nothing if {
	every command in [null, 5, "sudo ls", {}, [5, null, ["sudo"]]] {
		_paths(_one({"command": command, "args": command, "lifecycle": command})) == set()
	}
}

test_it_is_off_unless_selected if rule.severity == {"production": "off", "elsewhere": "off"}
