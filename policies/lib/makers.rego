# METADATA
# title: Objects from which controllers make others
# description: >-
#   What an overlay lacks may be made by a controller: a chart is installed, an operator runs pods for its custom
#   resource. A custom resource of a group that is not known here may be one of these.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/extend-kubernetes/operator/
package policies.lib.makers

import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: Whether the overlay holds an object from which a controller may make workloads or pods.
are_there if {
	some r in overlay.resources
	group := k8s.group(r)
	contains(group, ".")
	not group in _without_pods
	not endswith(group, ".k8s.io")
	not object.get(r, "kind", "") in object.get(_kinds_without_pods, group, set())
}

# Groups of which no kind runs pods.
_without_pods := {
	"acme.cert-manager.io",
	"bitnami.com",
	"apps.openshift.io",
	"authorization.openshift.io",
	"cert-manager.io",
	"config.openshift.io",
	"console.openshift.io",
	"external-secrets.io",
	"getambassador.io",
	"iam.cnrm.cloud.google.com",
	"keda.sh",
	"kyverno.io",
	"metallb.io",
	"networking.istio.io",
	"projectcontour.io",
	"quota.openshift.io",
	"route.openshift.io",
	"secrets-store.csi.x-k8s.io",
	"secrets.hashicorp.com",
	"security.istio.io",
	"security.openshift.io",
	"telemetry.istio.io",
	"traefik.containo.us",
	"traefik.io",
	"trust.cert-manager.io",
}

# Kinds without pods of groups that have others.
_kinds_without_pods := {
	"argoproj.io": {"AnalysisTemplate", "AppProject", "ClusterAnalysisTemplate", "Rollout"},
	"cilium.io": {"CiliumClusterwideNetworkPolicy", "CiliumNetworkPolicy"},
	"monitoring.coreos.com": {"AlertmanagerConfig", "PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor"},
	"notification.toolkit.fluxcd.io": {"Alert", "Provider", "Receiver"},
	"source.toolkit.fluxcd.io": {"Bucket", "GitRepository", "HelmRepository", "OCIRepository"},
}
