# METADATA
# title: How many pods a workload has
# description: >-
#   Replicas as declared and as autoscalers set them. The groups of old releases count as those of today: an
#   autoscaler finds a Deployment by any version it was ever served in.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# - ref: https://keda.sh/docs/latest/reference/scaledobject-spec/
package policies.lib.scaling

import data.policies.lib.k8s
import data.policies.lib.overlay

_replicated := {
	"Deployment": {"", "apps", "extensions"},
	"DeploymentConfig": {"", "apps.openshift.io"},
	"Rollout": {"argoproj.io"},
	"StatefulSet": {"", "apps"},
}

# METADATA
# description: The indexes of the objects that run replicas and are rolled out, in every scope.
replicated contains at if {
	some kind, groups in _replicated
	some at in k8s.by_kind[kind]
	k8s.group(k8s.resources[at]) in groups
}

# METADATA
# scope: document
# description: The replicas that an object declares, 1 where it declares none; undefined for what is no number.
declared(r) := value if {
	is_number(r.spec.replicas)
	value := r.spec.replicas
}

declared(r) := 1 if {
	object.get(r, ["spec", "replicas"], null) == null
	k8s.exists(r, ["spec"])
}

# METADATA
# description: >-
#   Every autoscaler of the overlay: `at`, `called`, `min` (replicas at the least), `targets` (the indexes of the
#   objects that it certainly scales), `candidates` (those that it may scale) and `kind` (of its target).
scalers := array.concat(_hpas, _keda)

_hpas := [scaler |
	some at in overlay.of("autoscaling", "HorizontalPodAutoscaler")
	r := overlay.resources[at]
	ref := k8s.object_at(r, ["spec", "scaleTargetRef"])
	kind := k8s.string_at(ref, ["kind"])
	scaler := _scaler(at, kind, ref, object.get(r, ["spec", "minReplicas"], null), 1)
]

_keda := [scaler |
	some at in overlay.of("keda.sh", "ScaledObject")
	r := overlay.resources[at]
	ref := object.union({"kind": "Deployment"}, k8s.object_at(r, ["spec", "scaleTargetRef"]))
	kind := k8s.string_at(ref, ["kind"])
	scaler := _scaler(at, kind, ref, object.get(r, ["spec", "minReplicaCount"], null), 0)
]

_scaler(at, kind, ref, least, default_least) := {
	"at": at,
	"called": k8s.call(r),
	"kind": kind,
	"min": _least(least, default_least),
	"targets": union({overlay.find(group, kind, space, name) | some group in groups}),
	"candidates": union({overlay.may_find(group, kind, space, name) | some group in groups}),
} if {
	r := overlay.resources[at]
	space := overlay.namespace(r)
	name := k8s.string_at(ref, ["name"])
	groups := object.get(_replicated, kind, {k8s.group({"apiVersion": k8s.string_at(ref, ["apiVersion"])})})
}

_least(null, default_least) := default_least

_least(value, _) := value if value != null

# METADATA
# description: The indexes of the objects that an autoscaler may scale.
scaled := union({scaler.candidates | some scaler in scalers})

# METADATA
# description: >-
#   The indexes of the Deployments that a Rollout refers to instead of holding a template: it runs their pods.
referred := union({overlay.may_find(group, kind, overlay.namespace(r), k8s.string_at(ref, ["name"])) |
	some at in overlay.of("argoproj.io", "Rollout")
	r := overlay.resources[at]
	ref := k8s.object_at(r, ["spec", "workloadRef"])
	kind := k8s.string_at(ref, ["kind"])
	some group in object.get(_replicated, kind, set())
})

# METADATA
# description: >-
#   How many pods each object of the overlay has at the least: what its autoscaler allows, else what it declares.
#   Objects of which that is not known are left out.
replicas := object.union(_declared, _bounded)

# Comprehensions, since OPA searches a rule of many keys anew for each key that is looked up.
# regal ignore:prefer-set-or-object-rule
_declared := {at: count_ |
	overlay.is_whole
	some at in (replicated - (scaled | referred))
	count_ := declared(k8s.resources[at])
}

# regal ignore:prefer-set-or-object-rule
_bounded := {at: least |
	some at in ((replicated & scaled) - referred)
	count(_least_of[at]) == 1
	some least in _least_of[at]
	is_number(least)
}

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_least_of := {at: bounds |
	some at in {pair[0] | some pair in _bounds}
	bounds := {pair[1] | some pair in _bounds; pair[0] == at}
}

_bounds := [[at, bound] |
	some scaler in scalers
	some at in scaler.candidates
	bound := {true: scaler.min, false: "unknown"}[at in scaler.targets]
]
