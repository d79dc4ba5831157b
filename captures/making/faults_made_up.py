"""Faults of load balancers, old kernels and foreign data planes, written frame by frame: nothing here was sent by a kernel."""
from dataclasses import dataclass, replace

from . import faults_objects, objects
from .faults_frames import SECOND, Hop, Tape, Talk
from .model import ContainerPort, Node, Pod, Port, Scenario, Service

START = 1795000000 * SECOND
CLIENT, LB = ("203.0.113.200", 50500), ("203.0.113.80", 443)
AGAIN = b"GET /again HTTP/1.1\r\nHost: shop\r\n\r\n"


@dataclass(frozen=True)
class MadeNode(Node):
    address: str = ""
    pod_net: str = ""

    @property
    def ip(self): return self.address

    @property
    def pods(self): return self.pod_net


EDGE_A = MadeNode("edge-a", 1, "10.10.0.11", "10.42.0")
EDGE_B = MadeNode("edge-b", 2, "10.10.0.12", "10.42.1")
GATE = Pod("gate-0", EDGE_A, 7, {"app": "gate"}, (ContainerPort(8443),), image="example/gate:3")
GATE_B = replace(GATE, name="gate-1", node=EDGE_B, host=8)
ROVER = Pod("rover-0", EDGE_A, 9, {"app": "rover"}, image="busybox:1.36")
GATE_SERVICE = Service("gate", "10.43.12.1", (Port(443, 8443, node_port=31443),), {"app": "gate"})


def at(port, address=CLIENT[0]): return (address, port)


def items(nodes, pods, services):
    scenario = Scenario("made-up", "", (), pods, services)
    slices = [one for service in services for one in objects.endpoint_slices(service, scenario)]
    return [*(objects.node(n, scenario) for n in nodes), *(objects.pod(p, scenario) for p in pods), *(objects.service(s, scenario) for s in services), *slices]


def write(folder, tape, found, witness):
    tape.write(folder)
    (folder / "cluster.yaml").write_text(faults_objects.yaml(found))
    (folder / "witness.txt").write_text(f"Made up frame by frame (making/faults_made_up.py). {witness}\n")


# ---- F29

def middlebox_idle_timeout(folder, broken):
    """A load balancer with the client's address forgets a connection after 350 s of silence and answers what comes next with a RST of its own."""
    tape = Tape(client=("eth0",), edge_a=("eth0", "cni0", "veth-gate-0", "flannel.1"))
    found = items((EDGE_A, EDGE_B), (GATE,), (replace(GATE_SERVICE, local=True),))
    faults_objects.load_balancer(found, "gate", LB[0])
    for number, port in enumerate((50500, 50502)):
        talk = Talk(tape, through_balancer(port), START + number * SECOND, port)
        talk.handshake()
        talk.exchange()
        if broken:
            talk.wait(350.6)
            talk.send(True, "PA", AGAIN, until=0)
            talk.wait(0.0021)
            talk.send(False, "R", since=0, ident=0, ttl=247)
        else:
            for _ in range(5):
                talk.wait(60)
                talk.send(True, "A", back=1)
                talk.send(False, "A")
            talk.wait(50.6)
            talk.exchange()
            talk.close()
    write(folder, tape, found, "The client's segment after 350.6 s of silence never reaches the node; the RST has TTL 247, the pod's packets 61."
          if broken else "The client sends a keepalive every 60 s.")


def middlebox_idle_timeout_silent(folder, broken):
    """As an Azure load balancer without TCP reset: after four minutes of silence segments vanish."""
    tape = Tape(client=("eth0",), edge_a=("eth0", "cni0", "veth-gate-0", "flannel.1"))
    found = items((EDGE_A, EDGE_B), (GATE,), (replace(GATE_SERVICE, local=True),))
    faults_objects.load_balancer(found, "gate", LB[0])
    for number, port in enumerate((50520, 50522)):
        talk = Talk(tape, through_balancer(port), START + number * SECOND, port)
        talk.handshake()
        talk.exchange()
        talk.wait(241.3 if broken else 121.3)
        if broken:
            for index, pause in enumerate((0.21, 0.43, 0.85, 1.7, 3.4, 0)):
                talk.send(True, "PA", AGAIN, until=0, again=index > 0)
                talk.wait(pause)
        else:
            talk.exchange(AGAIN)
            talk.close()
    fresh = Talk(tape, through_balancer(50524), START + 250 * SECOND, 50524)
    fresh.handshake()
    fresh.exchange()
    fresh.close()
    write(folder, tape, found, "The client's segments after 241.3 s of silence never reach the node." if broken else "The silence lasts 121.3 s.")


def through_balancer(port):
    """The client, the load balancer that only changes the destination, the node (policy Local), its pod."""
    pod = (GATE.ip, 8443)
    return [Hop("client", "eth0", at(port), LB, 64, 61, 0), Hop("edge-a", "eth0", at(port), (EDGE_A.ip, 31443), 62, 63, 900),
            Hop("edge-a", "cni0", at(port), pod, 61, 64, 30), Hop("edge-a", "veth-gate-0", at(port), pod, 61, 64, 8)]


# ---- F38

def load_balancer_hairpin(folder, broken):
    """A pod dials the load balancer, which sends the connection back to the pod's own node with the node's own address as source."""
    tape = Tape(edge_a=("eth0", "cni0", "veth-rover-0", "veth-gate-0", "flannel.1"), edge_b=("eth0", "cni0", "veth-gate-1", "flannel.1"))
    found = items((EDGE_A, EDGE_B), (GATE, GATE_B, ROVER), (replace(GATE_SERVICE, local=True),))
    faults_objects.load_balancer(found, "gate", LB[0])
    faults_objects.find(found, "Service", "gate")["status"]["loadBalancer"]["ingress"][0]["ipMode"] = "Proxy"
    for number, (port, lent) in enumerate(((41800, 23111), (41802, 60214))):
        talk = Talk(tape, from_pod_to_balancer(port, lent, EDGE_A if broken else EDGE_B), START + number * SECOND // 50, port)
        if broken:
            for attempt in range(4):
                talk.send(True, "S", until=3, again=attempt > 0)
                talk.wait(1.02)
        else:
            talk.handshake()
            talk.exchange()
            talk.close()
    write(folder, tape, found, "The node takes a packet from outside with its own source address for a martian and drops it." if broken
          else "The load balancer sent both connections to the other node.")


def from_pod_to_balancer(port, lent, target):
    own, pod, node = (ROVER.ip, port), (GATE_B.ip, 8443), (EDGE_A.ip, lent)
    out = [Hop("edge-a", "veth-rover-0", own, LB, 64, 59, 0), Hop("edge-a", "cni0", own, LB, 64, 59, 5), Hop("edge-a", "eth0", node, LB, 63, 60, 25)]
    back = Hop(target.name, "eth0", node, (target.ip, 31443), 61, 63, 1100)
    return out + [back] + ([] if target == EDGE_A else [Hop("edge-b", "cni0", node, pod, 60, 64, 30), Hop("edge-b", "veth-gate-1", node, pod, 60, 64, 8)])


# ---- F40

def ipvs_port_reuse(folder, broken):
    """A client uses its port again 20 s after the FIN; ipvs drops the first SYN for the sake of the old connection."""
    tape = Tape(client=("eth0",), edge_a=("eth0", "cni0", "kube-ipvs0", "flannel.1", "veth-gate-0"))
    found = items((EDGE_A, EDGE_B), (GATE,), (GATE_SERVICE,))
    found.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": objects.metadata("ConfigMap", "kube-proxy", "kube-system"),
                  "data": {"config.conf": "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ipvs\n"}})
    for number, port in enumerate((50510, 50512)):
        first = Talk(tape, to_node(port, 21000 + number), START + number * SECOND // 10, port)
        first.handshake()
        first.exchange()
        first.close()
        again = Talk(tape, to_node(port, 22000 + number), first.now + 20 * SECOND, port + 1)
        if broken:
            again.send(True, "S", until=1)
            again.wait(1.024)
            again.send(True, "S", again=True)
            again.send(False, "SA", ident=0)
            again.send(True, "A")
        else:
            again.handshake()
        again.exchange()
        again.close()
    write(folder, tape, found, "A kernel before 5.9 with conn_reuse_mode=1 and conntrack=1." if broken else "A kernel from 5.9 on.")


def to_node(port, lent):
    pod, node = (GATE.ip, 8443), (EDGE_A.pods + ".1", lent)
    return [Hop("client", "eth0", at(port), (EDGE_A.ip, 31443), 64, 62, 0), Hop("edge-a", "eth0", at(port), (EDGE_A.ip, 31443), 63, 63, 400),
            Hop("edge-a", "cni0", node, pod, 62, 64, 30), Hop("edge-a", "veth-gate-0", node, pod, 62, 64, 8)]


FAULTS = {"middlebox-idle-timeout": middlebox_idle_timeout, "middlebox-idle-timeout-silent": middlebox_idle_timeout_silent,
          "load-balancer-hairpin": load_balancer_hairpin, "ipvs-port-reuse": ipvs_port_reuse}
