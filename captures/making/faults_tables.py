"""conntrack and its tuples: an entry that is lost, a port that clashes, a port used again too early, a datagram that loses a race."""
import time

from .faults_endpoints import steer
from .faults_stage import Stage, idler, server
from .model import WORKER_1, WORKER_2, ContainerPort, Pod, Port, Service
from .namespaces import sysctl

LOGIN = Service("login", "10.96.72.20", (Port(443, 8443, node_port=30743),), {"app": "login"})
LOGIN_DIRECT = Service("login-internal", "10.96.72.21", (Port(8000, 8443),), {"app": "login"})
POD, EDGE = server("login-5d", WORKER_2, 52, 8443, "login"), idler("edge-0", WORKER_1, 53)


def conntrack_entry_lost(folder, broken):
    """Two connections that the node masquerades are forgotten while they are silent; their next segment gets another port."""
    with Stage(folder, (POD, EDGE), (LOGIN,), conntrack=("worker-1",)) as stage:
        stage.watch()
        for source in (52400, 52402):
            stage.dial("client", WORKER_1.ip, 30743, source, "get", "hold", "get", "close")
        time.sleep(1)
        if broken:
            for source in (52400, 52402):
                stage.note(f"worker-1 at {time.time():.3f}, conntrack -D: " + stage.on("worker-1", f"conntrack -D -p tcp --sport {source}"))
        stage.finish()
        stage.dial("client", WORKER_1.ip, 30743, 52404)


def conntrack_entry_lost_clusterip(folder, broken):
    """A pod's connection to a ClusterIP is forgotten, and what comes next goes to the other pod."""
    other = server("login-9k", WORKER_1, 54, 8443, "login")
    with Stage(folder, (POD, other, EDGE), (LOGIN,), conntrack=("worker-1",)) as stage:
        steer(stage, LOGIN, 41480, POD)
        stage.watch()
        stage.dial("edge-0", "10.96.72.20", 443, 41480, "get", "hold", "get", "close")
        time.sleep(1)
        if broken:
            steer(stage, LOGIN, 41480, other)
            stage.note(f"worker-1 at {time.time():.3f}, conntrack -D: " + stage.on("worker-1", "conntrack -D -p tcp --sport 41480"))
        stage.finish()


def source_port_clash(folder, broken):
    """One client port, three connections that are open at once, one pod behind them all."""
    with Stage(folder, (POD, EDGE), (LOGIN, LOGIN_DIRECT), conntrack=("worker-1",)) as stage:
        stage.watch()
        for index, (host, port) in enumerate((("10.96.72.20", 443), ("10.96.72.21", 8000), (POD.ip, 8443))):
            stage.dial("edge-0", host, port, 6555 if broken else 6555 + index, "get", "hold", "get", "close")
        time.sleep(0.3)


def time_wait_reuse(folder, broken, order=(LOGIN, LOGIN_DIRECT), tries=4):
    """Ports are used with one Service, whose pod keeps them in TIME_WAIT, then with another Service of the same pod: where its first number and its
    timestamp are lower, the pod answers as the old connection. Both are drawn anew for every address, so that the other order may be the one."""
    first, second = order
    ports = range(41400, 41408, 2)
    with Stage(folder, (POD, EDGE), (LOGIN, LOGIN_DIRECT)) as stage:
        sysctl("worker-1", "net.netfilter.nf_conntrack_tcp_timeout_time_wait=1")        # else the port would be changed: source-port-clash
        for port in ports:
            stage.dial("edge-0", first.cluster_ip, first.ports[0].port, port)
        stage.finish()
        time.sleep(1.3)
        stage.watch()
        for port in ports:
            stage.dial("edge-0", second.cluster_ip, second.ports[0].port, port if broken else port + 101)
        stage.finish()
        resets = stage.on("edge-0", "nstat -asz TcpOutRsts").split()[-2]
        stage.note(f"edge-0 TcpOutRsts {resets}")
    if broken and resets == "0" and tries:
        time_wait_reuse(folder, broken, order[::-1], tries - 1)


def dns_retry_delay(folder, broken):
    """The second of two queries is dropped on its way through worker-1 once, as a lost race of two insertions does."""
    dns = Pod("coredns-8k", WORKER_2, 3, {"k8s-app": "kube-dns"}, (ContainerPort(53, "UDP", "dns"),), (("dns", 53),), "coredns/coredns:1.12.0", "kube-system")
    service = Service("kube-dns", "10.96.0.10", (Port(53, 53, protocol="UDP", name="dns"),), {"k8s-app": "kube-dns"}, namespace="kube-system")
    rule = "POSTROUTING -t mangle -p udp --dport 53 -m string --algo bm --hex-string |001c0001| -j DROP"
    with Stage(folder, (dns, EDGE), (service,), conntrack=("worker-1",)) as stage:
        stage.watch()
        if broken:
            stage.on("worker-1", f"iptables -I {rule}")
        stage.start("edge-0", "resolve", host="10.96.0.10", port=53, source=41440)
        time.sleep(1)
        if broken:
            stage.note("worker-1 dropped: " + stage.on("worker-1", "iptables -t mangle -nvxL POSTROUTING").splitlines()[-1])
            stage.on("worker-1", f"iptables -D {rule}")
        stage.start("edge-0", "resolve", host="10.96.0.10", port=53, source=41442, number=0x4B02)


FAULTS = {"conntrack-entry-lost": conntrack_entry_lost, "conntrack-entry-lost-clusterip": conntrack_entry_lost_clusterip,
          "source-port-clash": source_port_clash, "time-wait-reuse": time_wait_reuse,
          "dns-retry-delay": dns_retry_delay}
