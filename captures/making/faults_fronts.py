"""Faults of fronts: nobody here, wrong port, rules that are not there."""
from dataclasses import replace

from . import rules
from .faults_lab import Case, Fault, plays
from .model import WORKER_1, WORKER_2, ContainerPort, Pod, Port, Scenario, Service, Talk
from .namespaces import inside, run

ALL_TAPS = ("client", "worker-1", "worker-2")
HTTP = (ContainerPort(8080, name="http"),)
SERVICE_CIDR = {"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": {"name": "kubernetes"},
                "spec": {"cidrs": ["10.96.0.0/12"]}}


def http_pod(name, node, host, app, port=8080): 
    return Pod(name, node, host, {"app": app}, (ContainerPort(port, name="http"),), (("http", port),), image=f"example/{app}:2")


def client_pod(name, node, host): return Pod(name, node, host, {"app": name.rsplit("-", 1)[0]}, image="busybox:1.36")


def scenario(name, talks, pods, services, **more):
    return Scenario(name, name, tuple(talks), tuple(pods), tuple(services), taps=ALL_TAPS, **more)


def without(node, *names):
    """A preparation: the rules of `node` as they are without some Services."""
    def prepare(played):
        less = replace(played, services=tuple(s for s in played.services if s.name not in names))
        rules.load(node, less, lambda words, text: run(inside(node.name, words), input=text))
    return prepare


def no_local_endpoint_external(mode, port, names):
    app, service_ip, suffix = names
    service = Service(app, service_ip, (Port(80, 8080, node_port=port, name="http"),), {"app": app}, local=True)
    here, there = http_pod(f"{app}-a", WORKER_1, 21, app), http_pod(f"{app}-b", WORKER_2, 22, app)
    talks = (Talk("client", "http", WORKER_2.ip, port, 52010), Talk("client", "http", WORKER_2.ip, port, 52012),
             Talk("client", "http", WORKER_1.ip, port, 52014))
    broken = scenario(app, talks, [here], [service])
    return Fault("no-local-endpoint-external" + suffix, "externalTrafficPolicy Local, and worker-2 has no pod of the Service",
        f"default/{app} has externalTrafficPolicy Local and its only endpoint on worker-1. The client dials the nodePort {port} of worker-2 twice: the "
        f"node's rules ({mode}) drop the SYNs, no ICMP message, no conntrack entry. The nodePort of worker-1 works.",
        "A second pod of the Service runs on worker-2; the same three connections succeed.",
        "conntrack-worker-2.txt has no entry of those connections; the client timed out after four SYNs each; the server's log has one connection.",
        Case(broken, mode), Case(replace(broken, pods=(here, there)), mode),
        (f"F03 certain service=default/{app} node=worker-2 connections=2 place=worker-2/eth0",))


def no_local_endpoint_internal():
    service = Service("cache", "10.100.7.7", (Port(6379, 8080, name="redis"),), {"app": "cache"}, internal_local=True)
    here, there = http_pod("cache-x1", WORKER_1, 31, "cache"), http_pod("cache-x2", WORKER_2, 32, "cache")
    near, far = client_pod("batch-0", WORKER_1, 40), client_pod("batch-1", WORKER_2, 41)
    talks = (Talk("batch-1", "http", "10.100.7.7", 6379, 43000), Talk("batch-1", "http", "10.100.7.7", 6379, 43002),
             Talk("batch-0", "http", "10.100.7.7", 6379, 43004))
    broken = scenario("cache", talks, [here, near, far], [service])
    return Fault("no-local-endpoint-internal", "internalTrafficPolicy Local, and worker-2 has no pod of the Service",
        "default/cache has internalTrafficPolicy Local and its only endpoint on worker-1. A pod of worker-2 dials the ClusterIP twice: kube-proxy's "
        "filter rule drops the SYNs silently. A pod on worker-1 is served.",
        "A second pod of the Service runs on worker-2; the same three connections succeed.",
        "conntrack-worker-2.txt has no entry; the client pod timed out after four SYNs.",
        Case(broken), Case(replace(broken, pods=(here, there, near, far))),
        ("F04 certain service=default/cache node=worker-2 connections=2 place=worker-2/cni0",))


def wrong_port():
    service = Service("ledger", "10.107.3.3", (Port(8443, 8080, name="https"),), {"app": "ledger"})
    pods = [http_pod("ledger-0", WORKER_2, 17, "ledger"), client_pod("teller-0", WORKER_1, 18)]
    talks = (Talk("teller-0", "http", "10.107.3.3", 443, 43010), Talk("teller-0", "http", "10.107.3.3", 443, 43012),
             Talk("teller-0", "http", "10.107.3.3", 8443, 43014))
    broken = scenario("ledger", talks, pods, [service])
    mended = replace(service, ports=(*service.ports, Port(443, 8080, name="https-old")))
    return Fault("virtual-ip-not-translated-wrong-port", "a pod dials a port that the Service does not have (iptables mode)",
        "default/ledger has the port 8443; the pod dials 443 of its ClusterIP twice and 8443 once. No rule knows 443: the SYNs follow the default route "
        "out of eth0, with the node's address by flannel's masquerade, and the router drops them.",
        "The Service has the port 443 too.",
        "conntrack-worker-1.txt: SYN_SENT [UNREPLIED] with the ClusterIP in both tuples: nothing was translated but the source.",
        Case(broken), Case(replace(broken, services=(mended,))),
        ("F06 certain service=default/ledger node=worker-1 connections=2 place=worker-1/eth0",))


def unknown_service():
    service = Service("old-api", "10.105.44.1", (Port(80, 8080),), {"app": "old-api"})
    pods = [http_pod("old-api-0", WORKER_2, 19, "old-api"), http_pod("new-api-0", WORKER_2, 20, "new-api"), client_pod("caller-0", WORKER_1, 12)]
    other = Service("new-api", "10.105.44.2", (Port(80, 8080),), {"app": "new-api"})
    talks = (Talk("caller-0", "http", "10.105.44.1", 80, 43020), Talk("caller-0", "http", "10.105.44.1", 80, 43022),
             Talk("caller-0", "http", "10.105.44.2", 80, 43024))
    broken = scenario("old-api", talks, pods, [other])
    def cidr(listed): return [*listed, SERVICE_CIDR]
    return Fault("virtual-ip-not-translated-unknown-service", "a pod dials the ClusterIP of a Service that was deleted",
        "default/old-api was deleted, its pod and the pod that calls it still run. Its old ClusterIP 10.105.44.1 is inside the ServiceCIDR 10.96.0.0/12 (an "
        "object of cluster.yaml) and belongs to nobody: the SYNs leave by eth0 untranslated. Probable only: the address might be routed elsewhere.",
        "The Service exists.", "conntrack-worker-1.txt: SYN_SENT [UNREPLIED] with 10.105.44.1 in both tuples.",
        Case(broken, edit=cidr), Case(replace(broken, services=(service, other)), edit=cidr),
        ("F06 probable node=worker-1 connections=2 place=worker-1/eth0",))


def not_programmed():
    service = Service("orders", "10.98.0.77", (Port(9000, 8080, name="grpc"),), {"app": "orders"})
    pods = [http_pod("orders-7c9f", WORKER_2, 44, "orders"), client_pod("cart-0", WORKER_1, 45), client_pod("cart-1", WORKER_2, 46)]
    other = Service("stock", "10.98.0.78", (Port(80, 8080),), {"app": "orders"})
    talks = (Talk("cart-0", "http", "10.98.0.77", 9000, 43030), Talk("cart-0", "http", "10.98.0.77", 9000, 43032),
             Talk("cart-1", "http", "10.98.0.77", 9000, 43034), Talk("cart-0", "http", "10.98.0.78", 80, 43036))
    healthy = scenario("orders", talks, pods, [service, other])
    return Fault("virtual-ip-not-translated-not-programmed", "the Service is right, and worker-1 has no rules for it",
        "default/orders, its port 9000 and its endpoint are right in the objects; worker-1's kube-proxy has not written its rules (they were left out on that "
        "node). A pod of worker-1 dials the ClusterIP: its SYNs leave by eth0 untranslated. The same from worker-2, and another Service, work.",
        "worker-1 has the rules.", "conntrack-worker-1.txt: SYN_SENT [UNREPLIED] with the ClusterIP in both tuples; conntrack-worker-2.txt has the DNAT.",
        Case(replace(healthy, prepare=without(WORKER_1, "orders"))), Case(healthy),
        ("F06 certain service=default/orders node=worker-1 connections=2 place=worker-1/eth0",))


def node_port_refused():
    service = Service("portal", "10.97.1.9", (Port(80, 8080, node_port=31000),), {"app": "portal"})
    pods = [http_pod("portal-0", WORKER_1, 51, "portal")]
    talks = (Talk("client", "http", WORKER_1.ip, 31999, 52020), Talk("client", "http", WORKER_1.ip, 31999, 52022),
             Talk("client", "http", WORKER_1.ip, 31000, 52024))
    broken = scenario("portal", talks, pods, [service])
    more = replace(service, ports=(Port(80, 8080, node_port=31000, name="http"), Port(81, 8080, node_port=31999, name="second")))
    return Fault("node-port-refused", "nobody has the nodePort that the client dials",
        "The client dials worker-1:31999 twice; the only nodePort of the cluster is 31000 (which works). No rule and no process has 31999: the node's own "
        "TCP refuses with RST, TTL 64 and IP ID 0.",
        "The Service has a second port with that nodePort.", "The client got ECONNREFUSED; no pod logged those connections.",
        Case(broken), Case(replace(broken, services=(more,))), ("F07 certain node=worker-1 connections=2 place=worker-1/eth0",))


def node_port_not_programmed():
    service = Service("grafana", "10.97.1.30", (Port(3000, 8080, node_port=30330),), {"app": "grafana"})
    pods = [http_pod("grafana-0", WORKER_1, 52, "grafana")]
    talks = (Talk("client", "http", WORKER_2.ip, 30330, 52030), Talk("client", "http", WORKER_2.ip, 30330, 52032),
             Talk("client", "http", WORKER_1.ip, 30330, 52034))
    healthy = scenario("grafana", talks, pods, [service])
    return Fault("node-port-refused-not-programmed", "the nodePort is right, and worker-2 has no rules for it",
        "default/grafana has the nodePort 30330 and a ready endpoint on worker-1. The rules of worker-2 were written without that Service: the node itself "
        "refuses with RST, TTL 64 and IP ID 0. On worker-1 the same nodePort works.",
        "worker-2 has the rules.", "The client got ECONNREFUSED twice; the pod's log has the third connection only.",
        Case(replace(healthy, prepare=without(WORKER_2, "grafana"))), Case(healthy),
        ("F07 certain service=default/grafana node=worker-2 connections=2 place=worker-2/eth0",))


FAULTS = plays(no_local_endpoint_external("iptables", 30510, ("storefront", "10.96.200.1", "")),
          no_local_endpoint_external("nft", 31777, ("wiki", "10.103.9.9", "-nft")),
          no_local_endpoint_internal(), wrong_port(), unknown_service(), not_programmed(), node_port_refused(), node_port_not_programmed())
