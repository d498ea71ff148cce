# METADATA
# title: Service accounts, and who uses them
# description: >-
#   Which service account a pod runs as, whether its token is mounted, and, where a whole overlay is seen, which pods
#   and bindings name which account. An account is known by its namespace, "" where that is not known, and its name.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
package policies.lib.accounts

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.rbac

# METADATA
# scope: document
# description: >-
#   The name of the service account of a pod specification, "default" where it names none; undefined where that is not
#   known. `serviceAccount` is the old name of the field.
name(spec) := "default" if _named(spec) in {"", null}

name(spec) := named if {
	named := _named(spec)
	is_string(named)
	named != ""
	not k8s.is_templated(named)
}

_named(spec) := object.get(spec, field(spec), null)

# METADATA
# description: The field of a pod specification that names its service account.
field(spec) := "serviceAccount" if {
	object.get(spec, "serviceAccountName", null) in {"", null}
	not object.get(spec, "serviceAccount", null) in {"", null}
} else := "serviceAccountName"

# METADATA
# scope: document
# description: >-
#   What a pod specification or a ServiceAccount says of the token: "mounted", "kept out", "nothing", or "unknown" where
#   a type is wrong or a later tool fills it in.
token(holder) := word if {
	word := _tokens[object.get(holder, "automountServiceAccountToken", null)]
} else := "unknown"

_tokens := {true: "mounted", false: "kept out", null: "nothing"}

# METADATA
# description: >-
#   The pods of the overlay whose account is known, by its namespace and name, as their indexes in `k8s.pods`.
users[account] contains i if {
	overlay.is_whole
	some i, pod in k8s.pods
	account := [overlay.namespace(k8s.resources[pod.at]), name(pod.spec)]
}

# METADATA
# scope: document
# description: >-
#   Whether a binding of the overlay names an account, or may do so, because the namespace of one of them is not known.
is_bound([space, named]) if count(_bound[named] & {space, ""}) > 0

is_bound(["", named]) if count(_bound[named]) > 0

_bound[subject.name] contains namespace_of(subject) if {
	overlay.is_whole
	some subject in rbac.subjects
	subject.kind == "ServiceAccount"
}

# METADATA
# description: >-
#   The namespace of a service account in a binding, as in `rbac.subjects`, "" where it is not known. In a RoleBinding
#   it is the binding's, unless the subject says another.
namespace_of(entry) := space if {
	space := overlay.namespace({"metadata": {"namespace": k8s.string_at(entry.subject, ["namespace"])}})
	space != ""
} else := overlay.namespace(k8s.resources[entry.binding.at]) if {
	not entry.binding.cluster
	k8s.string_at(entry.subject, ["namespace"]) == ""
} else := ""

# METADATA
# description: >-
#   Whether a Helm chart or an operator that the overlay installs may bring roles and service accounts that nobody sees
#   here.
comes_by_chart if {
	some [group, kind] in [
		["helm.cattle.io", "HelmChart"],
		["helm.toolkit.fluxcd.io", "HelmRelease"],
		["operators.coreos.com", "Subscription"],
	]
	count(overlay.of(group, kind)) > 0
}
