"""Builds the two-node cluster from network namespaces, and takes it away again.

    client ── router ──┬── worker-1 eth0   cni0 ── veth-POD ═ eth0 of POD      flannel.1: VXLAN, VNI 1, UDP 8472
    server ────┘       └── worker-2 eth0   cni0 ── veth-POD ═ eth0 of POD

Every namespace is called hopscope-HOST; nothing is made outside of them.
"""
import subprocess
import time

from . import rules
from .model import CLIENT, CLIENT6, NODES, SERVER, VXLAN_PORT

PREFIX = "hopscope-"
NODE_SYSCTLS = ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.bridge.bridge-nf-call-iptables=1",
                "net.bridge.bridge-nf-call-ip6tables=1", "net.netfilter.nf_conntrack_acct=1")
ROUTER_SYSCTLS = ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.bridge.bridge-nf-call-iptables=0",
                  "net.bridge.bridge-nf-call-ip6tables=0")


def run(command, **more):
    """Runs a command, given as words or as one string; fails loudly."""
    words = command.split() if isinstance(command, str) else command
    return subprocess.run(words, check=True, text=True, capture_output=True, **more).stdout


def inside(host, command):
    """The words that run `command` in a host's namespace."""
    return ["ip", "netns", "exec", PREFIX + host.removeprefix("pod-"), *(command.split() if isinstance(command, str) else command)]


def ip(host, command): run(f"ip -n {PREFIX}{host} {command}")


def build(scenario, settle=2, unbuilt=()):
    """`settle`: seconds until IPv6 has finished introducing itself; `unbuilt`: pods whose namespaces are not made yet."""
    remove()
    for host in hosts(scenario):
        if host not in [pod.name for pod in unbuilt]:
            build_host(host, scenario)
    build_router(scenario)
    for node in NODES:
        build_node(node, scenario)
        for pod in scenario.pods_on(node):
            if not pod.host_network and pod not in unbuilt:
                build_pod(pod, scenario)
        rules.load(node, scenario, lambda words, text, host=node.name: run(inside(host, words), input=text))
    if scenario.prepare:
        scenario.prepare(scenario)
    time.sleep(settle if scenario.ipv6 else 0)


def build_host(host, scenario):
    run(f"ip netns add {PREFIX}{host}")
    sysctl(host, *quiet(scenario and scenario.ipv6))
    ip(host, "link set lo up")


def quiet(ipv6):
    """No IPv6 unless wanted, and then without its start-up talk; no reverse path filter."""
    return [f"net.ipv6.conf.{which}.disable_ipv6={int(not ipv6)}" for which in ("all", "default")] + [
        "net.ipv6.conf.default.accept_ra=0", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.default.router_solicitations=0",
        "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0"]


def hosts(scenario):
    return ["client", "server", "router", *(n.name for n in NODES), *(p.name for p in scenario.pods if not p.host_network)]


def remove():
    """Deletes the namespaces of this program, and only those."""
    for line in run("ip netns list").splitlines():
        name = line.split()[0]
        if name.startswith(PREFIX):
            run(f"ip netns del {name}")


def sysctl(host, *settings): run(inside(host, ["sysctl", "-q", "-w", *settings]))


def mac(address):
    """A fixed, locally administered hardware address made from an IPv4 address: captures stay readable."""
    return "02:00:" + ":".join(f"{int(part):02x}" for part in address.split("."))


def cable(host, device, peer_host, peer_device, hardware):
    peer = "02:01" + hardware[5:]
    run(f"ip -n {PREFIX}{host} link add {device} address {hardware} type veth "
        f"peer name {peer_device} address {peer} netns {PREFIX}{peer_host}")
    ip(host, f"link set {device} up")
    ip(peer_host, f"link set {peer_device} up")


def build_router(scenario):
    """The router knows the segments beside it and drops everything else silently, as a provider drops private addresses."""
    sysctl("router", *ROUTER_SYSCTLS)
    ip("router", f"link add lan0 address {mac('192.168.49.1')} type bridge mcast_snooping 0")
    ip("router", "link set lan0 up")
    give("router", "lan0", "192.168.49.1/24", scenario.ipv6 and "fd00:192:168:49::1/64")
    outsider("client", CLIENT, scenario.ipv6 and CLIENT6)
    outsider("server", SERVER, None)
    ip("router", "route add blackhole default")


def outsider(host, address, address6):
    network, network6 = address.rsplit(".", 1)[0], address6 and address6.rsplit("::", 1)[0]
    cable(host, "eth0", "router", host, mac(address))
    give("router", host, f"{network}.1/24", address6 and f"{network6}::1/64")
    give(host, "eth0", f"{address}/24", address6 and f"{address6}/64")
    gateway(host, f"{network}.1", address6 and f"{network6}::1")


def give(host, device, address, address6=None):
    ip(host, f"addr add {address} dev {device}")
    if address6:
        ip(host, f"addr add {address6} dev {device} nodad")


def gateway(host, address, address6=None):
    ip(host, f"route add default via {address}")
    if address6:
        ip(host, f"-6 route add default via {address6}")


def build_node(node, scenario):
    sysctl(node.name, *NODE_SYSCTLS)
    if not scenario.bridge_nf:
        sysctl(node.name, "net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0")
    cable(node.name, "eth0", "router", node.name, mac(node.ip))
    ip("router", f"link set {node.name} master lan0")
    give(node.name, "eth0", f"{node.ip}/24", scenario.ipv6 and f"{node.ip6}/64")
    gateway(node.name, "192.168.49.1", scenario.ipv6 and "fd00:192:168:49::1")
    ip(node.name, f"link add cni0 mtu 1450 address {mac(node.pods + '.1')} type bridge mcast_snooping 0")
    ip(node.name, "link set cni0 up")
    give(node.name, "cni0", f"{node.pods}.1/24", scenario.ipv6 and f"{node.pods6}::1/64")
    OVERLAYS[scenario.overlay](node, scenario)


def build_vxlan(node, scenario):
    build_tunnel(node, "flannel.1", node.ip, mac(node.pods + ".0"), 50)
    ip(node.name, f"addr add {node.pods}.0/32 dev flannel.1")
    if scenario.ipv6:
        build_tunnel(node, "flannel-v6.1", node.ip6, mac(node.pods + ".6"), 70)
        ip(node.name, f"addr add {node.pods6}::/128 dev flannel-v6.1 nodad")
    for other in others(node):
        route_to(node, other, scenario.ipv6)


def build_routed(node, scenario):
    for other in others(node):
        ip(node.name, f"route add {other.pods}.0/24 via {other.ip} dev eth0")


def build_geneve(node, scenario):
    """A TAP device; tunnels.py carries its frames, for not every kernel has Geneve."""
    ip(node.name, f"tuntap add dev cilium_geneve mode tap")
    ip(node.name, f"link set cilium_geneve mtu 1450 address {mac(node.pods + '.0')} up")
    ip(node.name, f"addr add {node.pods}.0/32 dev cilium_geneve")
    for other in others(node):
        ip(node.name, f"neigh add {other.pods}.0 lladdr {mac(other.pods + '.0')} dev cilium_geneve nud permanent")
        ip(node.name, f"route add {other.pods}.0/24 via {other.pods}.0 dev cilium_geneve onlink")


def build_ipip(node, scenario):
    """A TUN device called as Calico calls its own; tunnels.py carries its packets."""
    ip(node.name, f"tuntap add dev tunl0 mode tun")
    ip(node.name, f"link set tunl0 mtu 1480 up")
    ip(node.name, f"addr add {node.pods}.0/32 dev tunl0")
    for other in others(node):
        ip(node.name, f"route add {other.pods}.0/24 dev tunl0")


OVERLAYS = {"vxlan": build_vxlan, "routed": build_routed, "geneve": build_geneve, "ipip": build_ipip}


def others(node): return [other for other in NODES if other != node]


def build_tunnel(node, device, local, hardware, overhead):
    ip(node.name, f"link add {device} mtu {1500 - overhead} address {hardware} type vxlan id 1 dev eth0 local {local} "
                  f"dstport {VXLAN_PORT} nolearning")
    ip(node.name, f"link set {device} up")


def route_to(node, other, ipv6):
    """What flanneld does when another node appears: one route, one neighbour, one forwarding entry."""
    families = [("", "flannel.1", f"{other.pods}.0", "/24", other.ip, ".0")]
    if ipv6:
        families.append(("-6 ", "flannel-v6.1", f"{other.pods6}::", "/64", other.ip6, ".6"))
    for option, device, far, length, underlay, last in families:
        hardware = mac(other.pods + last)
        ip(node.name, f"{option}neigh add {far} lladdr {hardware} dev {device} nud permanent")
        run(f"bridge -n {PREFIX}{node.name} fdb append {hardware} dev {device} dst {underlay}")
        ip(node.name, f"{option}route add {far}{length} via {far} dev {device} onlink")


def build_pod(pod, scenario):
    cable(pod.name, "eth0", pod.node.name, pod.veth, mac(pod.ip))
    ip(pod.name, "link set eth0 mtu 1450")
    ip(pod.node.name, f"link set {pod.veth} mtu 1450 master cni0")
    run(f"bridge -n {PREFIX}{pod.node.name} link set dev {pod.veth} hairpin on")
    give(pod.name, "eth0", f"{pod.ip}/24", scenario.ipv6 and f"{pod.ip6}/64")
    gateway(pod.name, f"{pod.node.pods}.1", scenario.ipv6 and f"{pod.node.pods6}::1")
