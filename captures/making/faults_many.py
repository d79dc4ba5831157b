"""Faults that only many connections or many packets show: uneven spread, retransmissions, one direction."""
import time

from .faults_endpoints import steer
from .faults_objects import born, find
from .faults_stage import Stage, idler, server
from .model import WORKER_1, WORKER_2, Port, Service

CATALOG = Service("catalog", "10.96.100.50", (Port(80, 8000, node_port=31800),), {"app": "catalog"})
CATALOGS = tuple(server(f"catalog-{index}", node, 80 + index, 8000, "catalog") for index, node in enumerate((WORKER_1, WORKER_2, WORKER_1)))
SHELF = idler("shelf-0", WORKER_1, 90)
HEADERS, ONE_TAP = 128, ("worker-1",)


def uneven_connections(folder, broken):
    """Of sixty new connections nearly all go to one of three ready pods; the twin's are drawn by lot."""
    with Stage(folder, (*CATALOGS, SHELF), (CATALOG,), watch=ONE_TAP, snap=HEADERS) as stage:
        if broken:
            for source in range(42000, 42057):
                steer(stage, CATALOG, source, CATALOGS[2])
            for source, pod in ((42057, CATALOGS[0]), (42058, CATALOGS[0]), (42059, CATALOGS[1])):
                steer(stage, CATALOG, source, pod)
        stage.watch()
        for first in range(42000, 42060, 6):
            for source in range(first, first + 6):
                stage.dial("shelf-0", CATALOG.cluster_ip, 80, source, "idle 0.01")
            stage.finish()


def uneven_connections_affinity(folder, broken):
    """All of a client's connections go to one pod: a fault, unless the Service promises exactly that."""
    with Stage(folder, (*CATALOGS, SHELF), (CATALOG,), watch=ONE_TAP, snap=HEADERS) as stage:
        if not broken:
            find(stage.items, "Service", "catalog")["spec"].update(sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 10800}})
        for source in range(42300, 42340):
            steer(stage, CATALOG, source, CATALOGS[0])
        stage.watch()
        for first in range(42300, 42340, 5):
            for source in range(first, first + 5):
                stage.dial("shelf-0", CATALOG.cluster_ip, 80, source, "idle 0.01")
            stage.finish()


def uneven_open_connections(folder, broken):
    """Twenty connections were made when there was one pod; the second came ten minutes ago and has none of them."""
    old, young = CATALOGS[0], CATALOGS[1]
    with Stage(folder, (old, young, SHELF), (CATALOG,), watch=ONE_TAP, snap=HEADERS, conntrack=ONE_TAP) as stage:
        born(stage.items, time.time() - 5 * 86400, old.name)
        born(stage.items, time.time() - (600 if broken else 5 * 86400), young.name)
        stage.history("cluster.yaml", stage.items, time.time())
        for index, source in enumerate(range(42100, 42120)):
            steer(stage, CATALOG, source, old if broken or index % 2 else young)
            stage.dial("shelf-0", CATALOG.cluster_ip, 80, source, "get", "hold", "get", "idle 1", "get", "idle 3")
        stage.watch()
        stage.release()
        time.sleep(1.6)
        stage.stop_watching()


def retransmission_storm(folder, broken):
    """Behind the taps, between the router and the client, four of ten packets are lost."""
    pod = server("files-0", WORKER_1, 91, 8600, "files", kind="http")
    service = Service("files", "10.96.100.51", (Port(80, 8600, node_port=31860),), {"app": "files"})
    with Stage(folder, (pod,), (service,), watch=ONE_TAP, snap=HEADERS) as stage:
        if broken:
            stage.on("router", "iptables -A FORWARD -d 203.0.113.7 -m statistic --mode random --probability 0.4 -j DROP")
        stage.watch()
        for source in (52700, 52702, 52704):
            stage.dial("client", WORKER_1.ip, 31860, source, *["get"] * 10, "close", patience=9)
        stage.finish()
        if broken:
            stage.note("router: " + stage.on("router", "iptables -nvxL FORWARD").splitlines()[-1])


def one_sided_capture(folder, broken):
    """The capture's filter lets one direction pass."""
    only = f"ip and (src host {SHELF.ip} or src host 203.0.113.7 or src host {WORKER_1.pods}.0 or src host {WORKER_1.ip})" if broken else ""
    with Stage(folder, (CATALOGS[1], SHELF), (CATALOG,), watch=ONE_TAP, only=only) as stage:
        stage.watch()
        for source in (42200, 42202, 42204):
            stage.dial("shelf-0", CATALOG.cluster_ip, 80, source)
        stage.dial("client", WORKER_1.ip, 31800, 52710)
        stage.note(f"filter: {only or 'none'}")


FAULTS = {"uneven-connections": uneven_connections, "uneven-connections-affinity": uneven_connections_affinity,
          "uneven-open-connections": uneven_open_connections, "retransmission-storm": retransmission_storm,
          "one-sided-capture": one_sided_capture}
