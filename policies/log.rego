# METADATA
# title: What a server's decision logs leave out
# description: >-
#   The input of queries that reach our policies: rendered manifests hold what nobody meant for a log. Also what such a
#   query gives, unless it is findings, as libraries give back parts of the input. Other queries of a shared server are
#   left as they are.
# related_resources:
# - ref: https://www.openpolicyagent.org/docs/management-decision-logs#masking-sensitive-data
package system.log

# METADATA
# entrypoint: true
# description: The parts of a logged decision that are removed.
mask contains "/input" if _is_ours

mask contains "/result" if {
	_is_ours
	not _path in {"mergegate/deny", "mergegate_server/about", "mergegate_server/answer"}
}

# A query of a whole document above ours, or one that is no path, reaches ours as well.
_is_ours if split(_path, "/")[0] in {"", "mergegate", "mergegate_server", "policies"}

default _path := ""

_path := trim_left(input.path, "/")
