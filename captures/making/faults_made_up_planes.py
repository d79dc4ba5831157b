"""Data planes that hopscope does not know, written frame by frame; the twin is the same talk with kube-proxy and flannel."""
from dataclasses import replace

from .faults_frames import SECOND, Hop, Tape, Talk
from .faults_made_up import MadeNode, START, items, write
from .model import ContainerPort, Pod, Port, Service

OUTSIDE = "198.18.7.31"
SHOP = Service("boutique", "172.30.41.9", (Port(80, 8080, node_port=30880),), {"app": "boutique"})


def two_nodes(first, second, pods): return MadeNode("node-a", 1, first, pods.format(0)), MadeNode("node-b", 2, second, pods.format(1))


def pods_of(nodes, hosts):
    client = Pod("visitor", nodes[0], hosts[0], {"app": "visitor"}, image="busybox:1.36")
    return client, Pod("boutique-0", nodes[1], hosts[1], {"app": "boutique"}, (ContainerPort(8080),), image="example/boutique:2")


def agents(nodes, name, namespace, label):
    """The data plane's own pods, one on each node, in the nodes' network."""
    return tuple(Pod(f"{name}-{tail}", node, 0, {label: name}, image=f"example/{name}:1", namespace=namespace, host_network=True)
                 for node, tail in zip(nodes, ("x7k2p", "q9d4m")))


def play(tape, rows):
    """rows: [(port, hops)]: one connection each, a little later than the one before."""
    for number, (port, hops) in enumerate(rows):
        talk = Talk(tape, hops, START + number * SECOND // 4, port)
        talk.handshake()
        talk.exchange()
        talk.close()


def along(nodes, client, server, port, veths=("veth-visitor", "veth-boutique-0")):
    """kube-proxy and flannel: pod, ClusterIP, the other node's pod."""
    own, front, pod = (client.ip, port), (SHOP.cluster_ip, 80), (server.ip, 8080)
    tunnel = (nodes[0].ip, nodes[1].ip, 1)
    return [Hop("node-a", veths[0], own, front, 64, 62, 0), Hop("node-a", "cni0", own, pod, 64, 62, 5), Hop("node-a", "flannel.1", own, pod, 63, 63, 20),
            Hop("node-a", "eth0", own, pod, 63, 63, 5, tunnel), Hop("node-b", "eth0", own, pod, 63, 63, 120, tunnel),
            Hop("node-b", "flannel.1", own, pod, 63, 63, 5), Hop("node-b", "cni0", own, pod, 62, 64, 20), Hop("node-b", veths[1], own, pod, 62, 64, 5)]


def as_flannel(folder, nodes, hosts, ports):
    client, server = pods_of(nodes, hosts)
    tape = Tape(node_a=("eth0", "cni0", "flannel.1", "veth-visitor"), node_b=("eth0", "cni0", "flannel.1", "veth-boutique-0"))
    play(tape, [(port, along(nodes, client, server, port)) for port in ports])
    write(folder, tape, items(nodes, (client, server, *agents(nodes, "kube-flannel-ds", "kube-flannel", "app"), *agents(nodes, "kube-proxy", "kube-system", "k8s-app")),
                              (SHOP,)), "kube-proxy and flannel.")


def plain_nodes(found, **annotations):
    """Nodes of another network plug-in: nothing of flannel on them."""
    for each in found:
        if each["kind"] == "Node":
            each["metadata"]["annotations"] = {key.replace("__", "/").replace("_", "."): value for key, value in annotations.items()}
    return found


def ovn(folder, broken):
    """OVN-Kubernetes: behind nodePorts the join network 100.64/16 speaks to pods, hosts speak from 169.254.169.2."""
    nodes = two_nodes("10.20.0.31", "10.20.0.32", "10.128.{}")
    if not broken:
        return as_flannel(folder, nodes, (14, 15), (40400, 40402))
    client, server = pods_of(nodes, (14, 15))
    tape = Tape(node_b=("br-ex", "ovn-k8s-mp0", "genev_sys_6081", "5f3c0e77a1b24d1"))
    pod, front = (server.ip, 8080), (nodes[1].ip, 30880)
    outside = lambda port: [Hop("node-b", "br-ex", (OUTSIDE, port), front, 58, 62, 0), Hop("node-b", "5f3c0e77a1b24d1", ("100.64.0.3", port), pod, 56, 64, 60)]
    host = lambda port: [Hop("node-b", "br-ex", ("169.254.169.2", port), (SHOP.cluster_ip, 80), 64, 62, 0),
                         Hop("node-b", "5f3c0e77a1b24d1", ("100.64.0.3", port), pod, 62, 64, 60)]
    play(tape, [(50600, outside(50600)), (50602, outside(50602)), (40400, host(40400))])
    found = items(nodes, (client, server, *agents(nodes, "ovnkube-node", "openshift-ovn-kubernetes", "app")), (SHOP,))
    write(folder, tape, plain_nodes(found, k8s_ovn_org__node_gateway_router_lrp_ifaddrs='{"default":{"ipv4":"100.64.0.3/16"}}'), "OVN-Kubernetes, shared gateway mode.")


def aws(folder, broken):
    """The AWS VPC CNI: pods have addresses of the nodes' own network and need no tunnel."""
    nodes = two_nodes("10.0.17.40", "10.0.18.52", "10.0.17" if broken else "10.233.{}")
    if not broken:
        return as_flannel(folder, nodes, (105, 77), (40410, 40412))
    client, server = pods_of((nodes[0], replace(nodes[1], pod_net="10.0.18")), (105, 77))
    tape = Tape(node_a=("eth0", "eni6f2a9c1d3e7"), node_b=("eth0", "eni0b4d8e21c9a"))
    rows = []
    for port in (40410, 40412):
        own, front, pod = (client.ip, port), (SHOP.cluster_ip, 80), (server.ip, 8080)
        rows.append((port, [Hop("node-a", "eni6f2a9c1d3e7", own, front, 64, 62, 0), Hop("node-a", "eth0", own, pod, 63, 63, 20),
                            Hop("node-b", "eth0", own, pod, 63, 63, 150), Hop("node-b", "eni0b4d8e21c9a", own, pod, 62, 64, 20)]))
    play(tape, rows)
    found = plain_nodes(items(nodes, (client, server, *agents(nodes, "aws-node", "kube-system", "k8s-app"), *agents(nodes, "kube-proxy", "kube-system", "k8s-app")), (SHOP,)))
    for node in found[:2]:
        node["spec"] = {"providerID": f"aws:///eu-central-1a/i-0{node['metadata']['name'][-1]}c3d5e7f90a1b2c3"}
    write(folder, tape, found, "AWS VPC CNI.")


def cilium(folder, broken):
    """Cilium chooses the pod when the socket connects: the Service's address is on no wire."""
    nodes = two_nodes("10.30.0.5", "10.30.0.6", "10.0.{}" if broken else "10.244.{}")
    if not broken:
        return as_flannel(folder, nodes, (61, 88), (40420, 40422))
    client, server = pods_of(nodes, (61, 88))
    tunnel = (nodes[0].ip, nodes[1].ip, 40211)
    tape = Tape(node_a=("eth0", "cilium_vxlan", "cilium_host", "lxc41ba77d20c5e"), node_b=("eth0", "cilium_vxlan", "cilium_host", "lxc9e02f6613ad8"))
    rows = []
    for port in (40420, 40422):
        own, pod = (client.ip, port), (server.ip, 8080)
        rows.append((port, [Hop("node-a", "lxc41ba77d20c5e", own, pod, 64, 62, 0), Hop("node-a", "cilium_vxlan", own, pod, 63, 63, 20),
                            Hop("node-a", "eth0", own, pod, 63, 63, 5, tunnel), Hop("node-b", "eth0", own, pod, 63, 63, 120, tunnel),
                            Hop("node-b", "cilium_vxlan", own, pod, 63, 63, 5), Hop("node-b", "lxc9e02f6613ad8", own, pod, 62, 64, 20)]))
    play(tape, rows)
    found = items(nodes, (client, server, *agents(nodes, "cilium", "kube-system", "k8s-app")), (SHOP,))
    write(folder, tape, plain_nodes(found, network_cilium_io__ipv4_cilium_host="10.0.0.1"), "Cilium without kube-proxy.")


FAULTS = {"unsupported-data-plane": ovn, "unsupported-data-plane-aws": aws, "unsupported-data-plane-cilium": cilium}
