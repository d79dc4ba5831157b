"""Endpoints that come, go, restart or are chosen where they should not be."""
import time
from dataclasses import replace

from . import objects, rules
from .faults_objects import born, endpoint_of, find, slice_of, when
from .faults_stage import Stage, chain, idler, server
from .model import NODES, WORKER_1, WORKER_2, Port, Service
from .namespaces import inside, run

ORDERS = Service("orders", "10.96.61.12", (Port(80, 3000, node_port=30612),), {"app": "orders"})
ORDERS_A, ORDERS_B = (server(f"orders-{tail}", node, host, 3000, "orders") for tail, node, host in (("a1", WORKER_1, 31), ("b2", WORKER_2, 32)))
WEB = idler("front-0", WORKER_1, 34)


def steer(stage, service, source, pod, node="worker-1"):
    """Leaves nothing to chance: what comes from that address or port goes to that pod."""
    port = service.ports[0]
    match = f"--sport {source}" if isinstance(source, int) else f"-s {source}"
    address, proto = (match, "-p tcp") if isinstance(source, int) else ("", f"-p tcp {match}")
    to = chain("SEP", service, port, f"{pod.ip}:{port.target}")
    stage.on(node, f"iptables -t nat -I {chain('SVC', service, port)} 2 {proto} -m tcp {address} -j {to}")


def terminating_endpoint(folder, broken):
    """A pod was told to end three seconds ago, and its server has; the node's rules still have it."""
    leaving = replace(ORDERS_A, serves=()) if broken else ORDERS_A
    with Stage(folder, (leaving, ORDERS_B, WEB), (ORDERS,)) as stage:
        for source, pod in ((41300, leaving), (41302, ORDERS_B), (41304, leaving), (41306, ORDERS_B)):
            steer(stage, ORDERS, source, pod)
        if broken:
            told = time.time() - 3
            find(stage.items, "Pod", leaving.name)["metadata"].update(deletionTimestamp=when(told + 30), deletionGracePeriodSeconds=30)
            endpoint_of(stage.items, "orders", leaving.name)["conditions"] = {"ready": False, "serving": False, "terminating": True}
            stage.note(f"pod orders-a1 was told to end at {when(told)}, with 30 s to do so")
        stage.watch()
        for source in (41300, 41302, 41304, 41306):
            stage.dial("front-0", "10.96.61.12", 80, source)


def programming_lag(folder, broken):
    """The pod is ready, the slice has it, and the rules come two and a half seconds later."""
    pods = (replace(ORDERS_B, ready=False), WEB)
    with Stage(folder, pods, (ORDERS,)) as stage:
        after = replace(stage.scenario, pods=(ORDERS_B, WEB))
        later = objects.everything(after)
        start = time.time()
        born(stage.items, start - 40, ORDERS_B.name)
        born(later, start, ORDERS_B.name)
        find(later, "Pod", ORDERS_B.name)["status"]["startTime"] = when(start - 40)
        slice_of(later, "orders")["metadata"].setdefault("annotations", {})["endpoints.kubernetes.io/last-change-trigger-time"] = when(start)
        stage.history("before.yaml", stage.items, start - 5)
        stage.history("after.yaml", later, start + 1)
        stage.watch()
        if not broken:
            load(after)
        for wait, source in ((0.3, 41310), (0.7, 41312), (2.5, 41314), (0.5, 41316)):
            time.sleep(wait)
            if broken and source == 41314:
                stage.note(f"the rules of the endpoint came at {time.time():.3f}, the endpoint at {when(start)}")
                load(after)
            stage.dial("front-0", "10.96.61.12", 80, source)


def load(scenario):
    for node in NODES:
        rules.load(node, scenario, lambda words, text, host=node.name: run(inside(host, words), input=text))


def peer_restarted(folder, broken):
    """The pod's process and all its connections are gone without a FIN; a new one listens at once, with the same address."""
    pod = replace(ORDERS_B, serves=(("forgetful", 3000),))
    with Stage(folder, (pod, WEB), (ORDERS,), conntrack=("worker-1",)) as stage:
        stage.watch()
        for who, host, port, source in (("front-0", "10.96.61.12", 80, 41320), ("client", WORKER_1.ip, 30612, 52320)):
            stage.dial(who, host, port, source, "get", "hold", "get", "close")
        time.sleep(1)
        if broken:
            restart(stage, pod)
        stage.finish()
        stage.dial("front-0", "10.96.61.12", 80, 41322)


def peer_restarted_new_pod(folder, broken):
    """Another pod got the address of the one that is gone, and knows nothing of its connections."""
    pod = replace(ORDERS_B, serves=(("forgetful", 3000),))
    with Stage(folder, (pod, WEB), (ORDERS,)) as stage:
        start = time.time()
        born(stage.items, start - 4000, pod.name)
        stage.history("before.yaml", stage.items, start - 1)
        stage.watch()
        stage.dial("front-0", "10.96.61.12", 80, 41324, "get", "hold", "get", "close")
        time.sleep(2)
        later = stage.items
        if broken:
            restart(stage, pod)
            later = objects.everything(replace(stage.scenario, pods=(replace(pod, name="orders-c3"), WEB)))
            born(later, time.time(), "orders-c3")
        time.sleep(1)
        stage.finish()
        stage.dial("front-0", "10.96.61.12", 80, 41326)
        stage.history("after.yaml", later, time.time() + 1)


def restart(stage, pod):
    process = stage.servers.pop((pod.name, 3000))
    stage.heard_by(pod.name, process, "\n")
    stage.note(f"server {pod.name}: ended at {time.time():.3f}, its connections closed under TCP_REPAIR")
    stage.serve(pod.name, "http", 3000)
    found = find(stage.items, "Pod", pod.name)["status"]
    found["containerStatuses"] = [{"name": "nginx", "ready": True, "restartCount": 1, "state": {"running": {"startedAt": when(time.time())}},
                                   "lastState": {"terminated": {"exitCode": 137, "reason": "Error", "finishedAt": when(time.time())}}}]


def session_affinity_broken(folder, broken):
    """The Service promises affinity; the rules draw lots. The twin has kube-proxy's own rules for affinity, and two clients."""
    with Stage(folder, (ORDERS_A, ORDERS_B, WEB), (ORDERS,)) as stage:
        find(stage.items, "Service", "orders")["spec"].update(sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 10800}})
        if broken:
            for source, pod in ((52330, ORDERS_A), (52332, ORDERS_B), (52334, ORDERS_A), (52336, ORDERS_B)):
                steer(stage, ORDERS, source, pod)
        else:
            steer(stage, ORDERS, "203.0.113.7", ORDERS_A)
            steer(stage, ORDERS, WEB.ip, ORDERS_B)
            remember(stage)
        stage.watch()
        for source in (52330, 52332, 52334, 52336):
            stage.dial("client", WORKER_1.ip, 30612, source)
            stage.finish()
        if not broken:
            stage.dial("front-0", "10.96.61.12", 80, 41330)
            stage.finish()
            stage.dial("front-0", "10.96.61.12", 80, 41332)
            steer(stage, ORDERS, "203.0.113.7", ORDERS_B, "worker-2")
            stage.dial("client", WORKER_2.ip, 30612, 52338)


def remember(stage):
    port = ORDERS.ports[0]
    for pod in (ORDERS_A, ORDERS_B):
        sep = chain("SEP", ORDERS, port, f"{pod.ip}:{port.target}")
        stage.on("worker-1", f"iptables -t nat -I {chain('SVC', ORDERS, port)} 2 -m recent --name {sep} --rcheck --seconds 10800 --reap -j {sep}",
                 f"iptables -t nat -I {sep} 2 -p tcp -m recent --name {sep} --set")


FAULTS = {"terminating-endpoint": terminating_endpoint, "programming-lag": programming_lag, "peer-restarted": peer_restarted,
          "peer-restarted-new-pod": peer_restarted_new_pod, "session-affinity-broken": session_affinity_broken}
