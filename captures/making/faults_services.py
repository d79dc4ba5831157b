"""Services as load balancers and applications see them: an address that leads nowhere, a health check, a full queue, silence."""
import time

from .faults_objects import load_balancer
from .faults_stage import Stage, chain, idler, server
from .model import WORKER_1, WORKER_2, Port, Service
from .namespaces import ip

PORTAL = Service("portal", "10.96.90.40", (Port(443, 4443, node_port=32443),), {"app": "portal"})
PORTALS = (server("portal-0", WORKER_1, 70, 4443, "portal"), server("portal-1", WORKER_2, 71, 4443, "portal"))
LOCAL_PORTAL = Service("portal", "10.96.90.40", (Port(443, 4443, node_port=32443),), {"app": "portal"}, local=True)
NEAR, FAR = "203.0.113.60", "192.0.2.77"


def external_ip_not_routed(address):
    """Nobody answers for the address on the client's own segment, or the router has no way to it."""
    def play(folder, broken):
        with Stage(folder, PORTALS, (PORTAL,)) as stage:
            load_balancer(stage.items, "portal", address)
            for node in (WORKER_1, WORKER_2):
                stage.on(node.name, f"iptables -t nat -I KUBE-SERVICES -d {address}/32 -p tcp -m tcp --dport 443 -j {chain('EXT', PORTAL, PORTAL.ports[0])}")
            if not broken:
                ip("router", f"route add {address}/32 via {WORKER_1.ip}")
                ip("router", f"neigh add proxy {address} dev client")
            stage.watch()
            for source in (52600, 52602):
                stage.dial("client", address, 443, source, patience=5)
            stage.dial("client", WORKER_2.ip, 32443, 52604)
            stage.finish()
            stage.note("router: " + (stage.on("router", f"ip route get {address}") if not broken else "has no route to a node for " + address))
    return play


def health_check_fails(folder, broken):
    """A load balancer asks both nodes for their health. One has no endpoint of a Service whose policy is Local."""
    pods = PORTALS[:1] if broken else PORTALS
    with Stage(folder, pods, (LOCAL_PORTAL,)) as stage:
        load_balancer(stage.items, "portal", FAR, healthCheckNodePort=32105)
        stage.serve("worker-1", "health-200", 32105)
        stage.serve("worker-2", "health-503" if broken else "health-200", 32105)
        stage.watch()
        for source in (52610, 52612):
            for node in (WORKER_1, WORKER_2):
                stage.dial("client", node.ip, 32105, source + node.number - 1)
            stage.finish()
            time.sleep(1)
        stage.dial("client", WORKER_1.ip, 32443, 52614)
        stage.finish()


def health_check_fails_refused(folder, broken):
    """Nobody listens on the healthCheckNodePort of worker-2: its kube-proxy is not there."""
    with Stage(folder, PORTALS, (LOCAL_PORTAL,)) as stage:
        load_balancer(stage.items, "portal", FAR, healthCheckNodePort=32106)
        for node in ("worker-1",) if broken else ("worker-1", "worker-2"):
            stage.serve(node, "health-200", 32106)
        stage.watch()
        for node in (WORKER_1, WORKER_2):
            stage.dial("client", node.ip, 32106, 52630 + node.number)


def backlog_overflow(folder, broken):
    """A server that accepts nobody has room for one; the next SYNs reach the pod and are not answered."""
    pod = server("slowpoke-0", WORKER_2, 72, 6000, "slowpoke", kind="full" if broken else "http")
    service = Service("slowpoke", "10.96.90.41", (Port(6000, 6000, node_port=32600),), {"app": "slowpoke"})
    with Stage(folder, (pod, idler("user-0", WORKER_1, 73)), (service,), watch=("client", "worker-1", "worker-2", "pod-slowpoke-0")) as stage:
        stage.watch()
        stage.dial("user-0", "10.96.90.41", 6000, 41700, "hold")
        before = stage.on(pod.name, "nstat -asz TcpExtListenOverflows").split()[-2]
        for who, host, port, source in (("user-0", "10.96.90.41", 6000, 41702), ("client", WORKER_1.ip, 32600, 52620)):
            stage.dial(who, host, port, source)
        time.sleep(4.2)
        stage.note(f"{pod.name} ListenOverflows before {before}, after {stage.on(pod.name, 'nstat -asz TcpExtListenOverflows').split()[-2]}")


def application_silent(folder, broken):
    """The server accepts, reads the request, and says nothing; its neighbours answer, one of them after three seconds."""
    pod = server("report-7", WORKER_2, 74, 8500, "report", kind="silent" if broken else "http")
    other = server("fast-0", WORKER_1, 75, 8501, "fast")
    slow = server("slow-0", WORKER_2, 76, 8502, "slow", kind="sleepy")
    services = tuple(Service(name, f"10.96.90.{last}", (Port(80, port),), {"app": name})
                     for name, last, port in (("report", 42, 8500), ("fast", 43, 8501), ("slow", 44, 8502)))
    with Stage(folder, (pod, other, slow, idler("user-0", WORKER_1, 73)), services) as stage:
        stage.watch()
        for source in (41710, 41712):
            stage.dial("user-0", "10.96.90.42", 80, source, patience=12)
        stage.dial("user-0", "10.96.90.43", 80, 41714)
        stage.dial("user-0", "10.96.90.44", 80, 41716)


FAULTS = {"external-ip-not-routed": external_ip_not_routed(NEAR), "external-ip-not-routed-far": external_ip_not_routed(FAR),
          "health-check-fails": health_check_fails, "health-check-fails-refused": health_check_fails_refused,
          "backlog-overflow": backlog_overflow, "application-silent": application_silent}
