"""Faults by rules that drop or reject: policies and firewalls."""
from dataclasses import replace

from .faults_fronts import client_pod, http_pod, scenario, ALL_TAPS
from .faults_lab import Case, Fault, plays
from .model import CLIENT, SERVER, WORKER_1, WORKER_2, Port, Service, Talk
from .namespaces import inside, ip, run


def ruled(host, *rules):
    """A preparation: more iptables rules on one host."""
    def prepare(_):
        for rule in rules:
            run(inside(host, "iptables " + rule))
    return prepare


def policy(name, labels, peers):
    """A NetworkPolicy: only `peers` may reach the pods with `labels`."""
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name, "namespace": "default"},
            "spec": {"podSelector": {"matchLabels": labels}, "policyTypes": ["Ingress"], "ingress": [{"from": peers}]}}


def listed_with(*more): return lambda listed: [*listed, *more]


def policy_drop():
    service = Service("vault", "10.104.5.5", (Port(8200, 8080),), {"app": "vault"})
    beside = Service("motd", "10.104.5.6", (Port(80, 8080),), {"app": "motd"})
    pods = (http_pod("vault-0", WORKER_2, 91, "vault"), http_pod("motd-0", WORKER_2, 92, "motd"), client_pod("frontend-0", WORKER_1, 93),
            client_pod("intern-0", WORKER_1, 94), client_pod("intern-1", WORKER_2, 95))
    talks = [Talk("intern-0", "http", "10.104.5.5", 8200, 43200), Talk("intern-0", "http", "10.104.5.5", 8200, 43202),
             Talk("intern-1", "http", "10.104.5.5", 8200, 43204), Talk("frontend-0", "http", "10.104.5.5", 8200, 43206),
             Talk("intern-0", "http", "10.104.5.6", 80, 43208)]
    healthy = scenario("vault", talks, pods, [service, beside])
    drop = ruled("worker-2", "-I FORWARD -d 10.244.2.91/32 ! -s 10.244.1.93/32 -m conntrack --ctstate NEW -j DROP")
    closed = policy("vault-from-frontend", {"app": "vault"}, [{"podSelector": {"matchLabels": {"app": "frontend"}}}])
    opened = policy("vault-from-frontend", {"app": "vault"}, [{"podSelector": {"matchLabels": {"app": "frontend"}}},
                                                             {"podSelector": {"matchLabels": {"app": "intern"}}}])
    return Fault("policy-drop", "a NetworkPolicy lets only the frontend pods reach the pod",
        "NetworkPolicy default/vault-from-frontend selects vault-0 and allows app=frontend. As its enforcement, worker-2 drops new connections to 10.244.2.91 "
        "from others in FORWARD. intern-0 (worker-1, two connections) and intern-1 (worker-2, beside the pod) time out; frontend-0 is served, and intern-0 "
        "reaches another Service.", "The policy allows app=intern too, and the rule is not there.",
        "witness.txt: the counter of the dropping rule; conntrack-worker-2.txt has no entry of the dropped connections.",
        Case(replace(healthy, prepare=drop), edit=listed_with(closed), asks=(("worker-2", "iptables -nvL FORWARD 1"),)),
        Case(healthy, edit=listed_with(opened)),
        ("F10 probable service=default/vault pod=default/vault-0 node=worker-2 connections=3",))


def policy_drop_reject():
    service = Service("mail", "10.104.8.8", (Port(25, 8080, node_port=30025),), {"app": "mail"})
    pods = (http_pod("mail-0", WORKER_1, 96, "mail"), client_pod("worker-0", WORKER_2, 97))
    talks = [Talk("worker-0", "http", "10.104.8.8", 25, 43210), Talk("worker-0", "http", "10.104.8.8", 25, 43212),
             Talk("client", "http", WORKER_1.ip, 30025, 52210)]
    healthy = scenario("mail", talks, pods, [service])
    reject = ruled("worker-1", "-I FORWARD -i flannel.1 -p tcp -d 10.244.1.96/32 --syn -j REJECT --reject-with icmp-admin-prohibited")
    return Fault("policy-drop-reject", "a firewall of the node rejects with ICMP administratively prohibited",
        "worker-1 has a firewall rule: what comes from the overlay for the pod is rejected with ICMP 3/13 (there is no NetworkPolicy). The pod of worker-2 "
        "gets the ICMP, whose source is the node and then, by translation, the ClusterIP. The client of the nodePort is served.",
        "The rule is gone.", "witness.txt: the counter of the rule; the clients got EHOSTUNREACH.",
        Case(replace(healthy, prepare=reject), asks=(("worker-1", "iptables -nvL FORWARD 1"),)), Case(healthy),
        ("F10 probable service=default/mail node=worker-1 connections=2 place=worker-1/flannel.1",))


def policy_sees_node_address():
    service = Service("intranet", "10.106.1.1", (Port(80, 8080, node_port=31080),), {"app": "intranet"})
    beside = Service("public", "10.106.1.2", (Port(80, 8080, node_port=31081),), {"app": "public"})
    pods = (http_pod("intranet-0", WORKER_2, 101, "intranet"), http_pod("public-0", WORKER_2, 102, "public"))
    talks = [Talk("client", "http", WORKER_1.ip, 31080, 52220), Talk("client", "http", WORKER_1.ip, 31080, 52222),
             Talk("client", "http", WORKER_1.ip, 31081, 52224)]
    healthy = scenario("intranet", talks, pods, [service, beside])
    office = {"ipBlock": {"cidr": "203.0.113.0/24"}}
    drop = ruled("worker-2", "-I FORWARD -d 10.244.2.101/32 ! -s 203.0.113.0/24 -m conntrack --ctstate NEW -j DROP")
    return Fault("policy-sees-node-address", "the policy allows the client's network, but the pod's node sees the other node's address",
        "NetworkPolicy default/intranet-from-office allows 203.0.113.0/24 to reach intranet-0. The client (203.0.113.7) enters by worker-1's nodePort with "
        "externalTrafficPolicy Cluster: worker-1 puts its own address 10.244.1.0 in place of the client's, and worker-2, which enforces the policy in "
        "FORWARD, drops. A Service without a policy works.", "The policy allows the nodes' addresses too (10.244.1.0/32, 10.244.2.0/32, 10.244.2.1/32).",
        "witness.txt: the counter of the dropping rule; conntrack-worker-1.txt has the masqueraded entry [UNREPLIED].",
        Case(replace(healthy, prepare=drop), edit=listed_with(policy("intranet-from-office", {"app": "intranet"}, [office])),
             asks=(("worker-2", "iptables -nvL FORWARD 1"),)),
        Case(healthy, edit=listed_with(policy("intranet-from-office", {"app": "intranet"}, [office, *(
            {"ipBlock": {"cidr": one + "/32"}} for one in ("10.244.1.0", "10.244.2.0", "10.244.2.1"))]))),
        ("F11 probable service=default/intranet pod=default/intranet-0 node=worker-2 connections=2 place=worker-2/flannel.1",))


def load_balanced(ranges):
    """Edits the Service `shopfront`: type LoadBalancer with an address and source ranges."""
    def edit(listed):
        for one in listed:
            if one["kind"] == "Service" and one["metadata"]["name"] == "shopfront":
                one["spec"] |= {"type": "LoadBalancer", "allocateLoadBalancerNodePorts": True, "loadBalancerSourceRanges": ranges}
                one["status"] = {"loadBalancer": {"ingress": [{"ip": "192.0.2.80", "ipMode": "VIP"}]}}
        return listed
    return edit


def source_ranges(*ranges):
    """A preparation: the load balancer's address is routed to worker-1, whose rules are kube-proxy's KUBE-FW and KUBE-PROXY-FIREWALL."""
    def prepare(played):
        ip("router", f"route add 192.0.2.80/32 via {WORKER_1.ip}")
        external = next(word for word in run(inside("worker-1", "iptables-save -t nat")).split() if word.startswith("KUBE-EXT-"))
        firewall = external.replace("EXT", "FW")
        front = "-d 192.0.2.80/32 -p tcp -m tcp --dport 443"
        ruled("worker-1", f"-t nat -N {firewall}", f"-t nat -I KUBE-SERVICES {front} -j {firewall}",
              *(f"-t nat -A {firewall} -s {one} -j {external}" for one in ranges), "-N KUBE-PROXY-FIREWALL",
              f"-A KUBE-PROXY-FIREWALL {front} -j DROP",
              *(f"-I {hook} -m conntrack --ctstate NEW -j KUBE-PROXY-FIREWALL" for hook in ("INPUT", "FORWARD", "OUTPUT")))(played)
    return prepare


def source_range_drop():
    service = Service("shopfront", "10.108.4.4", (Port(443, 8080, node_port=30443),), {"app": "shopfront"})
    pods = (http_pod("shopfront-0", WORKER_1, 111, "shopfront"),)
    talks = [Talk("client", "http", "192.0.2.80", 443, 52230), Talk("client", "http", "192.0.2.80", 443, 52232),
             Talk("client", "http", WORKER_1.ip, 30443, 52234), Talk("server", "http", "192.0.2.80", 443, 52236)]
    base = scenario("shopfront", talks, pods, [service])
    few, both = ["198.51.100.0/24"], ["198.51.100.0/24", "203.0.113.0/24"]
    return Fault("source-range-drop", "the client is outside of loadBalancerSourceRanges",
        "default/shopfront is a LoadBalancer Service with the address 192.0.2.80 (routed to worker-1) and loadBalancerSourceRanges [198.51.100.0/24]. The "
        "client 203.0.113.7 is not in it: kube-proxy's KUBE-FW chain does not translate, KUBE-PROXY-FIREWALL drops. 198.51.100.20 is served at the same "
        "address, and the client at the nodePort.", "203.0.113.0/24 is in the ranges.",
        "witness.txt: the counter of KUBE-PROXY-FIREWALL; conntrack-worker-1.txt has no entry of the two.",
        Case(replace(base, prepare=source_ranges(*few)), edit=load_balanced(few), asks=(("worker-1", "iptables -nvL KUBE-PROXY-FIREWALL"),)),
        Case(replace(base, prepare=source_ranges(*both)), edit=load_balanced(both)),
        ("F25 certain service=default/shopfront node=worker-1 connections=2 place=worker-1/eth0",))


def node_port_unreachable(suffix, host, rule, place, where, port):
    app = "files" if suffix else "forum"
    service = Service(app, "10.109.7.7", (Port(80, 8080, node_port=port),), {"app": app})
    beside = Service("blog", "10.109.7.8", (Port(80, 8080, node_port=port + 1),), {"app": "blog"})
    pods = (http_pod(f"{app}-0", WORKER_1, 121, app), http_pod("blog-0", WORKER_2, 122, "blog"), client_pod("peer-0", WORKER_2, 123))
    talks = [Talk("client", "http", WORKER_1.ip, port, 52240), Talk("client", "http", WORKER_1.ip, port, 52242),
             Talk("client", "http", WORKER_1.ip, port + 1, 52244), Talk("peer-0", "http", "10.109.7.7", 80, 43240)]
    healthy = scenario(app, talks, pods, [service, beside])
    return Fault("node-port-unreachable" + suffix, f"a firewall {where} drops the nodePort",
        f"default/{app} has the nodePort {port} and a ready endpoint. {where[0].upper() + where[1:]} TCP to that port is dropped (a {'host firewall' if suffix else 'security group'}). "
        "Another nodePort of the same node works, and so does the ClusterIP from a pod.", "The rule is gone.",
        "witness.txt: the counter of the rule; conntrack-worker-1.txt has no entry of the two; the client timed out.",
        Case(replace(healthy, prepare=ruled(host, rule)), asks=((host, "iptables -t raw -nvL PREROUTING" if suffix else "iptables -nvL FORWARD"),)),
        Case(healthy), (f"F45 probable service=default/{app} node=worker-1 connections=2 place={place}",))


FAULTS = plays(policy_drop(), policy_drop_reject(), policy_sees_node_address(), source_range_drop(),
          node_port_unreachable("", "router", "-A FORWARD -p tcp --dport 32222 -j DROP", "client/eth0", "before the node", 32222),
          node_port_unreachable("-firewall", "worker-1", "-t raw -A PREROUTING -i eth0 -p tcp --dport 30021 -j DROP", "worker-1/eth0", "on the node", 30021))
