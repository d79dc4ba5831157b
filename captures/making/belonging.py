"""Scenarios about what pods and nodes belong to: the kubelet that probes them, workloads, zones."""
from .model import WORKER_1, WORKER_2, ContainerPort, Pod, Port, Scenario, Service, Talk
from .scenarios import HTTP, NGINX_SERVICE

BOTH = ("worker-1", "worker-2")
PROBED = Pod("nginx-6d5f9c7b8-x2x4z", WORKER_1, 5, {"app": "nginx", "pod-template-hash": "6d5f9c7b8"}, HTTP, (("http", 80),),
             owner=("ReplicaSet", "nginx-6d5f9c7b8"), probes=(("liveness", "httpGet", 80), ("readiness", "httpGet", "http")))
NOT_READY = Pod("api-0", WORKER_1, 6, {"app": "api"}, (ContainerPort(8080),), image="api:2", ready=False, probes=(("readiness", "tcpSocket", 8080),))
API_SERVICE = Service("api-service", "10.96.120.20", (Port(80, 8080),), {"app": "api"})


def kubelet_probes():
    """The node dials its pods as a kubelet does. The other node's curl and the masqueraded client are no probes."""
    healthy = tuple(Talk("worker-1", "http", PROBED.ip, 80, source) for source in (43000, 43002))
    failing = tuple(Talk("worker-1", "http", NOT_READY.ip, 8080, source) for source in (43010, 43012, 43014))
    others = (Talk("worker-2", "http", PROBED.ip, 80, 43020), Talk("client", "http", WORKER_1.ip, 30001, 51610))
    return Scenario("kubelet-probes", "a node probes its pods: one healthy, one where nothing listens", healthy + failing + others,
                    (PROBED, NOT_READY), (NGINX_SERVICE, API_SERVICE), taps=("client", *BOTH), manifests=True)


def zones():
    """Two endpoints in two zones, chosen by chance: some connections cross."""
    def nginx(name, node): return Pod(f"nginx-6d5f9c7b8-{name}", node, 5, {"app": "nginx", "pod-template-hash": "6d5f9c7b8"}, HTTP, (("http", 80),),
                                      owner=("ReplicaSet", "nginx-6d5f9c7b8"))
    job = Pod("report-29404800-qk7wd", WORKER_2, 12, {"job-name": "report-29404800"}, image="busybox:1.36", owner=("Job", "report-29404800"))
    pods = (nginx("aaaaa", WORKER_1), nginx("bbbbb", WORKER_2), Pod("web-0", WORKER_1, 10, {"app": "web"}, image="busybox:1.36"), job)
    talks = (*(Talk("web-0", "http", "10.96.120.14", 30080, source) for source in range(40200, 40208, 2)),
             *(Talk(job.name, "http", "10.96.120.14", 30080, source) for source in range(40210, 40214, 2)),
             *(Talk("client", "http", WORKER_1.ip, 30001, source) for source in range(51620, 51628, 2)))
    workloads = (("ReplicaSet", "default", "nginx-6d5f9c7b8", "Deployment", "nginx"), ("Job", "default", "report-29404800", "CronJob", "report"))

    def wanted(truth):
        ways = {(one["client_name"], one["backend"]["node"]) for one in truth["connections"]}
        return {(who, node.name) for who in ("default/web-0", "client") for node in (WORKER_1, WORKER_2)} <= ways
    return Scenario("zones", "a Deployment over two zones; pods and a client reach it in their own zone and in the other", talks, pods,
                    (NGINX_SERVICE,), taps=("client", *BOTH), manifests=True, zones=True, workloads=workloads, wanted=wanted)


ALL = {scenario.name: scenario for scenario in (make() for make in (kubelet_probes, zones))}
