# METADATA
# title: The query of an engine that was begun ahead of its documents
# description: >-
#   conftest reads its inputs before it compiles and its data after. An engine that is to compile while others
#   still find and build has an empty input, and gets its documents as data. One answer for each, as
#   `mergegate.deny` gives it.
# related_resources:
# - ref: https://www.conftest.dev/options/#--data
package mergegate_ahead

import data.mergegate

# METADATA
# entrypoint: true
# description: The answers by the index of their documents.
deny contains {"msg": "answer", "index": index, "answer": answer} if {
	some index, document in data.mergegate_documents
	answer := mergegate.deny with input as document
}
