package policies.secrets.secret_plaintext_test

import data.policies.secrets.secret_plaintext as rule

_secret(fields) := object.union({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}}, fields)

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_paths_alone(manifest) := {finding.path |
	some finding in rule.report with input as object.union({"mergegate": {"scope": "resource"}}, {"resources": [manifest]})
		with data.mergegate_config as {"run": {"resource": ["secrets.secret_plaintext"]}}
}

_sops_value := "ENC[AES256_GCM,data:p673w7,iv:YY8,tag:Pb1,type:str]"

test_values_are_found_encoded_or_not if {
	secret := _secret({"data": {"password": base64.encode("hunter2")}, "stringData": {"token": "correct horse"}})
	_paths(secret) == {["data", "password"], ["stringData", "token"]}
}

test_the_message_says_where_and_never_what if {
	report := rule.report with input as _secret({"stringData": {"tls.key": "hunter2"}})
	report == {{
		"at": 0,
		"path": ["stringData", "tls.key"],
		"message": concat(" ", [
			"Secret \"db\" holds a readable value in stringData['tls.key'].",
			"Replace the credential, then encrypt it or fetch it from a secret store.",
		]),
	}}
}

test_what_the_api_would_refuse_is_in_git_all_the_same if {
	secret := _secret({"data": {"a": "no base64!", "b": 5432, "c": true}, "stringData": {"d": 1}})
	_paths(secret) == {["data", "a"], ["data", "b"], ["data", "c"], ["stringData", "d"]}
}

test_binary_values_are_found if {
	_paths(_secret({"data": {"keystore.jks": "/u3+7QAAAAIAAAAB"}})) == {["data", "keystore.jks"]}
}

test_a_secret_without_values_passes if {
	_paths(_secret({})) == set()
	_paths(_secret({"type": "kubernetes.io/service-account-token"})) == set()
	_paths(_secret({"data": {}, "stringData": null})) == set()
}

test_empty_values_that_a_controller_fills_in_pass if {
	data_ := {"a": "", "b": null, "c": base64.encode("\n"), "d": base64.encode("{}")}
	_paths(_secret({"data": data_, "stringData": {"e": "", "f": "{\"auths\": {}}"}})) == set()
}

test_values_of_a_wrong_type_are_skipped if {
	secret := _secret({"data": {"a": {"b": "c"}, "d": ["e"]}, "stringData": ["f"]})
	_paths(secret) == set()
	_paths(object.union(secret, {"data": "x", "metadata": 5, "sops": 7})) == set()
}

test_a_sops_object_passes if {
	secret := _secret({"data": {"password": _sops_value}, "sops": {"mac": _sops_value, "encrypted_regex": "^data$"}})
	_paths(secret) == set()
	_paths_alone(secret) == set()
}

test_what_sops_was_told_to_leave_out_passes if {
	secret := _secret({
		"stringData": {"password": _sops_value, "user_unencrypted": "shop"},
		"sops": {"mac": _sops_value, "unencrypted_suffix": "_unencrypted"},
	})
	_paths_alone(secret) == set()
}

test_sops_metadata_over_plain_values_hides_nothing if {
	sops := {"mac": _sops_value, "encrypted_regex": "^b$"}
	_paths_alone(_secret({"stringData": {"a": "x1"}, "sops": sops})) == {["stringData", "a"]}
	secret := _secret({"stringData": {"a": "x1", "b": _sops_value}, "sops": {"mac": _sops_value}})
	_paths_alone(secret) == {["stringData", "a"]}
}

test_values_in_clear_beside_encrypted_ones_are_left_to_secret_sops_partial if {
	_paths(_secret({"stringData": {"a": "x1", "b": _sops_value}, "sops": {"mac": _sops_value}})) == set()
}

test_base64_of_ciphertext_passes if {
	file := sprintf("data: %s\nsops:\n  mac: %s\n", [_sops_value, _sops_value])
	_paths(_secret({"data": {"a": base64.encode(_sops_value), "b": base64.encode(file)}})) == set()
}

test_files_of_other_tools_that_encrypt_pass if {
	_paths(_secret({"stringData": {
		"age": "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----",
		"ansible": "$ANSIBLE_VAULT;1.1;AES256\n6162",
		"git-crypt": "\u0000GITCRYPT\u0000x",
		"pgp": "-----BEGIN PGP MESSAGE-----\n\nYWdl\n-----END PGP MESSAGE-----",
		"transit": "vault:v1:8SDd3WHDOjf7",
	}})) == set()
}

test_entries_of_an_encrypted_dotenv_file_pass if {
	_paths(_secret({"data": {
		"PASSWORD": base64.encode(_sops_value),
		"USER_unencrypted": base64.encode("shop"),
		"sops_mac": base64.encode(_sops_value),
		"sops_version": base64.encode("3.9.0"),
	}})) == set()
}

test_an_entry_in_clear_of_an_encrypted_dotenv_file_is_found if {
	_paths(_secret({"data": {
		"PASSWORD": base64.encode(_sops_value),
		"TOKEN": base64.encode("x1"),
		"sops_mac": base64.encode(_sops_value),
	}})) == {["data", "TOKEN"]}
}

test_a_key_that_only_looks_like_metadata_of_sops_is_found if {
	_paths(_secret({"stringData": {"sops_version": "x1"}})) == {["stringData", "sops_version"]}
}

test_placeholders_pass if {
	values := {
		"flux": "${DB_PASSWORD}",
		"inside": "postgres://shop:${DB_PASSWORD}@db/shop",
		"avp": "<path:secret/data/shop#password>",
		"avp-key": "<password | base64encode>",
		"avp-url": "postgres://<user>:<password>@db/shop",
		"vault": "vault:secret/data/shop#password",
		"vals": "ref+vault://secret/shop#/password",
		"1password": "op://Shop Vault/db/password",
		"helm": "{{ .Values.password }}",
	}
	_paths(_secret({"stringData": values})) == set()
	_paths(_secret({"data": values})) == set()
}

test_placeholders_of_tools_that_decode_pass_in_base64 if {
	_paths(_secret({"data": {
		"avp": base64.encode("<path:secret/data/shop#password>"),
		"avp-key": base64.encode("<password>\n"),
		"vault": base64.encode(">>vault:secret/data/shop#password"),
		"vault-inline": base64.encode("a: ${vault:secret/data/shop#password}"),
		"vals": base64.encode("ref+awssecrets://shop/password"),
	}})) == set()
}

test_flux_does_not_see_a_variable_in_base64 if {
	_paths(_secret({"data": {"a": base64.encode("${PASSWORD}")}})) == {["data", "a"]}
}

test_a_templated_file_with_a_literal_password_is_found if {
	config := "url: https://${DOMAIN}\npassword: hunter2\n"
	_paths(_secret({"stringData": {"config.yaml": config}})) == {["stringData", "config.yaml"]}
}

test_a_templated_file_passes if {
	config := "url: https://${DOMAIN}\npassword: ${PASSWORD}\ntoken_ttl: 30m\nretries: 3\n"
	_paths(_secret({"stringData": {"config.yaml": config}})) == set()
}

test_public_material_passes if {
	certificate := "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
	_paths(_secret({"stringData": {
		"ca.crt": certificate,
		"tls.crt": "MIIB",
		"root.pem": certificate,
		"cosign.pub": "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n",
		"identity.pub": "ssh-ed25519 AAAAC3Nz flux",
		"known_hosts": "# hosts\ngithub.com ssh-ed25519 AAAAC3Nz\n\ngithub.com ecdsa-sha2-nistp256 AAAAE2Vj\n",
	}})) == set()
}

test_the_private_key_beside_a_certificate_is_found if {
	key := concat("", ["-----BEGIN ", "PRIVATE KEY-----\nMIIB\n-----END ", "PRIVATE KEY-----\n"])
	secret := _secret({"type": "kubernetes.io/tls", "stringData": {"tls.crt": concat("", [key, "MIIB"]), "tls.key": key}})
	_paths(secret) == {["stringData", "tls.crt"], ["stringData", "tls.key"]}
}

test_a_public_key_with_something_else_is_found if {
	_paths(_secret({"stringData": {"a": "ssh-rsa AAAAB3Nz shop\nhunter2\n"}})) == {["stringData", "a"]}
}

_argo(kind, values) := _secret({
	"metadata": {"name": "x", "labels": {"argocd.argoproj.io/secret-type": kind}},
	"stringData": values,
})

test_where_an_argo_cd_repository_is_passes if {
	values := {"url": "https://git.example.org/shop", "type": "git", "name": "shop", "project": "shop"}
	_paths(_argo("repository", values)) == set()
	_paths(_argo("repo-creds", {"url": "git@git.example.org:shop"})) == set()
}

test_credentials_of_an_argo_cd_repository_are_found if {
	_paths(_argo("repository", {"url": "https://git.example.org", "username": "u", "password": "p1"})) == {
		["stringData", "username"],
		["stringData", "password"],
	}
	_paths(_argo("repository", {"url": "https://u:p1@git.example.org"})) == {["stringData", "url"]}
}

test_the_fields_of_a_repository_are_none_of_another_secret if {
	_paths(_secret({"stringData": {"url": "https://git.example.org"}})) == {["stringData", "url"]}
	_paths(_argo("unknown", {"url": "https://git.example.org"})) == {["stringData", "url"]}
}

_cluster(config) := _argo("cluster", {"name": "c", "server": "https://c.example.org", "config": config})

test_an_argo_cd_cluster_that_fetches_its_credential_passes if {
	_paths(_cluster(`{"awsAuthConfig": {"clusterName": "c", "roleARN": "arn:aws:iam::1:role/c"}}`)) == set()
	_paths(_cluster(`{"tlsClientConfig": {"insecure": false, "caData": "TUlJQg=="}, "bearerToken": ""}`)) == set()
	_paths(_cluster(`{"execProviderConfig": {
		"command": "argocd-k8s-auth",
		"args": ["azure", "--token-file=/var/run/token"],
		"env": {"AAD_LOGIN_METHOD": "workloadidentity", "AZURE_CLIENT_SECRET": "${SECRET}"}
	}}`)) == set()
}

test_an_argo_cd_cluster_with_a_credential_is_found if {
	path := ["stringData", "config"]
	_paths(_cluster(`{"bearerToken": "x1"}`)) == {path}
	_paths(_cluster(`{"username": "u", "password": "x1"}`)) == {path}
	_paths(_cluster(`{"tlsClientConfig": {"keyData": "x1"}}`)) == {path}
	_paths(_cluster(`{"execProviderConfig": {"env": {"AZURE_CLIENT_SECRET": "x1"}}}`)) == {path}
	_paths(_cluster(`{"execProviderConfig": {"args": ["--password=x1"]}}`)) == {path}
	_paths(_cluster(`["x1"]`)) == {path}
	_paths(_cluster(`{"bearerToken":`)) == {path}
}

test_a_providers_token_is_left_to_secret_value_pattern if {
	token := concat("", ["npm", "_", "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])
	secret := _secret({"stringData": {"token": token, "b": "x1"}})
	_paths(secret) == {["stringData", "b"]}
	_paths_alone(secret) == {["stringData", "b"], ["stringData", "token"]}
}

test_secrets_of_another_group_are_none if {
	_paths(_secret({"apiVersion": "example.org/v1", "stringData": {"a": "x1"}})) == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
