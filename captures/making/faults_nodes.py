"""Faults of a node's wiring: hairpin, bridge, routes, reverse path filter."""
from dataclasses import replace

from .faults_drops import ruled
from .faults_fronts import client_pod, http_pod, scenario
from .faults_lab import Case, Fault, plays
from .model import CLIENT, WORKER_1, WORKER_2, Port, Service, Talk
from .namespaces import PREFIX, inside, ip, run, sysctl


def hairpin_off():
    service = Service("queue", "10.111.1.1", (Port(5672, 8080),), {"app": "queue"})
    pods = (http_pod("queue-0", WORKER_1, 131, "queue"), client_pod("sender-0", WORKER_1, 132))
    talks = [Talk("queue-0", "http", "10.111.1.1", 5672, 43310), Talk("queue-0", "http", "10.111.1.1", 5672, 43312),
             Talk("sender-0", "http", "10.111.1.1", 5672, 43314)]
    healthy = scenario("queue", talks, pods, [service])

    def off(_): run(f"bridge -n {PREFIX}worker-1 link set dev veth-queue-0 hairpin off")
    return Fault("hairpin-off", "the pod's bridge port has no hairpin mode: it cannot reach itself through its Service",
        "queue-0 is the only endpoint of default/queue and dials its ClusterIP twice. The node translates both ends (the source becomes 10.244.1.1), but the "
        "bridge does not send a frame back to the port it came from: hairpin is off on veth-queue-0. Another pod of the node is served.",
        "hairpin is on.", "`bridge -d link` in witness.txt; the client timed out. conntrack-worker-1.txt has no entry: the packet died before it was confirmed.",
        Case(replace(healthy, prepare=off), asks=(("worker-1", "bridge -d link show dev veth-queue-0 | grep -o 'hairpin [a-z]*'"),)), Case(healthy),
        ("F12 certain service=default/queue pod=default/queue-0 node=worker-1 connections=2",),
        "Not every copy is on cni0: once the bridge knows the neighbour it forwards (and drops) by itself, and only veth-queue-0 shows the SYN. F12 must not need cni0.")


def bridge_netfilter_off():
    service = Service("session", "10.111.2.2", (Port(11211, 8080),), {"app": "session"})
    remote = Service("geo", "10.111.2.3", (Port(80, 8080),), {"app": "geo"})
    pods = (http_pod("session-0", WORKER_2, 133, "session"), client_pod("gate-0", WORKER_2, 134), http_pod("geo-0", WORKER_1, 135, "geo"))
    talks = [Talk("gate-0", "http", "10.111.2.2", 11211, 43320), Talk("gate-0", "http", "10.111.2.2", 11211, 43322),
             Talk("gate-0", "http", "10.111.2.3", 80, 43324)]
    broken = scenario("session", talks, pods, [service, remote], bridge_nf=False)
    return Fault("bridge-netfilter-off", "without br_netfilter a pod cannot use a Service whose pod is on the same node",
        "net.bridge.bridge-nf-call-iptables is 0 on both nodes. gate-0 dials the ClusterIP of default/session, whose pod is beside it: the SYN is translated "
        "(it is routed), the SYN-ACK goes straight over the bridge, untranslated, and gate-0 answers the stranger with RST; at every retransmission again. "
        "A Service with a pod on the other node works.", "bridge-nf-call-iptables is 1.",
        "witness.txt has the sysctl; conntrack-worker-2.txt has SYN_SENT [UNREPLIED] although the pod answered.",
        Case(broken, asks=(("worker-2", "sysctl net.bridge.bridge-nf-call-iptables"),)),
        Case(replace(broken, bridge_nf=True), asks=(("worker-2", "sysctl net.bridge.bridge-nf-call-iptables"),)),
        ("F13 certain service=default/session node=worker-2 connections=2",))


def keep_source(played):
    """A preparation: worker-1 translates the destination alone, for pods of the other node too."""
    saved = run(inside("worker-1", "iptables-save -t nat"))
    lines = [line for line in saved.splitlines() if not (line.startswith("-A KUBE-EXT-") and "KUBE-MARK-MASQ" in line)
             and not line.startswith("-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.0.0/16")]
    run(inside("worker-1", "iptables-restore"), input="\n".join(lines) + "\n")


def asymmetric_reply():
    service = Service("upload", "10.112.1.1", (Port(80, 8080, node_port=31500),), {"app": "upload"})
    near = Service("download", "10.112.1.2", (Port(80, 8080, node_port=31501),), {"app": "download"})
    pods = (http_pod("upload-0", WORKER_2, 141, "upload"), http_pod("download-0", WORKER_1, 142, "download"))
    talks = [Talk("client", "http", WORKER_1.ip, 31500, 52310), Talk("client", "http", WORKER_1.ip, 31500, 52312),
             Talk("client", "http", WORKER_1.ip, 31501, 52314)]
    healthy = scenario("upload", talks, pods, [service, near])
    return Fault("asymmetric-reply", "the pod's answers do not pass the node that translated",
        "Somebody took the masquerading rules of worker-1 away: the client's address is kept on the way to upload-0 on worker-2. worker-2 sends the answers out "
        "of its own eth0, from 10.244.2.141:8080; the client, which dialled worker-1's nodePort, answers them with RST. A Service with a pod on worker-1 "
        "works without masquerade.", "The masquerading rules are there.",
        "conntrack-worker-1.txt: SYN_SENT [UNREPLIED]; conntrack-worker-2.txt saw the SYN, the SYN-ACK and not the RST.",
        Case(replace(healthy, prepare=keep_source)), Case(healthy),
        ("F14 certain service=default/upload pod=default/upload-0 connections=2",))


def back_through_tunnel(played):
    """A preparation: what came out of the tunnel with an outside source is answered through the tunnel (connmark and a rule by mark)."""
    keep_source(played)
    ip("worker-2", "route add default via 10.244.1.0 dev flannel.1 onlink table 100")
    ip("worker-2", f"rule add pref 90 to {WORKER_1.ip} lookup main")          # VXLAN's own packets inherit the mark
    ip("worker-2", "rule add pref 100 fwmark 0x77/0xff lookup 100")
    ruled("worker-2", "-t mangle -A PREROUTING -i flannel.1 ! -s 10.244.0.0/16 -j CONNMARK --set-mark 0x77",
          "-t mangle -A PREROUTING -i cni0 -m connmark --mark 0x77 -j CONNMARK --restore-mark")(played)


def reverse_path_filter():
    service = Service("voting", "10.112.2.2", (Port(80, 8080, node_port=31600),), {"app": "voting"})
    pods = (http_pod("voting-0", WORKER_2, 143, "voting"), client_pod("counter-0", WORKER_1, 144))
    talks = [Talk("client", "http", WORKER_1.ip, 31600, 52320), Talk("client", "http", WORKER_1.ip, 31600, 52322),
             Talk("counter-0", "http", "10.112.2.2", 80, 43330)]
    base = scenario("voting", talks, pods, [service])

    def strict(played):
        back_through_tunnel(played)
        sysctl("worker-2", "net.ipv4.conf.all.rp_filter=1")
    asks = (("worker-2", "nstat -az TcpExtIPReversePathFilter | tail -1"), ("worker-2", "sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.flannel/1.rp_filter"))
    return Fault("reverse-path-filter", "worker-2 drops what comes out of the tunnel with an outside source",
        "This cluster keeps client addresses: worker-1 translates the destination alone, and worker-2 answers through the tunnel (connmark and a routing rule by "
        "mark). worker-2 has rp_filter=1: the way back to 203.0.113.7 is eth0, the SYN came by flannel.1, it is dropped at routing. A pod's "
        "connections, whose source is routed by flannel.1, pass.", "rp_filter=0; the answers return through the tunnel.",
        "witness.txt: TcpExtIPReversePathFilter of worker-2 and the sysctls.",
        Case(replace(base, prepare=strict), asks=asks), Case(replace(base, prepare=back_through_tunnel), asks=asks),
        ("F15 probable service=default/voting pod=default/voting-0 node=worker-2 connections=2 place=worker-2/flannel.1",))


FAULTS = plays(hairpin_off(), bridge_netfilter_off(), asymmetric_reply(), reverse_path_filter())
