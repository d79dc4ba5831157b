"""The rules of one node as kube-proxy writes them in nftables mode; flannel's and portmap's stay with iptables, as they do in real clusters."""
from dataclasses import replace

from .model import POD_CIDR, POD_CIDR6
from .rules import hashed, text as iptables_text, to

MASQUERADING = """
 chain mark-for-masquerade { meta mark set meta mark or 0x4000; }
 chain masquerading {
  meta mark and 0x4000 == 0 return
  meta mark set meta mark xor 0x4000
  masquerade fully-random
 }
"""
HOOKS = """
 chain nat-prerouting { type nat hook prerouting priority dstnat; policy accept; jump services; }
 chain nat-output { type nat hook output priority -100; policy accept; jump services; }
 chain nat-postrouting { type nat hook postrouting priority srcnat; policy accept; jump masquerading; }
}
"""


def load(node, scenario, restore):
    """Gives the rules to `restore(words, text)`: one nftables table per family, and what is not kube-proxy's to iptables."""
    for family in (4, 6) if scenario.ipv6 else (4,):
        restore(["nft", "-f", "-"], text(node, scenario, family))
        others = [line for line in iptables_text(node, replace(scenario, services=()), family).splitlines() if "KUBE-" not in line]
        restore(["iptables-restore" if family == 4 else "ip6tables-restore"], "\n".join(others) + "\n")


def text(node, scenario, family):
    ip, kind = ("ip", "ipv4_addr") if family == 4 else ("ip6", "ipv6_addr")
    ports = [(s, p, scenario.endpoints(s)) for s in scenario.services if s.address(family) for p in s.ports]
    nobody = [(s, p) for s, p, pods in ports if not pods]
    ports = [one for one in ports if one[2]]
    nobody_here = [(s, p) for s, p, pods in ports if s.local and p.node_port and not any(pod.node == node for pod in pods)]
    chains = "".join(service_chains(s, p, pods, family, ip) + external_chain(s, p, pods, node, ip) for s, p, pods in ports)
    fronts = elements(f"{s.address(family)} . {p.protocol.lower()} . {p.port} : goto service-{name(s, p)}" for s, p, _ in ports)
    outside = elements(f"{p.protocol.lower()} . {p.node_port} : goto external-{name(s, p)}" for s, p, _ in ports if p.node_port)
    return "\n".join([
        f"table {ip} kube-proxy {{", MASQUERADING, chains,
        f" set nodeport-ips {{ type {kind}; elements = {{ {node.ip if family == 4 else node.ip6} }}; }}",
        f" map service-ips {{ type {kind} . inet_proto . inet_service : verdict; {fronts} }}",
        f" map service-nodeports {{ type inet_proto . inet_service : verdict; {outside} }}",
        f" chain services {{\n  {ip} daddr . meta l4proto . th dport vmap @service-ips",
        f"  {ip} daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports\n }}", refusals(nobody, nobody_here, family, ip, kind), HOOKS])


def refusals(nobody, nobody_here, family, ip, kind):
    """Services without endpoints: kube-proxy rejects them in the filter hooks; without local ones, which they ask for, it drops."""
    fronts = elements(f"{s.address(family)} . {p.protocol.lower()} . {p.port} : goto reject-chain" for s, p in nobody)
    outside = elements([f"{p.protocol.lower()} . {p.node_port} : goto reject-chain" for _, p in nobody if p.node_port]
                       + [f"{p.protocol.lower()} . {p.node_port} : drop" for _, p in nobody_here])
    hooks = "".join(f" chain filter-{hook} {{ type filter hook {hook} priority -110; policy accept; ct state new jump endpoints-check; }}\n"
                    for hook in ("input", "forward", "output"))
    return (f" chain reject-chain {{ reject; }}\n"
            f" map no-endpoint-services {{ type {kind} . inet_proto . inet_service : verdict; {fronts} }}\n"
            f" map no-endpoint-nodeports {{ type inet_proto . inet_service : verdict; {outside} }}\n"
            f" chain endpoints-check {{\n  {ip} daddr . meta l4proto . th dport vmap @no-endpoint-services\n"
            f"  {ip} daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports\n }}\n{hooks}")


def elements(found):
    """nft wants no empty braces."""
    inside = ", ".join(found)
    return f"elements = {{ {inside} }};" if inside else ""


def name(service, port):
    """kube-proxy's own is HASH8-namespace/name/protocol/port; nft wants no quotes around this shorter one."""
    return hashed(f"{service.full_name}/{port.protocol.lower()}/{port.name or ''}")[:8] + f"-{service.name}-{port.port}"


def service_chains(service, port, pods, family, ip):
    own, cidr = name(service, port), POD_CIDR if family == 4 else POD_CIDR6
    choices = ", ".join(f"{index} : goto endpoint-{own}-{index}" for index in range(len(pods)))
    return "".join(endpoint_chain(f"endpoint-{own}-{index}", pod.address(family), port, ip) for index, pod in enumerate(pods)) + (
        f" chain service-{own} {{\n  {ip} daddr {service.address(family)} {ip} saddr != {cidr} jump mark-for-masquerade\n"
        f"  numgen random mod {len(pods)} vmap {{ {choices} }}\n }}\n")


def external_chain(service, port, pods, node, ip):
    """With externalTrafficPolicy Local only pods and the node itself may go elsewhere; others keep their address and stay on this node."""
    own = name(service, port)
    if not service.local:
        return f" chain external-{own} {{ jump mark-for-masquerade; goto service-{own}; }}\n"
    here = ", ".join(f"{turn} : goto endpoint-{own}-{index}" for turn, index in
                     enumerate(index for index, pod in enumerate(pods) if pod.node == node))
    count = sum(pod.node == node for pod in pods)
    stay = f"  numgen random mod {count} vmap {{ {here} }}\n" if count else ""
    return (f" chain external-{own} {{\n  {ip} saddr {POD_CIDR if ip == 'ip' else POD_CIDR6} goto service-{own}\n"
            f"  fib saddr type local jump mark-for-masquerade\n  fib saddr type local goto service-{own}\n{stay} }}\n")


def endpoint_chain(chain, address, port, ip):
    return (f" chain {chain} {{\n  {ip} saddr {address} jump mark-for-masquerade\n"
            f"  meta l4proto {port.protocol.lower()} dnat to {to(address, port.target)}\n }}\n")
