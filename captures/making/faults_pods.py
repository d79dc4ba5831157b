"""Faults at the pod: none ready, nobody listening, gone, and firewalls before it."""
from dataclasses import replace

from .faults_fronts import ALL_TAPS, client_pod, http_pod, scenario
from .faults_lab import Case, Fault, begin, hear, talk, plays
from .model import CLIENT, SERVER, WORKER_1, WORKER_2, ContainerPort, Pod, Port, Service, Talk
from .namespaces import inside, run


def also(*steps):
    """An interlude of steps, each a talk or the words of a client of faults_talk.py."""
    def interlude(_):
        for step in steps:
            talk(step) if isinstance(step, Talk) else hear(begin(*step))
    return interlude


def echo_pod(name, node, host, app, port, **more):
    return Pod(name, node, host, {"app": app}, (ContainerPort(port, "UDP"),), (("udp", port),), image="example/echo:1", **more)


def no_ready(suffix, mode, service, ready_pod, talks, steps, how_many, others=()):
    unready = replace(ready_pod, ready=False)
    other_pod = http_pod("status-0", WORKER_2, 61, "status")
    other = Service("status", "10.99.0.1", (Port(80, 8080),), {"app": "status"})
    pods = [unready, other_pod, client_pod("shell-0", WORKER_1, 60)]
    beside = Talk("shell-0", "http", "10.99.0.1", 80, 43990)
    broken = scenario(service.name, (*talks, beside), pods, [service, other], interlude=also(*steps))
    return Fault("no-ready-endpoints" + suffix, f"the only pod of the Service is not ready ({mode} mode)",
        f"default/{service.name} has one pod, which runs and is not ready: its EndpointSlice says ready: false, kube-proxy rejects the front with ICMP port "
        f"unreachable (3/3) of the node, TTL 64, quoting the untranslated tuple." + ("" if how_many < 40 else
        " 40 connections at once: the kernel limits its ICMP errors to a burst of six or so and then one per second and target, so most clients hear "
        "nothing for their first SYNs. It is one fault all the same."),
        "The pod is ready.", "The clients (refused, or timed out where ICMP was limited); no conntrack entry remains; the pod was never reached. "
        "The objects alone say it too (F62 endpoints-not-ready).",
        Case(broken, mode), Case(replace(broken, pods=(ready_pod, *pods[1:])), mode),
        (f"F01 certain service=default/{service.name} node=worker-1 connections={how_many}",))


def no_ready_nft():
    service = Service("billing", "10.99.4.4", (Port(8000, 8080, node_port=32100),), {"app": "billing"})
    talks = [Talk("shell-0", "http", "10.99.4.4", 8000, 43100), Talk("client", "http", WORKER_1.ip, 32100, 52100)]
    return no_ready("-nft", "nft", service, http_pod("billing-0", WORKER_2, 62, "billing"), talks, (), 2)


def no_ready_udp():
    service = Service("syslog", "10.99.5.5", (Port(514, 5514, 32514, "UDP"),), {"app": "syslog"})
    steps = (("shell-0", "udp", "10.99.5.5", 514, 43110, 3, 1.1), ("client", "udp", WORKER_1.ip, 32514, 52110, 3, 1.1))
    return no_ready("-udp", "iptables", service, echo_pod("syslog-0", WORKER_2, 63, "syslog", 5514), [], steps, 2)


def no_ready_limited():
    service = Service("search", "10.99.6.6", (Port(9200, 8080),), {"app": "search"})
    steps = (("shell-0", "many", "10.99.6.6", 9200, 44000, 40, 2.6),)
    return no_ready("-rate-limited", "iptables", service, http_pod("search-0", WORKER_1, 64, "search"), [], steps, 40)


def target_port_refused():
    wrong = Service("catalog", "10.101.2.2", (Port(80, 9090, node_port=30909),), {"app": "catalog"})
    right = replace(wrong, ports=(Port(80, 8080, node_port=30909),))
    pod, other = http_pod("catalog-5d", WORKER_2, 71, "catalog"), http_pod("images-77", WORKER_2, 72, "images")
    beside = Service("images", "10.101.2.3", (Port(80, 8080, node_port=30910),), {"app": "images"})
    talks = [Talk("client", "http", WORKER_1.ip, 30909, 52120), Talk("client", "http", WORKER_1.ip, 30909, 52122),
             Talk("client", "http", WORKER_1.ip, 30910, 52124)]
    broken = scenario("catalog", talks, [pod, other], [wrong, beside])
    return Fault("target-port-refused", "the targetPort is 9090, the pod listens on 8080 (nodePort, pod on the other node)",
        "default/catalog has targetPort 9090; its pod on worker-2 listens on 8080 (its containerPort). The client's SYN to worker-1:30909 reaches "
        "10.244.2.71:9090 through VXLAN, and the pod answers RST (TTL 64 on its veth, 62 at the client).", "targetPort 8080.",
        "conntrack shows the translation to 10.244.2.71:9090; the client got ECONNREFUSED.",
        Case(broken), Case(replace(broken, services=(right, beside))),
        ("F02 certain service=default/catalog pod=default/catalog-5d node=worker-2 connections=2",))


def target_port_refused_udp():
    wrong = Service("statsd", "10.101.8.8", (Port(8125, 8126, 30125, "UDP"),), {"app": "statsd"})
    right = replace(wrong, ports=(Port(8125, 8125, 30125, "UDP"),))
    pod = echo_pod("statsd-0", WORKER_2, 73, "statsd", 8125)
    steps = (("client", "udp", WORKER_1.ip, 30125, 52130, 3, 1.1), ("app-0", "udp", "10.101.8.8", 8125, 43120, 3, 1.1))
    broken = scenario("statsd", [], [pod, client_pod("app-0", WORKER_1, 74)], [wrong], interlude=also(*steps))
    return Fault("target-port-refused-udp", "UDP: the targetPort is 8126, the pod listens on 8125",
        "default/statsd has targetPort 8126. The datagrams reach the pod on worker-2, whose kernel answers ICMP port unreachable (3/3); on the way back the "
        "ICMP's source and the quoted tuple are translated like any reply.", "targetPort 8125.",
        "The clients' sockets got ECONNREFUSED; conntrack shows [UNREPLIED] entries translated to 10.244.2.73:8126.",
        Case(broken), Case(replace(broken, services=(right,))),
        ("F02 certain service=default/statsd pod=default/statsd-0 node=worker-2 connections=2",))


def endpoint_gone():
    pod, other = http_pod("ghost-0", WORKER_1, 81, "ghost"), http_pod("alive-0", WORKER_1, 82, "alive")
    service = Service("ghost", "10.102.6.1", (Port(80, 8080, node_port=30666),), {"app": "ghost"})
    beside = Service("alive", "10.102.6.2", (Port(80, 8080),), {"app": "alive"})
    talks = [Talk("client", "http", WORKER_1.ip, 30666, 52140), Talk("near-0", "http", "10.102.6.1", 80, 43130),
             Talk("far-0", "http", "10.102.6.1", 80, 43132), Talk("near-0", "http", "10.102.6.2", 80, 43134)]
    pods = (pod, other, client_pod("near-0", WORKER_1, 83), client_pod("far-0", WORKER_2, 84))
    healthy = scenario("ghost", talks, pods, [service, beside])
    def without_pod(listed): return [one for one in listed if not (one["kind"] == "Pod" and one["metadata"]["name"] == "ghost-0")]
    return Fault("endpoint-gone", "the EndpointSlice has an address whose pod is gone",
        "The EndpointSlice of default/ghost still lists 10.244.1.81 as ready; there is no such pod any more, neither in the objects nor on the bridge. worker-1 "
        "asks who has it (ARP, three times, unanswered) and then sends ICMP host unreachable (3/1), whose source the translation turns into the front. "
        "Three clients: outside through the nodePort, a pod beside it, a pod of worker-2.", "The pod exists.",
        "conntrack has SYN_SENT [UNREPLIED] entries translated to 10.244.1.81; the clients got EHOSTUNREACH.",
        Case(healthy, unbuilt=(pod,), edit=without_pod), Case(healthy),
        ("F09 certain service=default/ghost node=worker-1 connections=3",))


FAULTS = plays(no_ready_nft(), no_ready_udp(), no_ready_limited(), target_port_refused(), target_port_refused_udp(), endpoint_gone())
