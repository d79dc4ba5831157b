"""Faults as one meets them: several at one time among what works, and the single ones taken with `tcpdump -i any`."""
import time
from dataclasses import replace

from .faults_endpoints import ORDERS, ORDERS_A, ORDERS_B, WEB, peer_restarted, steer, terminating_endpoint
from .faults_objects import endpoint_of, find, when
from .faults_overlay import FAULTS as OVERLAY, mtu_black_hole
from .faults_refused import FAULTS as REFUSED
from .faults_services import application_silent
from .faults_stage import Stage, as_any, idler, server
from .model import WORKER_1, WORKER_2, Port, Service

REPORT, CART = server("report-3", WORKER_2, 95, 8500, "report"), server("cart-1", WORKER_1, 96, 8080, "cart")
BUYER = idler("buyer-0", WORKER_2, 97)


def several_faults(folder, broken):
    """A terminating endpoint, a silent application, a selector that matches nothing and a wrong port, among connections that are fine."""
    leaving = replace(ORDERS_A, serves=()) if broken else ORDERS_A
    report = replace(REPORT, serves=(("silent", 8500),)) if broken else REPORT
    services = (ORDERS, Service("report", "10.96.62.2", (Port(80, 8500),), {"app": "report"}),
                Service("cart", "10.96.62.3", (Port(80, 8080, node_port=30623),), {"app": "cort" if broken else "cart"}))
    with Stage(folder, (leaving, ORDERS_B, report, CART, WEB, BUYER), services) as stage:
        steer(stage, ORDERS, 41900, leaving)
        steer(stage, ORDERS, 41902, ORDERS_B)
        steer(stage, ORDERS, 41904, ORDERS_B, "worker-2")
        if broken:
            find(stage.items, "Pod", leaving.name)["metadata"].update(deletionTimestamp=when(time.time() + 20), deletionGracePeriodSeconds=30)
            endpoint_of(stage.items, "orders", leaving.name)["conditions"] = {"ready": False, "serving": False, "terminating": True}
        stage.watch()
        stage.dial("front-0", "10.96.61.12", 80, 41900)
        stage.dial("front-0", "10.96.61.12", 80, 41902)
        stage.dial("buyer-0", "10.96.61.12", 80, 41904)
        stage.dial("front-0", "10.96.62.2", 80, 41906, patience=11)
        stage.dial("buyer-0", "10.96.62.3", 80, 41908)
        stage.dial("front-0", "10.96.61.12", 3000 if broken else 80, 41910)
        stage.dial("client", WORKER_1.ip, 30623, 52900)


FAULTS = {"several-faults": several_faults, "mtu-black-hole-any": as_any(mtu_black_hole),
          "overlay-port-blocked-any": as_any(OVERLAY["overlay-port-blocked"]), "peer-restarted-any": as_any(peer_restarted),
          "terminating-endpoint-any": as_any(terminating_endpoint), "wrong-port-kind-clusterip-any": as_any(REFUSED["wrong-port-kind-clusterip"]),
          "application-silent-any": as_any(application_silent)}
