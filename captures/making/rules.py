"""The rules of one node, written as kube-proxy (iptables mode), flannel and the CNI plug-in portmap write them."""
import base64
import hashlib

from .model import POD_CIDR, POD_CIDR6

NAT_START = """*nat
:KUBE-SERVICES - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-MARK-MASQ - [0:0]
:FLANNEL-POSTRTG - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
"""
FILTER_START = """*filter
:KUBE-SERVICES - [0:0]
:KUBE-EXTERNAL-SERVICES - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-FORWARD - [0:0]
-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
"""
NODEPORTS_LAST = ('-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain"'
                  ' -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS')


def load(node, scenario, restore):
    """Gives the rules to `restore(words, text)`, once per family."""
    for family in (4, 6) if scenario.ipv6 else (4,):
        restore(["iptables-restore" if family == 4 else "ip6tables-restore"], text(node, scenario, family))


def text(node, scenario, family):
    services, chains, rejects = [], [], []
    for service in scenario.services:
        for port in service.ports if service.address(family) else ():
            pods = scenario.endpoints(service)
            add = service_rules if pods else no_endpoint_rules
            services_of, chains_of, rejects_of = add(node, service, port, pods, family)
            services += services_of
            chains += chains_of
            rejects += rejects_of
    portmap = portmap_rules([p for p in scenario.pods_on(node) if not p.host_network], family)
    nat = declared(services + chains + flannel_rules(node, family) + portmap) + [NODEPORTS_LAST]
    return "\n".join([NAT_START + "\n".join(nat), "COMMIT", FILTER_START + "\n".join([*rejects, "COMMIT", ""])])


def declared(lines):
    """Puts a declaration before the rules for every chain that they append to."""
    known = {"KUBE-SERVICES", "KUBE-NODEPORTS", "FLANNEL-POSTRTG", "PREROUTING", "OUTPUT", "POSTROUTING"}
    chains = dict.fromkeys(line.split()[1] for line in lines if line.split()[1] not in known)
    return [f":{chain} - [0:0]" for chain in chains] + lines


def hashed(*parts): return base64.b32encode(hashlib.sha256("".join(parts).encode()).digest()).decode()[:16]


def comment(text): return f'-m comment --comment "{text}"'


def single(address, family): return f"{address}/{32 if family == 4 else 128}"


def to(address, port): return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def port_name(service, port): return service.full_name + (f":{port.name}" if port.name else "")


def service_rules(node, service, port, pods, family):
    """One Service port with endpoints: (KUBE-SERVICES and KUBE-NODEPORTS rules, its own chains, filter rules)."""
    proto, name = port.protocol.lower(), port_name(service, port)
    tail = hashed(name, proto)
    match = f"-d {single(service.address(family), family)} -p {proto} {comment(name + ' cluster IP')} -m {proto} --dport {port.port}"
    cidr = POD_CIDR if family == 4 else POD_CIDR6
    local = [to(p.address(family), port.target) for p in pods if p.node == node]
    rejects = []
    if service.internal_local and not local:
        return [], [], [f"-A KUBE-SERVICES {match.replace('cluster IP', 'has no local endpoints')} -j DROP"]
    inside = local if service.internal_local else [to(p.address(family), port.target) for p in pods]
    services = [f"-A KUBE-SERVICES {match} -j KUBE-SVC-{tail}"]
    chains = [f"-A KUBE-SVC-{tail} ! -s {cidr} {match} -j KUBE-MARK-MASQ"]
    chains += spread(f"KUBE-SVC-{tail}", name, proto, inside)
    for pod in pods:
        chains += endpoint_rules(name, proto, pod.address(family), port.target, family)
    if port.node_port:
        services.append(f"-A KUBE-NODEPORTS -p {proto} {comment(name)} -m {proto} --dport {port.node_port} -j KUBE-EXT-{tail}")
        chains += external_rules(tail, name, proto, local, cidr) if service.local else masquerading_rules(tail, name)
        if service.local and not local:
            rejects = [external_refusal(port, name, "has no local endpoints", "DROP")]
    return services, chains, rejects


def spread(chain, name, proto, endpoints):
    """Chooses among endpoints: 1/n, then 1/(n-1), … and the last one always."""
    lines = []
    for index, endpoint in enumerate(endpoints):
        left = len(endpoints) - index
        chance = f" -m statistic --mode random --probability {1 / left:.10f}" if left > 1 else ""
        lines.append(f"-A {chain} {comment(f'{name} -> {endpoint}')}{chance} -j KUBE-SEP-{hashed(name, proto, endpoint)}")
    return lines


def endpoint_rules(name, proto, address, port, family):
    chain = f"KUBE-SEP-{hashed(name, proto, to(address, port))}"
    return [f"-A {chain} -s {single(address, family)} {comment(name)} -j KUBE-MARK-MASQ",
            f"-A {chain} -p {proto} {comment(name)} -m {proto} -j DNAT --to-destination {to(address, port)}"]


def masquerading_rules(tail, name):
    return [f"-A KUBE-EXT-{tail} {comment(f'masquerade traffic for {name} external destinations')} -j KUBE-MARK-MASQ",
            f"-A KUBE-EXT-{tail} -j KUBE-SVC-{tail}"]


def external_rules(tail, name, proto, local, cidr):
    """externalTrafficPolicy Local: only pods and the node itself may go elsewhere; others keep their address and stay on this node."""
    from_node = "-m addrtype --src-type LOCAL"
    lines = [f"-A KUBE-EXT-{tail} -s {cidr} {comment(f'pod traffic for {name} external destinations')} -j KUBE-SVC-{tail}",
             f"-A KUBE-EXT-{tail} {comment(f'masquerade LOCAL traffic for {name} external destinations')} {from_node} -j KUBE-MARK-MASQ",
             f"-A KUBE-EXT-{tail} {comment(f'route LOCAL traffic for {name} external destinations')} {from_node} -j KUBE-SVC-{tail}"]
    if local:
        lines += [f"-A KUBE-EXT-{tail} -j KUBE-SVL-{tail}", *spread(f"KUBE-SVL-{tail}", name, proto, local)]
    return lines


def no_endpoint_rules(node, service, port, pods, family):
    proto, name = port.protocol.lower(), port_name(service, port)
    how = "REJECT --reject-with " + ("icmp-port-unreachable" if family == 4 else "icmp6-port-unreachable")
    rejects = [f"-A KUBE-SERVICES -d {single(service.address(family), family)} -p {proto} {comment(name + ' has no endpoints')} "
               f"-m {proto} --dport {port.port} -j {how}"]
    if port.node_port:
        rejects.append(external_refusal(port, name, "has no endpoints", how))
    return [], [], rejects


def external_refusal(port, name, why, how):
    proto = port.protocol.lower()
    return (f"-A KUBE-EXTERNAL-SERVICES -p {proto} {comment(f'{name} {why}')} -m addrtype --dst-type LOCAL "
            f"-m {proto} --dport {port.node_port} -j {how}")


def flannel_rules(node, family):
    """Pods that leave the pod network wear the node's address; traffic inside it is left alone."""
    own, cidr = (f"{node.pods}.0/24", POD_CIDR) if family == 4 else (f"{node.pods6}::/64", POD_CIDR6)
    multicast = "224.0.0.0/4" if family == 4 else "ff00::/8"
    says = comment("flanneld masq")
    return [f"-A FLANNEL-POSTRTG {rule}" for rule in (
        f"-m mark --mark 0x4000/0x4000 {says} -j RETURN",
        f"-s {own} -d {cidr} {says} -j RETURN",
        f"-s {cidr} -d {own} {says} -j RETURN",
        f"! -s {cidr} -d {own} {says} -j RETURN",
        f"-s {cidr} ! -d {multicast} {says} -j MASQUERADE --random-fully",
        f"! -s {cidr} -d {cidr} {says} -j MASQUERADE --random-fully")]


def portmap_rules(pods, family):
    """hostPort: only the destination changes, except for pods of the same node and for 127.0.0.1."""
    mapped = [(pod, port) for pod in pods for port in pod.ports if port.host_port]
    if not mapped:
        return []
    lines = [f"-A {hook} -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT" for hook in ("PREROUTING", "OUTPUT")]
    lines += ['-A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ',
              "-A CNI-HOSTPORT-SETMARK -m comment --comment \"CNI portfwd masquerade mark\" -j MARK --or-mark 0x2000",
              "-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE"]
    for pod, port in mapped:
        lines += one_portmap(pod, port, family)
    return lines


def one_portmap(pod, port, family):
    proto, container = port.protocol.lower(), hashlib.sha256(pod.full_name.encode()).hexdigest()
    chain = f"CNI-DN-{container[:20]}"
    says = f'-m comment --comment "dnat name: \\"cbr0\\" id: \\"{container}\\""'
    match = f"-p {proto} -m {proto} --dport {port.host_port}"
    own = f"{pod.node.pods}.0/24" if family == 4 else f"{pod.node.pods6}::/64"
    itself = [f"-A {chain} -s 127.0.0.1/32 {match} -j CNI-HOSTPORT-SETMARK"] if family == 4 else []
    return [f"-A CNI-HOSTPORT-DNAT -p {proto} {says} -m multiport --dports {port.host_port} -j {chain}",
            f"-A {chain} -s {own} {match} -j CNI-HOSTPORT-SETMARK", *itself,
            f"-A {chain} {match} -j DNAT --to-destination {to(pod.address(family), port.port)}"]
