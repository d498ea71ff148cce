# METADATA
# title: Git repositories and revisions
# description: >-
#   Which addresses mean the repository under check, and which revisions always mean the same commit. The engine
#   hands over the repository's own addresses as `data.mergegate_config.repository_urls`; without them, as under
#   plain `conftest test`, nothing is known of whose a repository is.
package policies.lib.git

# METADATA
# description: >-
#   An address as "host/path": lower case, without scheme, user, port, `.git` and slashes at the end, so that
#   the ssh and https spellings of a repository are equal. It holds no credentials and may be shown.
normalise(url) := _one_spelling(regex.replace(trim_right(named, "/"), `/+`, "/")) if {
	text := lower(trim_space(url))
	without_scheme := regex.replace(text, `^[a-z][a-z0-9+.-]*://(?:[^/]*@)?([^/:@]+)(?::[0-9]*)?(?:/|$)`, "$1/")
	located := regex.replace(without_scheme, `^(?:[^/]*@)?([^/:@]+)[:/]`, "$1/")
	named := regex.replace(trim_right(located, "/"), `\.git$`, "")
}

# Hosts that go by two names, and whose addresses for ssh and https differ in the path.
_one_spelling(text) := regex.replace(azure, `^([^/]+)/scm/`, "$1/") if {
	hosted := regex.replace(text, `^(?:alt)?ssh\.(github\.com|gitlab\.com|bitbucket\.org)/`, "$1/")
	plain := regex.replace(hosted, `^ssh\.dev\.azure\.com/v3/`, "dev.azure.com/")
	azure := regex.replace(plain, `^(dev\.azure\.com/.+)/_git/`, "$1/")
}

_own contains normalise(url) if {
	some url in data.mergegate_config.repository_urls
	is_string(url)
}

# METADATA
# description: Whether an address is one of the repository under check.
is_own(url) if {
	is_string(url)
	normalise(url) in _own
}

# METADATA
# description: Whether an address is known to be of another repository.
is_foreign(url) if {
	is_string(url)
	count(_own) > 0
	not normalise(url) in _own
}

# METADATA
# scope: document
# description: >-
#   Whether a revision always means the same commit: a full hash, refs/tags/.., or a name such as a release has
#   (v1.2.3, 2024.01.2, controller-v1.2.3). `release-1.2.3` and the like are names of branches.
is_pinned(revision) if regex.match(`^([0-9a-fA-F]{40}|[0-9a-fA-F]{64}|refs/tags/.+)$`, revision)

is_pinned(revision) if {
	regex.match(`^([A-Za-z][\w./-]*[/@_-])?[vV]?[0-9]+(\.[0-9]+){2,}([-+._][0-9A-Za-z.+_-]*)?$`, revision)
	not regex.match(_of_branches, revision)
}

_of_branches := `^(refs/(heads|remotes)|heads|origin|releases?|rel|hotfix|bugfix|fix|feature|support)[/_-]`
