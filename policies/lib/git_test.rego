package policies.lib.git_test

import data.policies.lib.git

test_every_spelling_of_a_repository_is_one if {
	every url in [
		"https://github.com/acme/shop", "https://github.com/acme/shop.git", "https://github.com/Acme/Shop/",
		"https://github.com/acme/shop.git/", "https://user:p%40ss@github.com:443/acme/shop", "http://github.com/acme/shop",
		"https://user:p@ss@github.com/acme/shop", "git@github.com:acme/shop.git", "github.com:acme/shop",
		"ssh://git@github.com/acme/shop", "ssh://git@github.com:22/acme/shop.git", "ssh://git@ssh.github.com:443/acme/shop",
		"git://github.com/acme/shop", "git@github.com/acme/shop", " github.com/acme//shop ",
	] {
		git.normalise(url) == "github.com/acme/shop"
	}
}

test_hosts_with_two_spellings_of_a_path if {
	every url in [
		"https://dev.azure.com/acme/apps/_git/shop", "https://acme@dev.azure.com/acme/apps/_git/shop",
		"git@ssh.dev.azure.com:v3/acme/apps/shop",
	] {
		git.normalise(url) == "dev.azure.com/acme/apps/shop"
	}
	every url in [
		"https://bitbucket.acme.example/scm/apps/shop.git",
		"ssh://git@bitbucket.acme.example:7999/apps/shop.git",
	] {
		git.normalise(url) == "bitbucket.acme.example/apps/shop"
	}
	git.normalise("git@altssh.gitlab.com:acme/shop") == "gitlab.com/acme/shop"
}

test_rubbish_is_no_error if {
	git.normalise("") == ""
	git.normalise("/srv/git/shop.git") == "/srv/git/shop"
	is_string(git.normalise("https://"))
}

test_own_and_foreign if {
	config := {"repository_urls": ["github.com/acme/shop", 5, null]}
	git.is_own("git@github.com:acme/shop.git") with data.mergegate_config as config
	not git.is_foreign("git@github.com:acme/shop.git") with data.mergegate_config as config
	git.is_foreign("https://github.com/acme/other") with data.mergegate_config as config
	not git.is_own("https://github.com/acme/other") with data.mergegate_config as config
}

test_without_own_addresses_nothing_is_known if {
	not git.is_own("https://github.com/acme/shop")
	not git.is_foreign("https://github.com/acme/shop")
	every urls in [[], null, 5, "x", {}] {
		not git.is_own("https://github.com/acme/shop") with data.mergegate_config as {"repository_urls": urls}
		not git.is_foreign("https://github.com/acme/shop") with data.mergegate_config as {"repository_urls": urls}
	}
}

test_what_is_no_address_is_of_nobody if {
	every url in [5, null, [], {}] {
		not git.is_own(url) with data.mergegate_config as {"repository_urls": ["github.com/acme/shop"]}
		not git.is_foreign(url) with data.mergegate_config as {"repository_urls": ["github.com/acme/shop"]}
	}
}

test_pinned_revisions if {
	every revision in [
		"0123456789abcdef0123456789abcdef01234567", "ABCDEF6789abcdef0123456789abcdef01234567", "refs/tags/x",
		"0123456789abcdef0123456789abcdef012345670123456789abcdef01234567", "v1.2.3", "V1.2.3", "1.2.3", "2024.01.2",
		"1.2.3.4", "v1.2.3-rc.1", "1.2.3+build", "shop-1.2.3", "charts/shop/v1.2.3", "shop@1.2.3", "shop_v1.2.3",
		"refs/tags/release-1",
	] {
		git.is_pinned(revision)
	}
}

test_moving_revisions if {
	every revision in [
		"", "main", "HEAD", "v1", "v1.2", "1.2.x", "1.x", "*", ">=1.2.3", "^1.2.3", "~1.2.3", "=1.2.3", "1.2.3 - 1.4.0",
		"release-1.2.3", "releases/v1.2.3", "hotfix/1.2.3", "refs/heads/v1.2.3", "heads/v1.2.3", "origin/v1.2.3",
		"0123456", "0123456789abcdef0123456789abcdef0123456", "refs/tags/", "feature/1.2.3-x",
	] {
		not git.is_pinned(revision)
	}
}
