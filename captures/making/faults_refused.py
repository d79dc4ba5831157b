"""Somebody dials a port that is not there: of the wrong kind, protocol, family or node."""
from . import objects
from .faults_objects import find
from .faults_stage import Stage, idler, server
from .model import NODES, WORKER_1, WORKER_2, ContainerPort, Pod, Port, Service
from .namespaces import run, inside

EXPORTER = server("exporter", WORKER_2, 30, 9100, host_port=9101)
SHOP = Service("checkout", "10.96.88.3", (Port(8088, 5000, node_port=31088),), {"app": "checkout"})
CHECKOUT, TILL = server("checkout", WORKER_2, 40, 5000), idler("till-0", WORKER_1, 41)


def host_port_conflict(folder, broken):
    with Stage(folder, (EXPORTER,)) as stage:
        stage.watch()
        for source in (52100, 52102):
            stage.dial("client", (WORKER_1 if broken else WORKER_2).ip, 9101, source)


def host_port_conflict_pending(folder, broken):
    """The pod with that hostPort could not be scheduled: another one has it on the only other node."""
    pending = server("exporter-2", WORKER_1, 31, 9100, host_port=9101)
    with Stage(folder, (EXPORTER,) if broken else (EXPORTER, pending)) as stage:
        if broken:
            waiting = objects.pod(pending, stage.scenario)
            del waiting["spec"]["nodeName"]
            waiting["status"] = {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                                 "message": "0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports."}]}
            stage.items.append(waiting)
        stage.watch()
        for source in (52120, 52122):
            stage.dial("client", WORKER_1.ip, 9101, source)


def host_port_conflict_stale(folder, broken):
    """The chain of a pod that is gone stands before the chain of the pod that came after it."""
    pod = server("agent-x2", WORKER_1, 78, 8125, "agent", host_port=8125)
    with Stage(folder, (pod,), conntrack=("worker-1",)) as stage:
        if broken:
            stage.on("worker-1", "iptables -t nat -N CNI-DN-0c5f6e1a9be2d37740ab",
                     "iptables -t nat -A CNI-DN-0c5f6e1a9be2d37740ab -p tcp --dport 8125 -j DNAT --to-destination 10.244.1.77:8125",
                     "iptables -t nat -I CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 8125 -j CNI-DN-0c5f6e1a9be2d37740ab")
            stage.note(stage.on("worker-1", "iptables -t nat -S CNI-DN-0c5f6e1a9be2d37740ab"))
        stage.watch()
        stage.dial("client", WORKER_1.ip, 8125, 52110, patience=6)


def wrong_port_kind(host, wrong, right, mode="iptables", who="till-0"):
    """Dials `host` at a port of another kind; the twin dials the address that the port belongs to."""
    def play(folder, broken):
        with Stage(folder, (CHECKOUT, TILL), (SHOP,), mode) as stage:
            if mode == "nft":
                refuse_undefined_ports(stage)
            stage.watch()
            for source in (41100, 41102):
                stage.dial(who, host, wrong if broken else right, source)
    return play


def refuse_undefined_ports(stage):
    """kube-proxy's nftables mode rejects what goes to a ClusterIP and is no port of its Service."""
    addresses = ", ".join(s.cluster_ip for s in stage.scenario.services)
    hooks = "".join(f" chain check-{hook} {{ type filter hook {hook} priority -110; policy accept; ct state new jump cluster-ips-check; }}\n"
                    for hook in ("forward", "output"))
    text = (f"table ip kube-proxy {{\n set cluster-ips {{ type ipv4_addr; elements = {{ {addresses} }}; }}\n"
            f" chain cluster-ips-check {{ ip daddr @cluster-ips reject; }}\n{hooks}}}\n")
    for node in NODES:
        run(inside(node.name, "nft -f -"), input=text)


def headless_port_misuse(folder, broken):
    """The name gives the pods' addresses; the Service's port 80 is nobody's then."""
    pods = (idler("worker-q-0", WORKER_1, 16), server("rabbit-0", WORKER_2, 17, 5672, "rabbit"), server("rabbit-1", WORKER_1, 18, 5672, "rabbit"))
    with Stage(folder, pods) as stage:
        service = Service("rabbit", "None", (Port(80, 5672, name="amqp"),), {"app": "rabbit"})
        stage.items += [objects.service(service, stage.scenario), *objects.endpoint_slices(service, stage.scenario)]
        stage.items[-1]["metadata"]["labels"]["service.kubernetes.io/headless"] = ""
        stage.watch()
        for pod, source in zip(pods[1:], (41200, 41202)):
            stage.dial("worker-q-0", pod.ip, 80 if broken else 5672, source)


def protocol_mismatch(mode):
    def play(folder, broken):
        pod = Pod("syslog-0", WORKER_2, 24, {"app": "syslog"}, (ContainerPort(1514), ContainerPort(1514, "UDP")), (("http", 1514), ("udp", 1514)))
        ports = (Port(514, 1514, 31514, name="tcp"),) + (() if broken else (Port(514, 1514, 31514, "UDP", "udp"),))
        with Stage(folder, (pod, idler("app-0", WORKER_1, 25)), (Service("syslog", "10.96.51.4", ports, {"app": "syslog"}),), mode) as stage:
            if mode == "nft":
                refuse_undefined_ports(stage)
            stage.watch()
            stage.start("client", "ask", host=WORKER_1.ip, port=31514, source=52140)
            stage.start("app-0", "ask", host="10.96.51.4", port=514, source=41140)
            stage.dial("app-0", "10.96.51.4", 514, 41142)
    return play


def family_mismatch(protocol):
    """A Service of IPv4 alone in a cluster of both families, dialled at the node's IPv6 address."""
    def play(folder, broken):
        pod = Pod("ntp-0", WORKER_1, 26, {"app": "ntp"}, (ContainerPort(1123, protocol),), (("udp" if protocol == "UDP" else "http", 1123),))
        service = Service("ntp", "10.96.51.5", (Port(123, 1123, 31123, protocol),), {"app": "ntp"})
        with Stage(folder, (pod,), (service,), ipv6=True) as stage:
            find(stage.items, "Service", "ntp")["spec"]["ipFamilyPolicy"] = "SingleStack"
            stage.watch()
            host = WORKER_1.ip6 if broken else WORKER_1.ip
            for source in (52150, 52152):
                if protocol == "UDP":
                    stage.start("client", "ask", host=host, port=31123, source=source)
                else:
                    stage.dial("client", host, 31123, source)
    return play


FAULTS = {
    "host-port-conflict": host_port_conflict, "host-port-conflict-stale": host_port_conflict_stale,
    "host-port-conflict-pending": host_port_conflict_pending,
    "wrong-port-kind": wrong_port_kind(WORKER_1.ip, 8088, 31088, who="client"), "wrong-port-kind-clusterip": wrong_port_kind("10.96.88.3", 31088, 8088),
    "wrong-port-kind-clusterip-nft": wrong_port_kind("10.96.88.3", 31088, 8088, "nft"),
    "wrong-port-kind-target": wrong_port_kind("10.96.88.3", 5000, 8088), "wrong-port-kind-pod": wrong_port_kind(CHECKOUT.ip, 8088, 5000),
    "headless-port-misuse": headless_port_misuse, "protocol-mismatch": protocol_mismatch("iptables"),
    "protocol-mismatch-nft": protocol_mismatch("nft"), "family-mismatch": family_mismatch("UDP"), "family-mismatch-tcp": family_mismatch("TCP"),
}
