"""The Kubernetes objects of a scenario, as `kubectl get nodes,pods,svc,endpointslices -A -o json` prints them, and a shorter YAML form."""
import json
import re
import uuid

from .model import NODES

BORN = "2026-01-05T08:00:00Z"
NOT_IN_YAML = {"uid", "creationTimestamp", "resourceVersion", "capacity", "nodeInfo", "lastTransitionTime", "lastProbeTime", "startTime",
               "containerStatuses", "qosClass", "ownerReferences", "generateName", "serviceAccountName", "tolerations", "startedAt"}


def everything(scenario):
    slices = [one for service in scenario.services for one in endpoint_slices(service, scenario)]
    return [*(node(n, scenario) for n in NODES), *(pod(p, scenario) for p in scenario.pods),
            *(service(s, scenario) for s in scenario.services), *slices, *(workload(*w) for w in scenario.workloads)]


def as_json(scenario):
    kubectl = {"apiVersion": "v1", "items": everything(scenario), "kind": "List", "metadata": {"resourceVersion": ""}}
    return json.dumps(kubectl, indent=4) + "\n"


def as_yaml(scenario):
    return "---\n".join("\n".join(yaml_lines(lean(each))) + "\n" for each in everything(scenario))


def metadata(kind, name, namespace=None, **more):
    """Identities are made from the name, so that making a folder again changes none of them."""
    identity = uuid.uuid5(uuid.NAMESPACE_DNS, f"{kind}/{namespace}/{name}")
    where = {"namespace": namespace} if namespace else {}
    return {"creationTimestamp": BORN, "name": name, **where, **more, "resourceVersion": str(identity.int % 9000 + 1000), "uid": str(identity)}


def ready(*kinds, status="True"):
    return [{"lastProbeTime": None, "lastTransitionTime": BORN, "status": status, "type": kind} for kind in kinds]


def owned_by(kind, name, namespace):
    group = {"ReplicaSet": "apps/v1", "Deployment": "apps/v1", "Job": "batch/v1", "CronJob": "batch/v1"}[kind]
    return [{"apiVersion": group, "blockOwnerDeletion": True, "controller": True, "kind": kind, "name": name,
             "uid": metadata(kind, name, namespace)["uid"]}]


def workload(kind, namespace, name, owner_kind, owner):
    """A ReplicaSet or Job without its template: only whose it is."""
    return {"apiVersion": "apps/v1" if kind == "ReplicaSet" else "batch/v1", "kind": kind,
            "metadata": metadata(kind, name, namespace, ownerReferences=owned_by(owner_kind, owner, namespace)), "spec": {}}


def node(n, scenario):
    cidrs = [f"{n.pods}.0/24"] + ([f"{n.pods6}::/64"] if scenario.ipv6 else [])
    addresses = [n.ip] + ([n.ip6] if scenario.ipv6 else [])
    return {"apiVersion": "v1", "kind": "Node",
            "metadata": metadata("Node", n.name, annotations=annotations(n, scenario.overlay),
                labels={"kubernetes.io/hostname": n.name, "kubernetes.io/os": "linux",
                        **({"topology.kubernetes.io/zone": f"zone-{'ab'[n.number - 1]}"} if scenario.zones else {})}),
            "spec": {"podCIDR": cidrs[0], "podCIDRs": cidrs},
            "status": {"addresses": [*({"address": a, "type": "InternalIP"} for a in addresses), {"address": n.name, "type": "Hostname"}],
                       "capacity": {"cpu": "2", "memory": "4Gi", "pods": "110"}, "conditions": ready("Ready"),
                       "nodeInfo": {"architecture": "amd64", "kubeProxyVersion": "v1.36.2", "kubeletVersion": "v1.36.2", "operatingSystem": "linux"}}}


def annotations(n, overlay):
    """What the network plug-in of that overlay notes on a Node."""
    if overlay == "geneve":
        return {"network.cilium.io/ipv4-cilium-host": f"{n.pods}.0", "network.cilium.io/ipv4-pod-cidr": f"{n.pods}.0/24"}
    if overlay == "ipip":
        return {"projectcalico.org/IPv4Address": f"{n.ip}/24", "projectcalico.org/IPv4IPIPTunnelAddr": f"{n.pods}.0"}
    kind = {"vxlan": "vxlan", "routed": "host-gw"}[overlay]
    return {"flannel.alpha.coreos.com/backend-type": kind, "flannel.alpha.coreos.com/public-ip": n.ip}


def pod(p, scenario):
    families = (4, 6) if scenario.ipv6 else (4,)
    hosts = [p.node.ip, p.node.ip6][:len(families)]
    return {"apiVersion": "v1", "kind": "Pod",
            "metadata": metadata("Pod", p.name, p.namespace, labels=dict(p.labels),
                                 **({"ownerReferences": owned_by(*p.owner, p.namespace)} if p.owner else {})),
            "spec": {"containers": [{"image": p.image, "name": p.image.split("/")[-1].split(":")[0], "ports": [container_port(c, p.host_network) for c in p.ports],
                                     **probes(p)}
                                    if p.ports else {"image": p.image, "name": p.image.split(":")[0]}],
                     **({"hostNetwork": True} if p.host_network else {}), "nodeName": p.node.name, "serviceAccountName": "default"},
            "status": {"conditions": ready("PodScheduled", "Initialized") + ready("ContainersReady", "Ready", status=str(p.ready)),
                       "hostIP": p.node.ip, "hostIPs": [{"ip": a} for a in hosts], "phase": "Running", "podIP": p.ip,
                       "podIPs": [{"ip": p.address(f)} for f in families], "qosClass": "BestEffort", "startTime": BORN}}


def probes(p):
    """As the API server fills them in."""
    def target(handler, port): return {"port": port, **({"path": "/", "scheme": "HTTP"} if handler == "httpGet" else {})}
    return {f"{kind}Probe": {handler: target(handler, port), "failureThreshold": 3, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1}
            for kind, handler, port in p.probes}


def container_port(c, host_network):
    """The API server fills in hostPort for pods of the host's network."""
    name = {"name": c.name} if c.name else {}
    host = {"hostPort": c.port if host_network else c.host_port} if c.host_port or host_network else {}
    return {"containerPort": c.port, **host, **name, "protocol": c.protocol}


def service(s, scenario):
    addresses = [a for a in (s.cluster_ip, s.cluster_ip6) if a]
    external = {"externalTrafficPolicy": "Local" if s.local else "Cluster"} if s.type == "NodePort" else {}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata("Service", s.name, s.namespace),
            "spec": {"clusterIP": addresses[0], "clusterIPs": addresses, **external, "internalTrafficPolicy": "Local" if s.internal_local else "Cluster",
                     "ipFamilies": ["IPv4", "IPv6"][:len(addresses)], "ipFamilyPolicy": "PreferDualStack" if s.cluster_ip6 else "SingleStack",
                     "ports": [service_port(p) for p in s.ports], "selector": dict(s.selector), "sessionAffinity": "None", "type": s.type},
            "status": {"loadBalancer": {}}}


def service_port(p):
    name = {"name": p.name} if p.name else {}
    outside = {"nodePort": p.node_port} if p.node_port else {}
    return {**name, **outside, "port": p.port, "protocol": p.protocol, "targetPort": p.target}


def endpoint_slices(s, scenario):
    return [endpoint_slice(s, scenario.selected(s), family) for family in ((4, 6) if s.cluster_ip6 else (4,))]


def endpoint_slice(s, pods, family):
    tail = uuid.uuid5(uuid.NAMESPACE_DNS, f"{s.full_name}/{family}").hex[:5]
    endpoints = [{"addresses": [p.address(family)], "conditions": {"ready": p.ready, "serving": p.ready, "terminating": False},
                  "nodeName": p.node.name, "targetRef": {"kind": "Pod", "name": p.name, "namespace": p.namespace,
                                                         "uid": metadata("Pod", p.name, p.namespace)["uid"]}} for p in pods]
    ports = [{"name": p.name or "", "port": p.target, "protocol": p.protocol} for p in s.ports] if pods else None
    return {"addressType": f"IPv{family}", "apiVersion": "discovery.k8s.io/v1", "endpoints": endpoints or None, "kind": "EndpointSlice",
            "metadata": metadata("EndpointSlice", f"{s.name}-{tail}", s.namespace, generateName=f"{s.name}-", labels={
                "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io", "kubernetes.io/service-name": s.name}),
            "ports": ports}


# ---- YAML, as kubectl lays it out

def lean(value):
    if isinstance(value, dict):
        return {key: lean(each) for key, each in value.items() if key not in NOT_IN_YAML}
    return [lean(each) for each in value] if isinstance(value, list) else value


def yaml_lines(value):
    if isinstance(value, dict):
        return [line for key, each in value.items() for line in yaml_entry(key, each)]
    return [("- " if index == 0 else "  ") + line for each in value
            for index, line in enumerate(yaml_lines(each) if isinstance(each, dict) else [scalar(each)])]


def yaml_entry(key, value):
    if isinstance(value, (dict, list)) and value:
        indent = "  " if isinstance(value, dict) else ""
        return [f"{key}:", *(indent + line for line in yaml_lines(value))]
    return [f"{key}: {scalar(value)}"]


def scalar(value):
    plain = isinstance(value, str) and re.fullmatch(r"[A-Za-z][\w./-]*|\d+\.\d+\.\d+\.\d+(/\d+)?|[\w.]+:[\w.]+", value)
    return value if plain and value not in ("True", "False", "true", "false", "null") and not re.match(r"\d+:\d", value) else json.dumps(value)
