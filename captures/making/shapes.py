"""More scenarios: the shapes of path that are rarer, each with what the kernel really does. A folder of the same name holds what came of it."""
from dataclasses import replace

from .model import CLIENT, SERVER, WORKER_1, WORKER_2, ContainerPort, Pod, Port, Rewrite, Scenario, Service, Talk
from .namespaces import inside, mac, run, sysctl
from .scenarios import HTTP, NGINX_1, NGINX_2, NGINX_SERVICE, TO_NGINX, WEB
from .scenarios import nginx_service

NGINX_A, NGINX_B = replace(NGINX_1, name="nginx-a"), replace(NGINX_2, name="nginx-b")
SHOP = Service("shop", "10.96.70.1", (Port(80, 80, node_port=30070),), {"app": "nginx"})
SHOP_INTERNAL = Service("shop-internal", "10.96.70.2", (Port(8000, 80),), {"app": "nginx"})
BOTH, BOTH_NODES = ("worker-1", "worker-2"), (WORKER_1, WORKER_2)


def port_clash():
    """A port used three times at once: every connection is open while the next is made."""
    talks = tuple(Talk("web-0", "http", host, port, 5555, requests=2, stays=True)
                  for host, port in (("10.96.70.1", 80), ("10.96.70.2", 8000), (NGINX_2.ip, 80)))
    return Scenario("port-clash", "one client port to two Services with one endpoint, and to that pod directly: netfilter changes the later ports",
                    talks, (WEB, NGINX_2), (SHOP, SHOP_INTERNAL), taps=BOTH, by_numbers=True)


def host_process_clusterip():
    talks = (Talk("worker-1", "http", "10.96.120.14", 30080, 42000), Talk("worker-1", "http", "127.0.0.1", 30001, 42002),
             Talk("worker-1", "http", WORKER_1.ip, 30001, 42004), Talk("worker-2", "http", "10.96.120.14", 30080, 42006))

    def prepare(_):
        sysctl("worker-1", "net.ipv4.conf.all.route_localnet=1")
    return Scenario("host-process-clusterip", "processes of a node use the ClusterIP, localhost:nodePort and their own nodePort: no front is on a wire",
                    talks, (NGINX_2,), (NGINX_SERVICE,), taps=BOTH, prepare=prepare)


def hostnetwork_endpoint():
    metrics = Pod("metrics-1", WORKER_1, 0, {"app": "metrics"}, (ContainerPort(9100),), (("http", 9100),), "prom/node-exporter:v1.8.2",
                  host_network=True)
    remote = Pod("agent-2", WORKER_2, 0, {"app": "agent"}, (ContainerPort(9200),), (("http", 9200),), "example/agent:1", host_network=True)
    services = (Service("metrics", "10.96.70.3", (Port(80, 9100, node_port=30096),), {"app": "metrics"}),
                Service("agent", "10.96.70.4", (Port(80, 9200, node_port=30097),), {"app": "agent"}))
    talks = (Talk("client", "http", WORKER_1.ip, 30096, 51610), Talk("client", "http", WORKER_1.ip, 30097, 51612),
             Talk("web-0", "http", "10.96.70.3", 80, 40110), Talk("web-0", "http", "10.96.70.4", 80, 40112))
    return Scenario("hostnetwork-endpoint", "the endpoints are processes of nodes: on the same node the targetPort is on no wire", talks,
                    (metrics, remote, WEB), services, taps=("client", *BOTH))


def trombone():
    talks = tuple(Talk("web-0", "http", WORKER_2.ip, 30001, source) for source in (40120, 40122))
    return Scenario("trombone", "a pod uses the nodePort of the other node and is sent back to a pod beside it: two nodes translate", talks,
                    (WEB, NGINX_1), (NGINX_SERVICE,), taps=BOTH, pcapng=True)


def entry_lost():
    """The table forgets each connection while it is silent; what comes next is mapped anew, by chance to another pod."""
    talks = (*(Talk("client", "http", WORKER_1.ip, 30070, source, requests=2, stays=True) for source in (51620, 51622)),
             *(Talk("web-0", "http", "10.96.70.2", 8000, source, requests=2, stays=True) for source in (40130, 40132, 40134, 40136)))

    def interlude(scenario):
        for talk in scenario.talks:
            run(inside("worker-1", f"conntrack -D -p tcp --sport {talk.source}"))

    def wanted(found):
        """Of the pod's connections, one goes to another pod now, and one to the same."""
        split = [c for c in found["connections"] if "related" in c and c["client_name"] == "default/web-0"]
        return 0 < len(split) < 8
    return Scenario("entry-lost", "conntrack forgets connections in the middle: one front flow, two mappings", talks, (NGINX_A, NGINX_B, WEB),
                    (SHOP, SHOP_INTERNAL), taps=("client", *BOTH), interlude=interlude, wanted=wanted)


def two_mappings():
    """Every port is used first with one Service, which leaves a pod in TIME_WAIT, and then with another that has the same two pods."""
    ports = range(40200, 40210, 2)
    talks = (*(Talk("web-0", "http", "10.96.70.1", 80, port, pause=1.2 if port == ports[-1] else 0) for port in ports),
             *(Talk("web-0", "http", "10.96.70.2", 8000, port, pause=0) for port in ports))

    def prepare(_):
        sysctl("worker-1", "net.netfilter.nf_conntrack_tcp_timeout_time_wait=1")       # else the port would be changed: port-clash

    def wanted(found): return any("related" in c for c in found["connections"])
    return Scenario("two-mappings", "a pod's TIME_WAIT answers a SYN with an ACK; after the RST the same SYN is mapped to another pod", talks,
                    (NGINX_A, NGINX_B, WEB), (SHOP, SHOP_INTERNAL), taps=BOTH, prepare=prepare, wanted=wanted)


def synproxy():
    talks = (Talk("client", "http", WORKER_1.ip, 30001, 51630), Talk("client", "http", WORKER_1.ip, 30001, 51632),
             Talk("web-1", "http", NGINX_1.ip, 80, 40140))
    web_1 = Pod("web-1", WORKER_2, 10, {"app": "web"}, image="busybox:1.36")

    def prepare(_):
        sysctl("worker-1", "net.netfilter.nf_conntrack_tcp_loose=0", "net.ipv4.tcp_syncookies=1", "net.ipv4.tcp_timestamps=1")
        guard = "-m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460"
        for match, chain in ((f"-d {WORKER_1.ip} -p tcp --dport 30001", "INPUT"), (f"-i flannel.1 -d {NGINX_1.ip} -p tcp --dport 80", "FORWARD")):
            run(inside("worker-1", f"iptables -t raw -I PREROUTING {match} --syn -j CT --notrack"))
            run(inside("worker-1", f"iptables -I {chain} {match} {guard}"))
    return Scenario("synproxy", "SYNPROXY answers for the pod first: the server's numbers differ by a constant on its two sides", talks,
                    (NGINX_1, web_1), (NGINX_SERVICE,), taps=("client", *BOTH), prepare=prepare)


def proxy():
    edge = Pod("edge", WORKER_1, 20, {"app": "edge"}, (ContainerPort(8080),), (("proxy,10.96.70.2,8000", 8080),), "haproxy:3.0")
    service = Service("edge", "10.96.70.5", (Port(80, 8080, node_port=30075),), {"app": "edge"})
    talks = tuple(Talk("client", "http", WORKER_1.ip, 30075, source) for source in (51640, 51642))
    return Scenario("proxy", "a proxy pod ends the client's connection and opens another to a second Service", talks, (edge, NGINX_2),
                    (service, SHOP_INTERNAL), taps=("client", *BOTH))


def sidecar():
    web = replace(WEB, serves=(("sidecar-out", 15001),))
    nginx = replace(NGINX_2, serves=(("http", 80), ("sidecar-in", 15006)))

    def prepare(_):
        run(inside("web-0", "iptables -t nat -A OUTPUT -p tcp ! -d 127.0.0.0/8 -m owner ! --uid-owner 1337 -j REDIRECT --to-ports 15001"))
        run(inside("nginx", "iptables -t nat -A PREROUTING -i eth0 -p tcp --dport 80 -j REDIRECT --to-ports 15006"))
    return Scenario("sidecar", "both pods have a sidecar, reached by REDIRECT: three connections one behind the other",
                    (Talk("web-0", "http", "10.96.120.14", 30080, 40150),), (web, nginx), (NGINX_SERVICE,),
                    taps=("pod-web-0", "pod-nginx", *BOTH), pcapng=True, watched_pods=("web-0", "nginx"), prepare=prepare)


def dsr():
    """Two rules without memory, as Cilium's programs have: worker-1 replaces the destination, worker-2 the source of the answers."""
    def prepare(_):
        forth = (f"ip daddr {WORKER_1.ip} tcp dport 30001 notrack ip daddr set {NGINX_2.ip} tcp dport set 80 accept")
        back = (f"ip saddr {NGINX_2.ip} ip daddr {CLIENT} tcp sport 80 ip saddr set {WORKER_1.ip} tcp sport set 30001 accept")
        stateless("worker-1", forth)
        stateless("worker-2", f"ip saddr {CLIENT} notrack accept", f"ip daddr {CLIENT} notrack accept", last=back)
    return Scenario("dsr", "direct server return: the answers leave from the other node, in the front's name", TO_NGINX[:2], (NGINX_2,),
                    (NGINX_SERVICE,), taps=("client", *BOTH), overlay="routed", prepare=prepare,
                    rewrites=(Rewrite("worker-1", (WORKER_1.ip, 30001), (NGINX_2.ip, 80)),))


def stateless(host, *first, last=None):
    """nftables rules before conntrack, and one after everything."""
    chains = [("prerouting", -350, rule) for rule in first] + ([("postrouting", 350, last)] if last else [])
    text = "".join(f"add chain ip rewriting {hook} {{ type filter hook {hook} priority {priority}; policy accept; }}\n"
                   f"add rule ip rewriting {hook} {rule}\n" for hook, priority, rule in chains)
    run(inside(host, "nft -f -"), input="add table ip rewriting\n" + text)


def overlay(kind):
    devices = {"geneve": "Geneve, UDP 6081", "ipip": "IP in IP, protocol 4", "routed": "routes alone"}
    talks = (*TO_NGINX[:2], Talk("web-0", "http", "10.96.120.14", 30080, 40160))

    def make():
        return Scenario(f"overlay-{kind}", f"nodePort and ClusterIP to a pod of the other node, by {devices[kind]}", talks, (WEB, NGINX_2),
                        (NGINX_SERVICE,), taps=("client", *BOTH), overlay=kind)
    return make


def echoes(name, kind, port, node, host, ip, service_port, node_port, protocol="UDP"):
    """A pod that answers datagrams of a kind, and its Service."""
    pod = Pod(name, node, host, {"app": name}, (ContainerPort(port, protocol),), ((kind, port),), "example/echo:1")
    return pod, Service(name, ip, (Port(service_port, port, node_port, protocol),), {"app": name})


def fragments():
    pod, service = echoes("bulk", "udp-large", 7777, WORKER_2, 30, "10.96.70.6", 7000, 30076)
    talks = (Talk("client", "udp-large", WORKER_1.ip, 30076, 51650, requests=2), Talk("web-0", "udp-large", "10.96.70.6", 7000, 40170, requests=2))
    return Scenario("fragments", "datagrams of 4,000 bytes: fragments, put together and cut anew by the node that translates", talks, (pod, WEB),
                    (service,), taps=("client", *BOTH))


def sctp():
    pod, service = echoes("diameter", "sctp", 3868, WORKER_2, 31, "10.96.70.7", 3868, 30090, "SCTP")
    talks = (Talk("client", "sctp", WORKER_1.ip, 30090, 7777), Talk("client", "sctp", WORKER_1.ip, 30090, 7778),
             Talk("web-0", "sctp", "10.96.70.7", 3868, 7779))
    return Scenario("sctp", "SCTP associations through nodePort and ClusterIP: ports change, tags do not", talks, (pod, WEB), (service,),
                    taps=("client", *BOTH))


def udp_repeats():
    made = [echoes("echo", "udp", 7777, WORKER_1, 32, "10.96.70.8", 7, 30077),
            echoes("echo-zero", "udp-zero", 7778, WORKER_2, 33, "10.96.70.9", 7, 30078)]
    second = replace(made[1][0], name="echo-zero-2", host=34, node=WORKER_1)
    talks = tuple(Talk("client", kind, WORKER_1.ip, port, source, requests=4)
                  for kind, port, sources in (("udp", 30077, range(51660, 51664)), ("udp-zero", 30078, range(51664, 51670))) for source in sources)
    return Scenario("udp-repeats", "many clients send the same datagram again and again at one time, with IP IDs and without", talks,
                    (*(pod for pod, _ in made), second), tuple(service for _, service in made), taps=("client", *BOTH), together=True)


def quic():
    pod, service = echoes("quic", "quic", 8443, WORKER_2, 35, "10.96.70.10", 443, 30443)
    talks = (*(Talk("client", "quic", WORKER_1.ip, 30443, source, requests=3) for source in (51670, 51672)),
             Talk("web-0", "quic", "10.96.70.10", 443, 40180, requests=3))
    return Scenario("quic", "QUIC through nodePort and ClusterIP: long headers, then short ones; every IP ID of the client is zero", talks,
                    (pod, WEB), (service,), taps=("client", *BOTH))


def icmp_through_nat():
    dead = Pod("dead", WORKER_2, 36, {"app": "dead"}, image="busybox:1.36")
    service = Service("dead", "10.96.70.11", (Port(53, 9999, 30079, "UDP", "udp"), Port(80, 8081, 30080, "TCP", "tcp")), {"app": "dead"})
    web_1 = replace(WEB, name="web-1", host=11)
    talks = (Talk("client", "udp", WORKER_1.ip, 30079, 51680), Talk("client", "http", WORKER_1.ip, 30080, 51682),
             Talk("web-0", "udp", "10.96.70.11", 53, 40190), Talk("web-0", "http", "10.96.70.11", 80, 40192),
             Talk("web-0", "ping", SERVER, source=4321, requests=2), Talk("web-1", "ping", SERVER, source=4321, requests=2))

    def prepare(_):
        run(inside("dead", "iptables -A INPUT -p tcp --dport 8081 -j REJECT --reject-with icmp-port-unreachable"))
    return Scenario("icmp-through-nat", "ICMP errors find their way back through DNAT and SNAT; two pods ping with one id, and SNAT changes both",
                    talks, (dead, WEB, web_1), (service,), taps=("client", *BOTH), together=True, prepare=prepare)


def calico_ebpf():
    """worker-1 tunnels the packet as it came, VNI 0xca11c0; worker-2 translates. Answers return that way, or directly (DSR)."""
    service = Service("nginx-service", "10.96.120.14", (Port(30080, 80, 30001, name="tunnel"), Port(30081, 80, 30002, name="direct")),
                      {"app": "nginx"})
    talks = tuple(Talk("client", "http", WORKER_1.ip, port, source) for port, source in ((30001, 51690), (30001, 51692), (30002, 51694)))
    return Scenario("calico-ebpf", "as Calico's eBPF: the front travels untranslated in VXLAN, the pod's node translates", talks, (NGINX_2,),
                    (service,), taps=("client", *BOTH), overlay="routed", prepare=prepare_calico)


def prepare_calico(_):
    for node, other in (BOTH_NODES, BOTH_NODES[::-1]):
        on = lambda command, host=node.name: run(inside(host, command))
        on(f"ip link add vxlan.calico mtu 1450 address {mac(node.pods + '.7')} type vxlan id {0xca11c0} dev eth0 local {node.ip} dstport 4789 nolearning")
        on("ip link set vxlan.calico up")
        on(f"bridge fdb append {mac(other.pods + '.7')} dev vxlan.calico dst {other.ip}")
        on(f"ip neigh add 169.254.1.1 lladdr {mac(other.pods + '.7')} dev vxlan.calico nud permanent")
        on("ip route add default via 169.254.1.1 dev vxlan.calico onlink table 100")
        on(f"ip rule add pref 90 to {other.ip} lookup main")            # VXLAN's own packets, which inherit the mark
        on("ip rule add pref 100 fwmark 0xca11 lookup 100")
        on("ip rule add pref 200 lookup local")
        on("ip rule del pref 0")
    sysctl("worker-1", "net.ipv4.conf.all.accept_local=1", "net.ipv4.conf.vxlan/calico.accept_local=1")
    stateless("worker-1", f"ip saddr {CLIENT} tcp dport {{ 30001, 30002 }} notrack meta mark set 0xca11 accept", 'iifname "vxlan.calico" notrack accept')
    for port in (30001, 30002):
        run(inside("worker-2", f"iptables -t nat -I PREROUTING -i vxlan.calico -d {WORKER_1.ip} -p tcp --dport {port} -j DNAT --to {NGINX_2.ip}:80"))
    run(inside("worker-2", "iptables -t mangle -A PREROUTING -i vxlan.calico -p tcp --dport 30001 -j CONNMARK --set-mark 0xca11"))
    run(inside("worker-2", f"iptables -t mangle -A PREROUTING -s {NGINX_2.ip} -m connmark --mark 0xca11 -j CONNMARK --restore-mark"))


def dual_stack_hairpin():
    nginx = replace(NGINX_1, ports=(ContainerPort(80, name="http", host_port=8080),))
    service = Service("nginx-service", "10.96.120.14", (Port(30080, 80, node_port=30001),), {"app": "nginx"}, "fd00:10:96::780e")
    talks = (Talk("nginx", "http", "fd00:10:96::780e", 30080, 40194), Talk("nginx", "http", "10.96.120.14", 30080, 40196),
             Talk("nginx", "http", WORKER_1.ip6, 8080, 40198), Talk("client", "http", WORKER_1.ip6, 8080, 51696),
             Talk("client", "http", WORKER_1.ip, 8080, 51698), Talk("web-0", "http", WORKER_1.ip6, 8080, 40199))
    return Scenario("dual-stack-hairpin", "hairpins and hostPort over IPv6 and IPv4", talks, (nginx, WEB), (service,), ipv6=True)


def bridge_nf_off():
    return replace(nginx_service(), name="bridge-nf-off", title="nginx-service without br_netfilter; and a pod that cannot reach a Service beside it",
                   talks=(*TO_NGINX[:2], Talk("web-0", "http", "10.96.120.14", 30080, 40144)), pods=(NGINX_1, WEB), manifests=False,
                   bridge_nf=False)


def two_nodes_any():
    return Scenario("two-nodes-any", "nodePort and ClusterIP to the other node, taken with `tcpdump -i any` on both nodes",
                    (*TO_NGINX[:2], Talk("web-0", "http", "10.96.120.14", 30080, 40146)), (WEB, NGINX_2), (NGINX_SERVICE,), taps=BOTH, any=True)


ALL = {scenario.name: scenario for scenario in (make() for make in (
    port_clash, host_process_clusterip, hostnetwork_endpoint, trombone, entry_lost, two_mappings, synproxy, proxy, sidecar, dsr,
    overlay("geneve"), overlay("ipip"), overlay("routed"), fragments, sctp, udp_repeats, quic, icmp_through_nat, calico_ebpf,
    dual_stack_hairpin, bridge_nf_off, two_nodes_any))}
