"""Faults that stand in the objects alone: nothing selected, nothing behind a Service, a port of another name."""
from dataclasses import replace

from . import objects
from .faults_objects import find, slice_of
from .faults_stage import Stage, idler, server
from .model import WORKER_1, WORKER_2, Port, Service


def selector_matches_nothing(folder, broken, mode="iptables"):
    pods = (idler("shop-0", WORKER_1, 12), server("cart-7c9", WORKER_2, 21, 8080, "cart"))
    service = Service("cart", "10.96.44.7", (Port(80, 8080, node_port=30144),), {"app": "cort" if broken else "cart"})
    admin = Service("cart-admin", "10.96.44.17", (Port(8081, 8080, node_port=30145),), {"app": "cart"})
    with Stage(folder, pods, (service, admin), mode) as stage:
        stage.watch()
        stage.dial("shop-0", "10.96.44.7", 80, 41000)
        stage.dial("client", WORKER_1.ip, 30144, 52000)
        stage.dial("shop-0", "10.96.44.17", 8081, 41002)


def selector_matches_nothing_nft(folder, broken): return selector_matches_nothing(folder, broken, "nft")


def named_target_port_missing(folder, broken):
    """The endpoint controller finds no container port of that name, so the slice has endpoints and no port."""
    pods = (idler("shop-0", WORKER_1, 12), server("ledger-0", WORKER_2, 22, 7070, "ledger"))
    if not broken:
        pods = (pods[0], replace(pods[1], ports=(replace(pods[1].ports[0], name="web"),)))
    shown = Service("ledger", "10.96.44.8", (Port(8000, 7070),), {"app": "ledger"})
    ruled = replace(shown, selector={"app": "nobody"}) if broken else shown
    with Stage(folder, pods, (ruled,)) as stage:
        if broken:
            stage.items = with_endpoints(stage, shown)
        find(stage.items, "Service", "ledger")["spec"]["ports"][0]["targetPort"] = "web"
        stage.watch()
        stage.dial("shop-0", "10.96.44.8", 8000, 41010)
        stage.dial("shop-0", "10.96.44.8", 8000, 41012)
        stage.finish()


def with_endpoints(stage, service):
    """The objects of the Service as it is, though the rules have no endpoint of it."""
    from . import objects
    items = objects.everything(replace(stage.scenario, services=(service,)))
    slice_of(items, service.name)["ports"] = None
    return items


def service_without_endpoints(folder, broken):
    """A Service without selector, whose slice somebody should have written by hand."""
    pods = (idler("report-1", WORKER_2, 14), server("oracle", WORKER_1, 33, 1521, "oracle"))
    service = Service("legacy-db", "10.96.45.9", (Port(1521, 1521),), {"app": "nobody" if broken else "oracle"}, namespace="default")
    with Stage(folder, pods, (service,)) as stage:
        del find(stage.items, "Service", "legacy-db")["spec"]["selector"]
        if broken:
            stage.items.remove(slice_of(stage.items, "legacy-db"))
        else:
            found = slice_of(stage.items, "legacy-db")
            found["metadata"]["labels"] = {"kubernetes.io/service-name": "legacy-db"}
            del found["endpoints"][0]["targetRef"]
        stage.watch()
        stage.dial("report-1", "10.96.45.9", 1521, 41020)
        stage.finish()


FAULTS = {"selector-matches-nothing": selector_matches_nothing, "selector-matches-nothing-nft": selector_matches_nothing_nft,
          "named-target-port-missing": named_target_port_missing,
          "service-without-endpoints": service_without_endpoints}
