# METADATA
# title: What a value gives away
# description: >-
#   Whether a text is ciphertext, a placeholder that a later tool fills in, public, or a credential; and which
#   names promise a secret. No function here ever returns a part of the text.
# related_resources:
# - ref: https://getsops.io/docs/
# - ref: https://argocd-vault-plugin.readthedocs.io/en/stable/howitworks/
# - ref: https://bank-vaults.dev/docs/mutating-webhook/
# - ref: https://github.com/helmfile/vals#expression-syntax
package policies.lib.secrets

import data.policies.lib.k8s
import data.policies.lib.token_prefixes

# METADATA
# description: >-
#   The values of a v1 Secret, of data and stringData: `path`, `key`, `text` (decoded where it was base64) and
#   `encoded`. What the API would refuse, a number or what is no base64, is in Git all the same: its text is taken.
values(secret) := [value |
	some field in ["data", "stringData"]
	some key, raw in k8s.object_at(secret, [field])
	shown := _scalar(raw)
	read := _read(field, shown)
	value := object.union(read, {"path": [field, key], "key": key})
]

_read("data", text) := {"text": base64.decode(text), "encoded": true} if base64.is_valid(text)

_read("data", text) := {"text": text, "encoded": false} if not base64.is_valid(text)

_read("stringData", text) := {"text": text, "encoded": false}

_scalar(raw) := raw if is_string(raw)

_scalar(raw) := sprintf("%v", [raw]) if is_number(raw)

_scalar(raw) := sprintf("%v", [raw]) if is_boolean(raw)

# METADATA
# description: >-
#   Whether a value of a Secret, as `values` gives it, lies in Git for all to read: neither empty nor ciphertext nor
#   public nor filled in later. Flux substitutes in the text of a manifest, so `${VAR}` counts before decoding only.
is_plain(value) if {
	not is_blank(value.text)
	not is_ciphertext(value.text)
	not is_placeholder(value.text)
	not is_public(value.key, value.text)
	not is_filled_in(value)
}

# METADATA
# description: >-
#   Whether a value of a Secret is a text that Flux or a template fills in; no longer if it also assigns a literal to
#   what promises a secret.
is_filled_in(value) if {
	not value.encoded
	regex.match(`\$\{[A-Za-z_]|\{\{`, value.text)
	not assigns_secret(value.text)
}

# METADATA
# scope: document
# description: Whether a text holds nothing, which a controller may fill in; a document without content counts.
is_blank(text) if trim_space(text) in {"", "{}", "[]", "null", `""`, "''"}

is_blank(text) if regex.match(`^\s*\{\s*"auths"\s*:\s*\{\s*\}\s*\}\s*$`, text)

# METADATA
# description: Whether a text is one value that SOPS encrypted, or hiera-eyaml.
is_sops_value(text) if {
	startswith(text, "ENC[")
	regex.match(`^ENC\[[A-Z0-9_]+,[^\]]+\]\s*$`, text)
}

# METADATA
# scope: document
# description: >-
#   Whether a text is ciphertext: a SOPS value, a whole file that SOPS encrypted (its MAC and at least one value),
#   an armoured age or PGP message, a file of git-crypt or ansible-vault, a Vault transit ciphertext.
is_ciphertext(text) if is_sops_value(trim_space(text))

is_ciphertext(text) if {
	strings.count(text, "ENC[") > 1
	contains(text, "sops")
	regex.match(`\bmac"?\s*[:=]\s*["']?ENC\[|\bsops_mac=["']?ENC\[`, text)
}

is_ciphertext(text) if strings.any_prefix_match(trim_space(text), {
	"-----BEGIN AGE ENCRYPTED FILE-----",
	"-----BEGIN PGP MESSAGE-----",
	"$ANSIBLE_VAULT;",
	"\u0000GITCRYPT\u0000",
	"age-encryption.org/v1",
	"vault:v1:",
})

# METADATA
# scope: document
# description: >-
#   Whether a text is, or holds, what a tool that also looks into base64 replaces: argocd-vault-plugin
#   (`<path:..#key>`, `<KEY>`), bank-vaults (`vault:path#key`), vals (`ref+scheme://..`), 1Password (`op://..`).
is_placeholder(text) if {
	contains(text, "<")
	regex.match(`<path:[^<>]+>|^\s*<[A-Za-z][^<>\n]*>\s*$|://<[A-Za-z][^<>\s]*>:<[A-Za-z][^<>\s]*>@`, text)
}

is_placeholder(text) if {
	contains(text, "vault:")
	regex.match(`^\s*(?:>>)?vault:[^\s]*[/#][^\s]*\s*$|\$\{(?:>>)?vault:[^}]+\}`, text)
}

is_placeholder(text) if {
	contains(text, "ref+")
	regex.match(`(?:^|\W|secret)ref\+[a-z0-9]+://`, text)
}

is_placeholder(text) if regex.match(`^\s*op://[^\n]+\s*$`, text)

# METADATA
# description: >-
#   Whether a text is meant to be public: what the keys `ca.crt` and `tls.crt` hold, certificates and public keys in
#   PEM, SSH public keys and known hosts; never with a private key in it.
is_public(key, text) if {
	not contains(text, "PRIVATE KEY")
	_is_public(key, text)
}

_is_public(key, _) if key in {"ca.crt", "tls.crt"}

_is_public(_, text) if {
	startswith(trim_space(text), "-----BEGIN ")
	every found in regex.find_all_string_submatch_n(`-----BEGIN ([^\n-]+)-----`, text, -1) {
		regex.match(`^(?:.*CERTIFICATE(?: REQUEST)?|X509 CRL|.*PUBLIC KEY(?: BLOCK)?)$`, found[1])
	}
}

_is_public(_, text) if {
	regex.match(`(?:ssh-[a-z0-9]+|ecdsa-sha2-[a-z0-9]+) AAAA`, text)
	lines := [line | some line in split(text, "\n"); not regex.match(`^\s*(?:#|$)`, line)]
	every line in lines {
		regex.match(`^[^=]{0,200}\b(?:ssh-[a-z0-9]+|ecdsa-sha2-[a-z0-9]+)(?:@openssh\.com)? AAAA`, line)
	}
}

# METADATA
# description: >-
#   The objects under check as JSON, in their order. Go escapes no character that a fixed text of a provider has, so
#   one search in this finds what a search in every string would, and costs a tenth of it.
texts := [json.marshal(resource) | some resource in k8s.resources]

# METADATA
# description: The fixed texts of providers that occur anywhere in the objects under check; mostly none.
prefixes_here := prefixes_in(_text)

_text := concat("\n", texts)

# METADATA
# description: The fixed texts of providers that occur in a text, whatever surrounds them; see `tokens`.
prefixes_in(text) := {prefix |
	some prefix, form in token_prefixes.forms
	contains(text, prefix)
	regex.match(object.get(form, "within", ""), text)
}

# METADATA
# description: >-
#   What provider tokens a text holds, as messages call them; of the fixed texts given, which `prefixes_in` finds in
#   it or in something around it. Samples of documentation do not count.
tokens(text, prefixes) := {form.kind |
	some prefix in prefixes
	contains(text, prefix)
	form := token_prefixes.forms[prefix]
	some token in regex.find_n(form.pattern, text, 100)
	not is_sample(token)
}

# METADATA
# description: The provider tokens that a text holds, in words; undefined where it holds none.
named_tokens(text, prefixes) := concat(" and ", sort(kinds)) if {
	kinds := tokens(text, prefixes)
	count(kinds) > 0
}

# METADATA
# description: >-
#   What credential a string of an object under check is or holds by its form alone, as messages call it; undefined
#   where it is none. A URL with a password is left to the rules on URLs.
credential(text) := kind if {
	kind := form(text)
} else := "a text that assigns a secret" if {
	assigns_secret(text)
}

# METADATA
# description: As `credential`, but of what names in the text promise nothing is told.
form(text) := kind if {
	_is_promising(text)
	kind := _form(text)
}

# Most texts have nothing that a form needs, and most documents little of it.
_is_promising(text) if {
	some promise in _promises_here
	contains(text, promise)
}

_promises_here := prefixes_here | {promise |
	some promise in {"ASIC", "EARER", "asic", "earer", "PRIVATE KEY"}
	contains(_text, promise)
}

_form(text) := kind if {
	kind := named_tokens(text, prefixes_here)
} else := "a private key" if {
	regex.match(`-{3,} ?BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY`, text)
	not k8s.is_templated(text)
} else := "an HTTP credential" if {
	some found in regex.find_all_string_submatch_n(_http_credential, text, 20)
	text_ := concat("", array.slice(found, 1, 3))
	regex.match(`[0-9=]|[a-z][A-Z]`, text_)
	not is_harmless(text_)
	not is_filler(text_)
	not contains(text_, "$")
}

# Alone, or as a header in a command line or a configuration. Prose about Basic authentication is none.
_http_credential := concat("", [
	`(?i)^\s*(?:bearer|basic)\s+([^\s"']{8,})\s*$`,
	`|authorization["']?(?:\s*[:=]\s*|\s+)["']?(?:bearer|basic)\s+([^\s"'\\;]{8,})`,
])

# METADATA
# description: Whether a token is one that documentation prints.
is_sample(token) if {
	some sample in token_prefixes.samples
	regex.match(sample, token)
}

# METADATA
# description: >-
#   Whether a name promises a secret, judged by its parts: DB_PASSWORD, apiKey and PGPASSWORD do; KEYCLOAK_URL,
#   MONKEY, TOKENIZER and PASSWORD_FILE do not.
is_sensitive(name) if {
	regex.match(`(?i)pass|pwd|secret|token|cred|key|connection|bearer`, name) # without one of these no part matches
	parts := _parts(name)
	not regex.match(_about_a_secret, parts)
	regex.match(_secret_word, parts)
}

# The parts in upper case between lines: DB_PASSWORD, dbPassword2 and db-password all have "_DB_PASSWORD_" in them.
# camelCase is cut, digits at the end of a part are dropped.
_parts(name) := regex.replace(sprintf("_%s_", [upper(words)]), `[0-9]*[^A-Z0-9]+(?:[0-9]+[^A-Z0-9]+)*`, "_") if {
	humps := regex.replace(name, `([a-z0-9])([A-Z])`, "${1}_${2}")
	words := regex.replace(humps, `([A-Z])([A-Z][a-z])`, "${1}_${2}")
}

# The last part says that the value is something about the secret: where it is, how long it lives, what it is called.
# Or the secret is public, or the whole is the name of a switch.
_about_a_secret := concat("|", [
	sprintf("_(?:%s)_$", [concat("|", _attributes)]),
	"_(?:PUBLIC|PUBLISHABLE)_",
	"^_(?:ALLOW|DISABLE|ENABLE|HAS|IGNORE|IS|NO|REQUIRE|SKIP|USE|WITH|WITHOUT)_.",
])

_secret_word := concat("|", [
	sprintf("_(?:%s)_", [concat("|", _words)]),
	sprintf("(?:%s)_", [concat("|", _endings)]),
	sprintf("_(?:%s)_KEY_", [concat("|", _keys)]),
	"_CONNECTION_STRING_|_KEY_CONTENT_",
	"_(?:BEARER|CRED|PASS|PWD)_$",
	"^_AZURE_(?:.*_)?KEY_$",
])

_words := [
	"APIKEY", "APITOKEN", "CREDENTIAL", "CREDENTIALS", "CREDS", "PASSCODE", "PASSPHRASE", "PASSWD", "PASSWORD",
	"PASSWORDS", "SECRET", "SECRETS", "TOKEN", "TOKENS",
]

# Words that people glue to others without a separator: DBPASSWORD, CLIENTSECRET.
_endings := [
	"ACCESSKEY", "ACCESSTOKEN", "APIKEY", "APITOKEN", "AUTHTOKEN", "BEARERTOKEN", "BOTTOKEN", "CLIENTSECRET",
	"ENCRYPTIONKEY", "PASSPHRASE", "PASSWD", "PASSWORD", "PRIVATEKEY", "REFRESHTOKEN", "SECRETKEY",
	"SIGNINGKEY",
]

# What is a secret with KEY behind it.
_keys := [
	"ACCESS", "ACCOUNT", "ADMIN", "API", "APP", "APPLICATION", "AUTH", "BATCH", "CLIENT", "COOKIE",
	"DECRYPTION", "DEPLOY", "ENCRYPT", "ENCRYPTION", "HMAC", "INGESTION", "JWT", "LICENSE", "MASTER", "PRIV",
	"PRIVATE", "SECRET", "SERVICE", "SESSION", "SHARED", "SIGNING", "SSH", "SSL", "STORAGE", "SUBSCRIPTION",
	"TLS", "WEBHOOK",
]

_attributes := [
	"ADDR", "ADDRESS", "AGE", "ALG", "ALGORITHM", "ALIAS", "ARN", "ATTRIBUTE", "AUDIENCE", "AUTHENTICATION",
	"BACKEND", "CLAIM", "CLASS", "COLUMN", "COUNT", "DAYS", "DESCRIPTION", "DIR", "DIRECTORY", "DISABLED",
	"DOMAIN", "DSN", "DURATION", "EMAIL", "ENABLE", "ENABLED", "ENCODER", "ENCODING", "ENCRYPTION", "ENDPOINT",
	"ENGINE", "ENV", "EXPIRATION", "EXPIRE", "EXPIRES", "EXPIRY", "FIELD", "FILE", "FILENAME", "FILES",
	"FOLDER", "FORMAT", "GROUP", "HEADER", "HINT", "HOST", "HOSTNAME", "HOURS", "ID", "IDS", "IMAGE",
	"INTERVAL", "ISSUER", "KIND", "LABEL", "LEN", "LENGTH", "LIFESPAN", "LIFETIME", "LIMIT", "LOCATION",
	"MANAGER", "MAX", "METHOD", "MIN", "MINUTES", "MODE", "MOUNT", "NAME", "NAMES", "NAMESPACE", "PATH",
	"PATHS", "PATTERN", "PLACEHOLDER", "POLICY", "PORT", "PREFIX", "PROTOCOL", "PROVIDER", "REALM", "REF",
	"REFERENCE", "REGEX", "REGION", "ROLE", "SCHEME", "SCOPE", "SCOPES", "SECONDS", "SERVER", "SIZE", "SOURCE",
	"STATUS", "STORE", "STRATEGY", "SUFFIX", "TEMPLATE", "TIMEOUT", "TITLE", "TTL", "TYPE", "URI", "URIS",
	"URL", "URLS", "USER", "USERNAME", "VERSION",
]

# METADATA
# scope: document
# description: >-
#   Whether a text cannot be the secret itself: empty, a boolean, a number or a duration, a path or the name of a
#   file, an address without credentials, public, ciphertext, or filled in later.
is_harmless(text) if is_blank(text)

is_harmless(text) if k8s.is_templated(text)

is_harmless(text) if is_placeholder(text)

is_harmless(text) if is_ciphertext(text)

is_harmless(text) if is_public("", text)

is_harmless(text) if regex.match(_no_secret, text)

_no_secret := sprintf(`(?i)^\s*(?:%s)\s*$`, [concat("|", [
	`true|false|yes|no|on|off|enabled?|disabled?|none|nil|undefined|n/a|default|auto|optional|required`,
	`[|>][+-]?|[{[]|-`,
	`[+-]?[0-9]+(?:[.,:_][0-9]+)*\s?(?:%|[kmgt]i?b?|b|px)?`,
	`(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|ms|s|m|h|d|w))+`,
	`(?:file:/)?(?:~|\.{1,2})?/[\w.@ /-]*`,
	`[a-z]:\\[\w.\\ -]*`,
	`[\w./-]+\.(?:pem|crt|cer|key|pub|json|ya?ml|toml|txt|ini|conf|cfg|env|properties|jks|jceks|p12|pfx|keytab)`,
	`[a-z][a-z0-9+.-]*://[^\s?@]*`,
	`\$[a-z_][a-z0-9_]*|%[a-z_][a-z0-9_]*%`,
])])

# METADATA
# description: Whether a text stands where a secret is to go, such as "changeme" or "xxx".
is_filler(text) if regex.match(_filler, text)

_filler := sprintf(`(?i)^\s*(?:%s)\s*$|(?-i:EXAMPLE(?:KEY)?$)`, [concat("|", [
	`x{2,}|\*+|\.{2,}|-{2,}|_{2,}|\?+|#+|0{4,}`,
	`(?:change[-_ .]?(?:me|it|this|now)|replace(?:[-_ .]?(?:me|it|this|with))?)(?:[^a-z].*)?`,
	`to[-_ ]?do|tbd|fix[-_ ]?me|redacted|placeholder|dummy|example|sample|fake`,
	`(?:your|insert|enter)[-_ ].*|.*[-_ ]here|\[[^\]]*\]`,
])])

# METADATA
# description: >-
#   Whether a text assigns a literal to a name that promises a secret, in a line or among options and parameters:
#   `password: x`, `-Dstore.password=x`, `host=h;Password=x`.
assigns_secret(text) if {
	regex.match(`[=:]`, text)
	some found in regex.find_all_string_submatch_n(_assignment, text, 2000)
	is_sensitive(found[1])
	not is_harmless(found[2])
	not is_filler(found[2])
}

_assignment := `(?m)([A-Za-z][\w.-]{0,60})["']?(?:[ \t]*=[ \t]*|:[ \t]+)["']?([^\s"';&,]+)`
