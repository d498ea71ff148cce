# METADATA
# title: How the credentials of providers look
# description: >-
#   Tokens that a fixed text gives away, as their providers document them, by that text. Every occurrence of the
#   text that the pattern matches is a credential of that kind; a match needs the text, so a value without any of
#   them is cleared without a regular expression. Entropy and the name of a field prove nothing here and are left
#   out. State of September 2025; RE2 syntax.
# related_resources:
# - ref: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
# - ref: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
# - ref: https://docs.gitlab.com/security/tokens/#token-prefixes
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
# - ref: https://api.slack.com/authentication/token-types
# - ref: https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
# - ref: https://github.com/gitleaks/gitleaks/blob/v8.28.0/config/gitleaks.toml
package policies.lib.token_prefixes

# METADATA
# description: >-
#   By the text to look for: `kind`, as messages call it, and `pattern`, which the whole token matches. `within` is
#   there where the text is common: what else has to be around it.
forms := {
	".atlasv1.": {"kind": "a Terraform Cloud token", "pattern": `\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9=_-]{60,}`},
	# Any base64url of two JSON objects; the first one starts with "ey" in nearly every encoder's output.
	".ey": {"kind": "a JSON Web Token", "pattern": `\bey[A-Za-z0-9_/-]{15,}\.ey[A-Za-z0-9_/-]{15,}\.[A-Za-z0-9_/-]{10,}`},
	"AGE-SECRET-KEY-1": {"kind": "an age secret key", "pattern": `\bAGE-SECRET-KEY-1[0-9A-Z]{58}`},
	"AIza": {"kind": "a Google API key", "pattern": `\bAIza[A-Za-z0-9_-]{35}`},
	"AKCp": {"kind": "an Artifactory API key", "pattern": `\bAKCp[A-Za-z0-9]{69}\b`},
	"AKIA": {"kind": "an AWS access key", "pattern": `\bAKIA[A-Z0-9]{16}\b`},
	"ASIA": {"kind": "an AWS temporary access key", "pattern": `\bASIA[A-Z0-9]{16}\b`},
	"ATATT3": {"kind": "an Atlassian API token", "pattern": `\bATATT3[A-Za-z0-9_=-]{100,}`},
	"ATBB": {"kind": "a Bitbucket app password", "pattern": `\bATBB[A-Za-z0-9_=-]{24,}`},
	"AccountKey=": {"kind": "an Azure storage account key", "pattern": `\bAccountKey=[A-Za-z0-9+/]{86}==`},
	"EAAAE": {"kind": "a Square access token", "pattern": `\bEAAAE[A-Za-z0-9_-]{59}`},
	"GOCSPX-": {"kind": "a Google OAuth client secret", "pattern": `\bGOCSPX-[A-Za-z0-9_-]{28}`},
	"HRKU-": {"kind": "a Heroku API key", "pattern": `\bHRKU-[A-Za-z0-9_-]{36,}`},
	# "-----BEGIN ", in base64, then the rest of a private key's first line.
	"LS0tLS1CRUdJTi": {"kind": "a private key in base64", "pattern": _private_key_base64},
	"LTAI": {"kind": "an Alibaba Cloud access key", "pattern": `\bLTAI[A-Za-z0-9]{20}\b`},
	"NRAK-": {"kind": "a New Relic user key", "pattern": `\bNRAK-[A-Za-z0-9]{27}`},
	"PMAK-": {"kind": "a Postman API key", "pattern": `\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}`},
	"PRIVATE KEY": {"kind": "a private key", "pattern": _private_key},
	"SG.": {"kind": "a SendGrid API key", "pattern": `\bSG\.[A-Za-z0-9=_.-]{66}`},
	"SK": {"kind": "a Twilio API key", "pattern": `\bSK[0-9a-fA-F]{32}\b`, "within": `SK[0-9a-fA-F]{32}`},
	"T3BlbkFJ": {"kind": "an OpenAI API key", "pattern": `\bsk-[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}`},
	"api/webhooks/": {
		"kind": "a Discord webhook",
		"pattern": `discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,}`,
	},
	"dckr_": {"kind": "a Docker Hub token", "pattern": `\bdckr_[po]at_[A-Za-z0-9_-]{27,}`},
	"doo_v1_": {"kind": "a DigitalOcean token", "pattern": `\bdoo_v1_[a-f0-9]{64}`},
	"dop_v1_": {"kind": "a DigitalOcean token", "pattern": `\bdop_v1_[a-f0-9]{64}`},
	"dor_v1_": {"kind": "a DigitalOcean token", "pattern": `\bdor_v1_[a-f0-9]{64}`},
	"dp.ct.": {"kind": "a Doppler CLI token", "pattern": `\bdp\.ct\.[A-Za-z0-9]{40,}`},
	"dp.pt.": {"kind": "a Doppler personal token", "pattern": `\bdp\.pt\.[A-Za-z0-9]{40,}`},
	"dp.sa.": {"kind": "a Doppler service account token", "pattern": `\bdp\.sa\.[A-Za-z0-9]{40,}`},
	"dp.st.": {"kind": "a Doppler service token", "pattern": `\bdp\.st\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,}`},
	"dt0c01.": {"kind": "a Dynatrace token", "pattern": `\bdt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}`},
	"gho_": {"kind": "a GitHub OAuth token", "pattern": `\bgho_[A-Za-z0-9]{36,}`},
	"ghp_": {"kind": "a GitHub personal access token", "pattern": `\bghp_[A-Za-z0-9]{36,}`},
	"ghr_": {"kind": "a GitHub refresh token", "pattern": `\bghr_[A-Za-z0-9]{36,}`},
	"ghs_": {"kind": "a GitHub App token", "pattern": `\bghs_[A-Za-z0-9]{36,}`},
	"ghu_": {"kind": "a GitHub App user token", "pattern": `\bghu_[A-Za-z0-9]{36,}`},
	"github_pat_": {"kind": "a GitHub fine-grained token", "pattern": `\bgithub_pat_[A-Za-z0-9_]{36,}`},
	"glagent-": {"kind": "a GitLab agent token", "pattern": `\bglagent-[A-Za-z0-9_-]{20,}`},
	"glc_": {"kind": "a Grafana Cloud token", "pattern": `\bglc_[A-Za-z0-9+/]{32,}`},
	"gldt-": {"kind": "a GitLab deploy token", "pattern": `\bgldt-[A-Za-z0-9_-]{20,}`},
	"gloas-": {"kind": "a GitLab OAuth secret", "pattern": `\bgloas-[A-Za-z0-9_-]{20,}`},
	"glpat-": {"kind": "a GitLab personal access token", "pattern": `\bglpat-[A-Za-z0-9_-]{20,}`},
	"glptt-": {"kind": "a GitLab trigger token", "pattern": `\bglptt-[A-Za-z0-9_-]{20,}`},
	"glrt-": {"kind": "a GitLab runner token", "pattern": `\bglrt-[A-Za-z0-9_-]{20,}`},
	"glsa_": {"kind": "a Grafana service account token", "pattern": `\bglsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}`},
	"hf_": {"kind": "a Hugging Face token", "pattern": `\bhf_[A-Za-z0-9]{34,}\b`},
	"hooks.slack.com/": {
		"kind": "a Slack webhook",
		"pattern": `hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{40,}`,
	},
	"hvb.": {"kind": "a Vault batch token", "pattern": `\bhvb\.[A-Za-z0-9_-]{24,}`},
	"hvr.": {"kind": "a Vault recovery token", "pattern": `\bhvr\.[A-Za-z0-9_-]{24,}`},
	"hvs.": {"kind": "a Vault token", "pattern": `\bhvs\.[A-Za-z0-9_-]{24,}`},
	"npm_": {"kind": "an npm token", "pattern": `\bnpm_[A-Za-z0-9]{36}\b`},
	"ops_ey": {"kind": "a 1Password service account token", "pattern": `\bops_ey[A-Za-z0-9+/_-]{200,}`},
	"pscale_": {"kind": "a PlanetScale credential", "pattern": `\bpscale_(?:oauth|pw|tkn)_[A-Za-z0-9=._-]{32,}`},
	"pul-": {"kind": "a Pulumi token", "pattern": `\bpul-[a-f0-9]{40}\b`},
	"pypi-": {"kind": "a PyPI token", "pattern": `\bpypi-AgE[A-Za-z0-9_-]{50,}`},
	"rk_live_": {"kind": "a Stripe restricted key", "pattern": `\brk_live_[A-Za-z0-9]{16,}`},
	"rubygems_": {"kind": "a RubyGems key", "pattern": `\brubygems_[a-f0-9]{48}\b`},
	"sha256~": {"kind": "an OpenShift OAuth token", "pattern": `\bsha256~[A-Za-z0-9_-]{43}`},
	"shpat_": {"kind": "a Shopify access token", "pattern": `\bshpat_[A-Fa-f0-9]{32}\b`},
	"shpss_": {"kind": "a Shopify shared secret", "pattern": `\bshpss_[A-Fa-f0-9]{32}\b`},
	"sk-ant-": {"kind": "an Anthropic API key", "pattern": `\bsk-ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{80,}`},
	"sk_live_": {"kind": "a Stripe secret key", "pattern": `\bsk_live_[A-Za-z0-9]{16,}`},
	"sntry": {"kind": "a Sentry token", "pattern": `\bsntry(?:s_ey[A-Za-z0-9+/=_-]{60,}|u_[a-f0-9]{64})`},
	"sq0": {"kind": "a Square credential", "pattern": `\bsq0(?:atp-[A-Za-z0-9_-]{22}|csp-[A-Za-z0-9_-]{43})`},
	"squ_": {"kind": "a SonarQube token", "pattern": `\bsqu_[a-f0-9]{40}\b`},
	"tskey-": {"kind": "a Tailscale key", "pattern": `\btskey-[a-z]+-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}`},
	"xapp-": {"kind": "a Slack app token", "pattern": `\bxapp-[0-9]-[A-Za-z0-9]+-[0-9]+-[A-Za-z0-9]{16,}`},
	"xox": {"kind": "a Slack token", "pattern": `\bxox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}`},
	"ya29.": {"kind": "a Google access token", "pattern": `\bya29\.[A-Za-z0-9_-]{30,}`},
}

# METADATA
# description: >-
#   Parts of the tokens that documentation prints: example keys (AKIAIOSFODNN7EXAMPLE), fillers instead of
#   characters, the payload of the sample token of https://jwt.io, Supabase's demo keys.
samples := [
	`(?i)example`,
	`[xX0*]{8}`,
	`\.eyJzdWIiOiIxMjM0NTY3ODkwIi`,
	`\.eyJpc3MiOiJzdXBhYmFzZS1kZW1v`,
]

# A header without a body is prose. Line breaks may be escaped, or lost; OpenSSL and PGP put headers of their own first.
_private_key := concat("", [
	`-{3,} ?BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)? ?-{3,}`,
	`(?:\s|\\[nr]|(?:Proc-Type|DEK-Info|Version|Comment): ?[^\n\\]*)*`,
	`[A-Za-z0-9+/]{20}`,
])

# "PRIVATE KEY" at each of the three alignments that base64 gives it, within the first line of the armour.
_private_key_base64 := concat("", [
	`\bLS0tLS1CRUdJTi[A-Za-z0-9+/]{0,40}`,
	`(?:UFJJVkFURSBLRVkt|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW)`,
	`[A-Za-z0-9+/]{20}`,
])
