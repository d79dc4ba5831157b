"""What a scenario is made of: nodes, pods, Services and the talks between them. Values only; nothing here touches the machine."""
from collections.abc import Callable
from dataclasses import dataclass

CLIENT, CLIENT6 = "203.0.113.7", "2001:db8:7::7"            # outside the cluster, behind a router
SERVER = "198.51.100.20"                                    # a server somewhere outside
POD_CIDR, POD_CIDR6 = "10.244.0.0/16", "fd00:10:244::/56"
VXLAN_PORT = 8472                                           # flannel's, not IANA's 4789
VXLAN_PORTS, GENEVE_PORT = (VXLAN_PORT, 4789), 6081


@dataclass(frozen=True)
class Node:
    name: str
    number: int

    @property
    def ip(self): return f"192.168.49.{self.number + 1}"

    @property
    def ip6(self): return f"fd00:192:168:49::{self.number + 1}"

    @property
    def pods(self): return f"10.244.{self.number}"          # + ".0/24"; .1 is cni0, .0 is flannel.1

    @property
    def pods6(self): return f"fd00:10:244:{self.number}"    # + "::/64"; ::1 is cni0, :: is flannel-v6.1


WORKER_1, WORKER_2 = Node("worker-1", 1), Node("worker-2", 2)
NODES = (WORKER_1, WORKER_2)


@dataclass(frozen=True)
class ContainerPort:
    port: int
    protocol: str = "TCP"
    name: str = None
    host_port: int = None


@dataclass(frozen=True)
class Pod:
    name: str
    node: Node
    host: int                       # the last number of its address
    labels: dict
    ports: tuple = ()
    serves: tuple = ()              # (kind, port) for each server really started in it
    image: str = "nginx:1.27"
    namespace: str = "default"
    host_network: bool = False      # lives in its node's network namespace
    owner: tuple = None             # (kind, name) of what controls it
    probes: tuple = ()              # (kind, handler, port or its name), of its only container
    ready: bool = True

    @property
    def ip(self): return self.node.ip if self.host_network else f"{self.node.pods}.{self.host}"

    @property
    def ip6(self): return self.node.ip6 if self.host_network else f"{self.node.pods6}::{self.host:x}"

    @property
    def home(self): return self.node.name if self.host_network else self.name       # whose network namespace

    @property
    def veth(self): return f"veth-{self.name}"[:15]

    @property
    def full_name(self): return f"{self.namespace}/{self.name}"

    def address(self, family): return self.ip if family == 4 else self.ip6


@dataclass(frozen=True)
class Port:
    port: int
    target: int
    node_port: int = None
    protocol: str = "TCP"
    name: str = None


@dataclass(frozen=True)
class Service:
    name: str
    cluster_ip: str
    ports: tuple
    selector: dict
    cluster_ip6: str = None         # set: a dual-stack Service
    local: bool = False             # externalTrafficPolicy: Local
    internal_local: bool = False    # internalTrafficPolicy: Local
    namespace: str = "default"

    @property
    def full_name(self): return f"{self.namespace}/{self.name}"

    @property
    def type(self): return "NodePort" if any(p.node_port for p in self.ports) else "ClusterIP"

    def address(self, family): return self.cluster_ip if family == 4 else self.cluster_ip6

    def selects(self, pod):
        return pod.namespace == self.namespace and self.selector.items() <= pod.labels.items()


@dataclass(frozen=True)
class Talk:
    """One thing somebody says: `who` (client, a node's or a pod's name) dials `host`:`port` from `source`, a fixed port (ping: its id)."""
    who: str
    kind: str                       # http ping-http mysql dns dns-tcp ping; datagrams.py: udp udp-zero udp-large quic; sctp.py: sctp
    host: str
    port: int = None
    source: int = None
    requests: int = 1               # over one connection
    held: bool = False              # connects and asks once before the capture starts, the rest after
    stays: bool = False             # connects and asks once, the rest only when every other talk is over
    pause: float = 0.15             # seconds of silence afterwards


@dataclass(frozen=True)
class Rewrite:
    """A translation by rules without memory, which conntrack therefore cannot witness: `front` becomes `back` on `node`."""
    node: str
    front: tuple                    # (address, port)
    back: tuple


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    talks: tuple
    pods: tuple = ()
    services: tuple = ()
    taps: tuple = ("client", "worker-1")    # hosts whose interfaces are captured; pod-NAME: inside that pod, lo too
    pcapng: bool = False                    # one pcapng per node instead of a pcap per interface
    any: bool = False                       # one `tcpdump -i any` per node instead
    ipv6: bool = False
    manifests: bool = False                 # cluster.yaml is written by hand; cluster.json is made beside it

    overlay: str = "vxlan"                  # or geneve, ipip, routed
    bridge_nf: bool = True                  # br_netfilter: packets between two ports of a bridge meet the rules
    by_numbers: bool = False                # connections share tuples at one time: packets are told apart by the client's sequence numbers
    together: bool = False                  # all talks at once
    watched_pods: tuple = ()                # pods whose own conntrack is a witness too (a sidecar's REDIRECT)
    rewrites: tuple = ()
    zones: bool = False                     # Node labels: worker-1 in zone-a, worker-2 in zone-b
    workloads: tuple = ()                   # (kind, namespace, name, owner's kind, owner's name): ReplicaSets and Jobs among the objects
    prepare: Callable = None                # called with the scenario when the cluster stands
    interlude: Callable = None              # called with the scenario while the talks that stay are silent
    wanted: Callable = None                 # chance has a part in it: played again until this is true of the truth

    def endpoints(self, service): return [p for p in self.selected(service) if p.ready]

    def selected(self, service): return [p for p in self.pods if service.selects(p)]

    def pods_on(self, node): return [p for p in self.pods if p.node == node]

    def pod(self, name): return next((p for p in self.pods if p.name == name), None)
