"""What stands in the lab: pods, Services, and the kinds of connection that its clients make."""
from .model import SERVER, WORKER_1, WORKER_2, ContainerPort, Pod, Port, Scenario, Service

HTTP, ECHO = ContainerPort(80, name="http"), ContainerPort(7777, "UDP")
NEAR = Pod("near", WORKER_1, 5, {"app": "near", "tier": "shop"}, (HTTP, ECHO), (("http", 80), ("udp", 7777)))
FAR = Pod("far", WORKER_2, 6, {"app": "far", "tier": "shop"}, (HTTP, ECHO, ContainerPort(8086, host_port=8086)),
          (("http", 80), ("udp", 7777), ("http", 8086)))
WEBS = tuple(Pod(f"web-{node.number - 1}", node, 10, {"app": "web"}, image="busybox:1.36") for node in (WORKER_1, WORKER_2))
NEWCOMER = Pod("newcomer", WORKER_1, 20, {"app": "newcomer"}, (HTTP,), (("http", 80),))     # stands from `pod newcomer` on


def service(number, name, selector, target=80, six=False):
    """10.96.1.NUMBER, port 80, nodePort 30000 + NUMBER."""
    return Service(name, f"10.96.1.{number}", (Port(80, target, 30000 + number),), selector, f"fd00:10:96::1:{number}" if six else None)


SERVICES = (service(1, "near", {"app": "near"}, six=True), service(2, "far", {"app": "far"}, six=True),
            service(3, "shop", {"tier": "shop"}, six=True), service(4, "nobody", {"app": "nobody"}),
            service(5, "wrong", {"app": "near"}, 8080), service(8, "newcomer", {"app": "newcomer"}),
            Service("echo", "10.96.1.7", (Port(7, 7777, 30077, "UDP"),), {"tier": "shop"}))
LATE = service(6, "late", {"app": "near"})                  # works from the start; in cluster.json from `late` on

KINDS = {                                                   # {kind: (who, protocol, address, port)}
    "nodeport-local": ("client", "tcp", WORKER_1.ip, 30001),
    "nodeport-remote": ("client", "tcp", WORKER_1.ip, 30002),
    "clusterip": ("web-0", "tcp", "10.96.1.3", 80),
    "clusterip-far": ("web-1", "tcp", "10.96.1.1", 80),
    "hostport": ("client", "tcp", WORKER_2.ip, 8086),
    "hairpin": ("near", "tcp", "10.96.1.1", 80),
    "udp": ("client", "udp", WORKER_1.ip, 30077),
    "udp-clusterip": ("web-0", "udp", "10.96.1.7", 7),
    "ipv6": ("client", "tcp", WORKER_1.ip6, 30001),
    "ipv6-clusterip": ("web-0", "tcp", "fd00:10:96::1:3", 80),
    "no-endpoints": ("client", "tcp", WORKER_1.ip, 30004),
    "no-endpoints-clusterip": ("web-0", "tcp", "10.96.1.4", 80),
    "wrong-targetport": ("client", "tcp", WORKER_1.ip, 30005),
    "trombone": ("web-0", "tcp", WORKER_2.ip, 30001),
    "pod": ("web-0", "tcp", FAR.ip, 80),
    "outside": ("web-0", "tcp", SERVER, 80),
    "late": ("client", "tcp", WORKER_1.ip, 30006),
    "newcomer": ("client", "tcp", WORKER_1.ip, 30008),
}
NOT_MIXED = {"late", "newcomer"}


def scenario():
    """As it is in cluster.json at first."""
    return Scenario("lab", "a cluster that stays up", (), (NEAR, FAR, *WEBS, NEWCOMER), SERVICES, ipv6=True)
