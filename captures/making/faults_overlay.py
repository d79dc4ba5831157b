"""Between two nodes: packets too large, blocked, spoiled, slow, lost, or sent to the wrong node."""
import sys
import time
from pathlib import Path

from . import namespaces, witnesses
from .faults_stage import Stage, idler, server
from .model import NODES, VXLAN_PORT, WORKER_1, WORKER_2, Port, Service
from .namespaces import ip, mac, run, inside

STORE = Service("store", "10.96.81.30", (Port(80, 9000, node_port=30981),), {"app": "store"})
REMOTE, LOCAL = server("store-r", WORKER_2, 61, 9000, "store", kind="sink"), server("sidekick", WORKER_1, 62, 9001)
SIDEKICK = Service("sidekick", "10.96.81.31", (Port(80, 9001),), {"app": "sidekick"})
BATCH = idler("batch-0", WORKER_1, 63)
WIRE = str(Path(__file__).with_name("faults_wire.py"))


def mtu_black_hole(folder, broken):
    """Pods believe in 1500 bytes, the tunnel takes 1450; the node's word about it is dropped by its own firewall, or heard in the twin."""
    too_large(folder, broken, REMOTE, "worker-1", 5200)


def mtu_black_hole_answer(folder, broken):
    """The same with a long answer to a short question, and worker-2's firewall."""
    too_large(folder, broken, server("store-b", WORKER_2, 66, 9000, "store", kind="bulk"), "worker-2", 10)


def too_large(folder, broken, store, sender, size):
    with Stage(folder, (store, BATCH), (STORE,)) as stage:
        for pod in (store, BATCH):
            ip(pod.node.name, "link set cni0 mtu 1500")
            ip(pod.node.name, f"link set {pod.veth} mtu 1500")
            ip(pod.name, "link set eth0 mtu 1500")
            stage.on(pod.name, "ethtool -K eth0 tso off gso off gro off")
        if broken:
            stage.on(sender, "iptables -A OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP")
        stage.watch()
        stage.dial("batch-0", "10.96.81.30", 80, 41500)
        stage.finish()
        stage.dial("batch-0", "10.96.81.30", 80, 41502, f"post {size}", "close")
        stage.finish()
        stage.note(f"{sender} OUTPUT: " + stage.on(sender, "iptables -nvxL OUTPUT").splitlines()[-1])


def overlay_port_blocked(what, overlay="vxlan"):
    """A firewall between the nodes eats the tunnel's packets, or those of one direction."""
    def play(folder, broken):
        with Stage(folder, (REMOTE, LOCAL, BATCH), (STORE, SIDEKICK), overlay=overlay) as stage:
            blocked(stage, broken and what)
    return play


def blocked(stage, what):
    if what:
        between(stage, f"{what} counter drop")
    stage.watch()
    stage.dial("batch-0", "10.96.81.30", 80, 41510)
    stage.dial("client", WORKER_1.ip, 30981, 52510)
    stage.dial("batch-0", "10.96.81.31", 80, 41512)
    stage.dial("client", WORKER_2.ip, 30981, 52512)
    stage.finish()
    if what:
        stage.note("the switch: " + stage.on("router", "nft list chain bridge between forward").splitlines()[3].strip())


def between(stage, rule):
    """A rule of the switch that joins the nodes."""
    text = f"add table bridge between\nadd chain bridge between forward {{ type filter hook forward priority 0; }}\nadd rule bridge between forward {rule}\n"
    run(inside("router", "nft -f -"), input=text)


def vxlan_checksum(folder, broken):
    """The outer checksum is switched on; on its way to worker-2 it is spoiled."""
    with Stage(folder, (REMOTE, LOCAL, BATCH), (STORE, SIDEKICK)) as stage:
        for host in ("client", "worker-1", "worker-2", "router", *(p.name for p in stage.scenario.pods)):
            plain_checksums(stage, host)
        for node, other in (NODES, NODES[::-1]):
            with_checksum(node, other)
        wire(stage, "spoil" if broken else "pass")
        before = errors(stage)
        stage.watch()
        stage.dial("batch-0", "10.96.81.30", 80, 41520)
        stage.dial("client", WORKER_1.ip, 30981, 52520)
        stage.dial("batch-0", "10.96.81.31", 80, 41522)
        stage.finish()
        stage.note(f"worker-2 UdpInCsumErrors before {before}, after {errors(stage)}")


def plain_checksums(stage, host):
    """Checksums are written by the sender, not left to hardware."""
    for device in witnesses.devices(host):
        if not device.startswith(("flannel", "cni", "lan")):
            stage.on(host, f"ethtool -K {device} tx off tso off gso off gro off")


def with_checksum(node, other):
    ip(node.name, "link del flannel.1")
    ip(node.name, f"link add flannel.1 mtu 1450 address {mac(node.pods + '.0')} type vxlan id 1 dev eth0 local {node.ip} dstport {VXLAN_PORT}"
                  " nolearning udpcsum")
    ip(node.name, "link set flannel.1 up")
    ip(node.name, f"addr add {node.pods}.0/32 dev flannel.1")
    namespaces.route_to(node, other, False)


def wire(stage, *how):
    """Puts a piece of wire in userspace between the switch and worker-2."""
    ip("router", "link add wire0 type veth peer name wire1")
    ip("router", "link set worker-2 nomaster")
    ip("router", "link set wire1 master lan0")
    for device in ("wire0", "wire1"):
        ip("router", f"link set {device} up")
        stage.on("router", f"ethtool -K {device} tx off tso off gso off gro off")
    process = witnesses.spawn("router", [sys.executable, "-B", WIRE, "wire0", "worker-2", *map(str, how)], stdout=-1)
    process.stdout.readline()


def errors(stage):
    return stage.on("worker-2", "nstat -asz UdpInCsumErrors").split()[-2]


def slow_hop(folder, broken):
    """What goes from worker-1 to worker-2 in the tunnel takes 180 ms; the ways beside it are fast."""
    with Stage(folder, (REMOTE, LOCAL, BATCH), (STORE, SIDEKICK)) as stage:
        for host in ("client", "worker-1", "worker-2", "router", *(p.name for p in stage.scenario.pods)):
            plain_checksums(stage, host)
        wire(stage, *(("slow", 0.18) if broken else ("pass",)))
        stage.watch()
        for source in (41530, 41532):
            stage.dial("batch-0", "10.96.81.30", 80, source, "get", "get", "close")
            stage.dial("batch-0", "10.96.81.31", 80, source + 100, "get", "get", "close")
        stage.finish()


def lossy_hop(folder, broken):
    """One in four of the tunnel's packets from worker-1 is lost on its way to worker-2."""
    with Stage(folder, (REMOTE, LOCAL, BATCH), (STORE, SIDEKICK), watch=("worker-1", "worker-2"), snap=128) as stage:
        if broken:
            between(stage, f"ip saddr {WORKER_1.ip} udp dport {VXLAN_PORT} numgen random mod 4 == 0 counter drop")
        stage.watch()
        for source in range(41540, 41548, 2):
            stage.dial("batch-0", "10.96.81.30", 80, source, *["get", "idle 0.05"] * 5, "get", "close", patience=8)
        stage.dial("batch-0", "10.96.81.31", 80, 41550)
        stage.finish()
        time.sleep(0.5)
        if broken:
            stage.note("the switch: " + stage.on("router", "nft list chain bridge between forward").splitlines()[3].strip())


def wrong_node_for_pod(folder, broken):
    """A route of worker-1 for one pod of its own leads to worker-2, which has no such pod and says so, or sends it back (loop)."""
    return misled(folder, broken, loop=False)


def wrong_node_for_pod_loop(folder, broken): return misled(folder, broken, loop=True)


def misled(folder, broken, loop):
    store = server("store-l", WORKER_1, 64, 9000, "store")
    with Stage(folder, (store, LOCAL, BATCH), (STORE, SIDEKICK)) as stage:
        if broken:
            ip("worker-1", f"route add {store.ip}/32 via 10.244.2.0 dev flannel.1 onlink")
            if loop:
                stage.on("client", "sysctl -q -w net.ipv4.ip_default_ttl=8")
            else:
                ip("worker-2", f"route add unreachable {store.ip}/32")
        stage.watch()
        for source in (52560, 52562)[:1 if loop else 2]:
            stage.dial("client", WORKER_1.ip, 30981, source)
        stage.dial("batch-0", "10.96.81.31", 80, 41560)
        stage.finish()
        stage.note("worker-1 " + stage.on("worker-1", f"ip route get {store.ip}"))


FAULTS = {"mtu-black-hole": mtu_black_hole, "mtu-black-hole-answer": mtu_black_hole_answer,
          "overlay-port-blocked": overlay_port_blocked(f"udp dport {VXLAN_PORT}"),
          "overlay-port-blocked-one-way": overlay_port_blocked(f"ip saddr {WORKER_2.ip} udp dport {VXLAN_PORT}"),
          "overlay-port-blocked-geneve": overlay_port_blocked("udp dport 6081", "geneve"),
          "overlay-port-blocked-ipip": overlay_port_blocked("ip protocol 4", "ipip"),
          "vxlan-checksum": vxlan_checksum, "slow-hop": slow_hop,
          "lossy-hop": lossy_hop, "wrong-node-for-pod": wrong_node_for_pod, "wrong-node-for-pod-loop": wrong_node_for_pod_loop}
