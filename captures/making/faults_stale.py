"""Faults of memory: a UDP translation outlives the pod it leads to."""
from dataclasses import replace

from .faults_fronts import client_pod, scenario
from .faults_lab import Case, Fault, begin, hear, reload, plays
from .faults_pods import echo_pod
from .model import NODES, WORKER_1, WORKER_2, ContainerPort, Port, Service
from .namespaces import inside, ip, run

ASKS = (("worker-1", "conntrack -L -p udp -o extended | grep -v 8472"),)


def moved(before, after, old, client, forget, neighbour):
    """(preparation, interlude): a client asks ten times from one port; after a while the endpoint moves and the old pod goes; then a new port asks.
    `neighbour`: the node still remembers the old pod's hardware address, as it does for half a minute."""
    host, address, port, source = client

    def prepare(_): change(before)

    def change(scenario):
        for node in NODES:
            reload(node, scenario)

    def interlude(_):
        first = begin(host, "udp", address, port, source, 10, 0.6)
        hear(begin(host, "udp", address, port, source + 1, 2, 0.6))
        change(after)
        if forget:
            run(inside("worker-1", f"conntrack -D -p udp --orig-port-dst {port}"))
        ip(old.name, "link set eth0 down")
        if not neighbour:
            ip(old.node.name, f"neigh del {old.ip} dev cni0")
        hear(begin(host, "udp", address, port, source + 2, 3, 0.6), first)
    return {"prepare": prepare, "interlude": interlude}


def both(base, before, after, old, client, neighbour):
    """The broken case and the mended one, where the change also deletes the entries, as kube-proxy and portmap should."""
    return tuple(Case(replace(base, **moved(before, after, old, client, forget, neighbour)), told=before, after=after, asks=ASKS) for forget in (False, True))


def stale_udp_conntrack():
    service = Service("geoip", "10.116.1.1", (Port(5300, 5353, protocol="UDP"),), {"app": "geoip"})
    old, new = echo_pod("geoip-a", WORKER_2, 181, "geoip", 5353), echo_pod("geoip-b", WORKER_2, 182, "geoip", 5353)
    asker = client_pod("edge-0", WORKER_1, 183)
    base = scenario("geoip", [], (old, new, asker), [service])
    cases = both(base, replace(base, pods=(old, asker)), replace(base, pods=(new, asker)), old, ("edge-0", "10.116.1.1", 5300, 43600), True)
    return Fault("stale-udp-conntrack", "a UDP entry of conntrack still leads to the endpoint that is gone",
        "edge-0 sends a datagram every 0.6 s from port 43600 to default/geoip. Then its endpoint moves from geoip-a (10.244.2.181, gone) to geoip-b "
        "(10.244.2.182): the rules of both nodes change, and nobody deletes worker-1's entry. The datagrams of 43600 still go to 10.244.2.181 and "
        "nobody answers; a new port (43602) is served by geoip-b.", "`conntrack -D` with the change: the same port goes to geoip-b.",
        "witness.txt and conntrack-worker-1.txt: the entry of 43600 still has 10.244.2.181; the client's answers stop.",
        *cases, ("F21 certain service=default/geoip node=worker-1 connections=1",),
        "worker-2 remembers the old pod's hardware address for some time, its bridge does not: the bridge floods the datagrams for 10.244.2.181, so veth-geoip-b "
        "shows them too, although they are not for geoip-b. No ARP, no ICMP within the six seconds.")


def stale_udp_host_port():
    def logger(name, host):
        return replace(echo_pod(name, WORKER_1, host, "logger", 1514), ports=(ContainerPort(1514, "UDP", host_port=5140),))
    old, new = logger("logger-x", 184), logger("logger-y", 185)
    base = scenario("logger", [], (old, new), [])
    cases = both(base, replace(base, pods=(old,)), replace(base, pods=(new,)), old, ("client", WORKER_1.ip, 5140, 52600), False)
    return Fault("stale-udp-host-port", "a UDP entry of conntrack still leads to the previous pod of a hostPort",
        "logger-x (10.244.1.184) has hostPort 5140/UDP on worker-1; the client sends it a datagram every 0.6 s from port 52600. logger-x is replaced by logger-y "
        "(10.244.1.185) with the same hostPort: portmap's rules change, the entry stays. The datagrams of 52600 are still translated to 10.244.1.184, which "
        "nobody is: ARP unanswered, ICMP 3/1. A new port (52602) is served by logger-y.", "`conntrack -D` with the change.",
        "witness.txt and conntrack-worker-1.txt: the entry of 52600 still has 10.244.1.184.",
        *cases, ("F22 certain node=worker-1 connections=1",))


FAULTS = plays(stale_udp_conntrack(), stale_udp_host_port())
