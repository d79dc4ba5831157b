"""The scenarios, one entry each. A folder of the same name holds what came of it."""
from .model import CLIENT, WORKER_1, WORKER_2, ContainerPort, Pod, Port, SERVER, Scenario, Service, Talk

HTTP, MYSQL = (ContainerPort(80, name="http"),), (ContainerPort(3306),)
NGINX_1 = Pod("nginx", WORKER_1, 5, {"app": "nginx"}, HTTP, (("http", 80),))
NGINX_2 = Pod("nginx", WORKER_2, 5, {"app": "nginx"}, HTTP, (("http", 80),))
WEB = Pod("web-0", WORKER_1, 10, {"app": "web"}, image="busybox:1.36")
MYSQL_0 = Pod("mysql-0", WORKER_1, 9, {"app": "mysql"}, MYSQL, (("mysql", 3306),), image="mysql:8.0")
INFLUXDB = Pod("influxdb", WORKER_2, 8, {"app": "influxdb"}, (ContainerPort(8086, host_port=8086),), (("http", 8086),), image="influxdb:1.8")
COREDNS = Pod("coredns-0", WORKER_2, 2, {"k8s-app": "kube-dns"}, (ContainerPort(53, "UDP", "dns"), ContainerPort(53, "TCP", "dns-tcp")),
              (("dns", 53), ("dns-tcp", 53)), image="coredns/coredns:1.12.0", namespace="kube-system")

NGINX_SERVICE = Service("nginx-service", "10.96.120.14", (Port(30080, 80, node_port=30001),), {"app": "nginx"})
MYSQL_SERVICE = Service("mysql-service", "10.96.33.6", (Port(33306, 3306),), {"app": "mysql"})
KUBE_DNS = Service("kube-dns", "10.96.0.10", (Port(53, 53, protocol="UDP", name="dns"), Port(53, 53, name="dns-tcp")),
                   {"k8s-app": "kube-dns"}, namespace="kube-system")

TO_NGINX = tuple(Talk("client", "http", WORKER_1.ip, 30001, source) for source in (51514, 51516, 51518))
TO_MYSQL = tuple(Talk("web-0", "mysql", "10.96.33.6", 33306, source) for source in (40000, 40002))


def nginx_service():
    return Scenario("nginx-service", "an outside client uses a nodePort; the pod is on the same node", TO_NGINX, (NGINX_1,), (NGINX_SERVICE,),
                    manifests=True)


def mysql_service():
    return Scenario("mysql-service", "a pod uses a ClusterIP; the other pod is on the same node", TO_MYSQL, (WEB, MYSQL_0), (MYSQL_SERVICE,),
                    taps=("worker-1",), manifests=True)


def influxdb():
    talks = tuple(Talk("client", "ping-http", WORKER_2.ip, 8086, source) for source in (51520, 51522))
    return Scenario("influxdb", "an outside client uses a hostPort; there is no Service", talks, (INFLUXDB,), taps=("client", "worker-2"),
                    manifests=True)


def nodeport_vxlan():
    return Scenario("nodeport-vxlan", "an outside client uses a nodePort; the pod is on the other node, behind VXLAN", TO_NGINX[:2], (NGINX_2,),
                    (NGINX_SERVICE,), pcapng=True)


def pod_to_pod():
    talks = tuple(Talk("web-0", "http", NGINX_2.ip, 80, source) for source in (40010, 40012))
    return Scenario("pod-to-pod", "a pod dials a PodIP on the other node; nothing is translated", talks, (WEB, NGINX_2),
                    taps=("worker-1", "worker-2"), pcapng=True)


def pod_to_outside():
    talks = tuple(Talk("web-0", "http", SERVER, 80, source) for source in (40020, 40022))
    return Scenario("pod-to-outside", "a pod dials a server outside; the node lends its address", talks, (WEB,), taps=("worker-1",))


def mysql_from_outside():
    talks = (Talk("client", "mysql", "10.96.33.6", 33306, 51530), Talk("client", "mysql", WORKER_1.ip, 33306, 51532))
    return Scenario("mysql-from-outside", "an outside client dials a ClusterIP (silence) and the Service's port on the NodeIP (refused)", talks,
                    (MYSQL_0,), (MYSQL_SERVICE,))


def dns_clusterip():
    talks = (Talk("web-0", "dns", "10.96.0.10", 53, 40030), Talk("web-0", "dns", "10.96.0.10", 53, 40032),
             Talk("web-0", "dns-tcp", "10.96.0.10", 53, 40034))
    return Scenario("dns-clusterip", "a pod asks the cluster's DNS: A and AAAA over UDP, one question over TCP", talks, (WEB, COREDNS), (KUBE_DNS,),
                    taps=("worker-1", "worker-2"))


def hairpin():
    talks = tuple(Talk("nginx", "http", "10.96.120.14", 30080, source) for source in (40040, 40042))
    return Scenario("hairpin", "a pod reaches itself through its own Service", talks, (NGINX_1,), (NGINX_SERVICE,), taps=("worker-1",))


def etp_local():
    service = Service("nginx-local", "10.96.120.15", (Port(30080, 80, node_port=30083),), {"app": "nginx"}, local=True)
    talks = tuple(Talk("client", "http", node.ip, 30083, source) for node, source in
                  ((WORKER_1, 51540), (WORKER_1, 51542), (WORKER_2, 51544)))
    return Scenario("etp-local", "externalTrafficPolicy Local: the client's address is kept; a node without a pod stays silent", talks, (NGINX_1,),
                    (service,), taps=("client", "worker-1", "worker-2"))


def ipv6_service():
    service = Service("nginx-service", "10.96.120.14", (Port(30080, 80, node_port=30001),), {"app": "nginx"}, "fd00:10:96::780e")
    talks = (Talk("web-0", "http", "fd00:10:96::780e", 30080, 40050), Talk("client", "http", WORKER_1.ip6, 30001, 51550),
             Talk("client", "http", WORKER_2.ip6, 30001, 51552), Talk("web-0", "http", "10.96.120.14", 30080, 40052))
    return Scenario("ipv6-service", "a dual-stack Service over IPv6: ClusterIP and nodePort, and once over IPv4", talks, (WEB, NGINX_2), (service,),
                    taps=("client", "worker-1", "worker-2"), ipv6=True)


def no_endpoints():
    talks = (Talk("web-0", "http", "10.96.120.14", 30080, 40060), Talk("client", "http", WORKER_1.ip, 30001, 51560))
    return Scenario("no-endpoints", "a Service without endpoints: the node rejects with ICMP", talks, (WEB,), (NGINX_SERVICE,))


def wrong_targetport():
    service = Service("nginx-service", "10.96.120.14", (Port(30080, 8080, node_port=30001),), {"app": "nginx"})
    talks = (Talk("web-0", "http", "10.96.120.14", 30080, 40070), Talk("client", "http", WORKER_1.ip, 30001, 51570))
    return Scenario("wrong-targetport", "the Service's targetPort is 8080 but the pod listens on 80: the pod refuses", talks, (WEB, NGINX_1),
                    (service,))


def ping_clusterip():
    talks = (Talk("web-0", "ping", "10.96.120.14", source=4321, requests=2), Talk("web-0", "ping", NGINX_2.ip, source=4322, requests=2))
    return Scenario("ping-clusterip", "a ping to a ClusterIP leaks out unanswered; the same ping to a PodIP is answered", talks, (WEB, NGINX_2),
                    (NGINX_SERVICE,), taps=("worker-1",))


def any_sll2():
    return Scenario("any-sll2", "nginx-service and mysql-service once more, taken with `tcpdump -i any`", TO_NGINX[:2] + TO_MYSQL,
                    (NGINX_1, WEB, MYSQL_0), (NGINX_SERVICE, MYSQL_SERVICE), taps=("worker-1",), any=True)


def port_reuse():
    talks = tuple(Talk("client", "http", WORKER_1.ip, 30001, 51580, pause=0.5) for _ in range(2))
    return Scenario("port-reuse", "two connections one after the other from the same client port", talks, (NGINX_1,), (NGINX_SERVICE,))


def mid_stream():
    talks = (Talk("client", "http", WORKER_1.ip, 30001, 51590, requests=4, held=True),
             Talk("web-0", "http", "10.96.120.14", 30080, 40090, requests=4, held=True))
    return Scenario("mid-stream", "two connections that are older than the capture: no handshake to be seen", talks, (NGINX_1, WEB), (NGINX_SERVICE,))


def two_services_one_pod():
    services = (Service("shop", "10.96.70.1", (Port(80, 80, node_port=30070),), {"app": "nginx"}),
                Service("shop-internal", "10.96.70.2", (Port(8000, 80),), {"app": "nginx"}))
    talks = (Talk("web-0", "http", "10.96.70.1", 80, 40100), Talk("web-0", "http", "10.96.70.2", 8000, 40102),
             Talk("client", "http", WORKER_1.ip, 30070, 51600))
    return Scenario("two-services-one-pod", "two Services select the same pod, and both are used", talks, (NGINX_1, WEB), services)


ALL = {scenario.name: scenario for scenario in (make() for make in (
    nginx_service, mysql_service, influxdb, nodeport_vxlan, pod_to_pod, pod_to_outside, mysql_from_outside, dns_clusterip, hairpin, etp_local,
    ipv6_service, no_endpoints, wrong_targetport, ping_clusterip, any_sll2, port_reuse, mid_stream, two_services_one_pod))}
