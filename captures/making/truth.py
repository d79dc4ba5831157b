"""Joins what the witnesses saw into truth.json. hopscope is never asked."""
from collections import defaultdict

from . import pcap
from .model import CLIENT, CLIENT6, NODES
from .witnesses import entries

LEGEND = {
    "legs": "the tuple [source, port, destination, port] as the client sent it, then after each node that changed it (conntrack); ICMP: the "
            "echo id stands for both ports",
    "halves": "tuples between DNAT and SNAT of one node that a tap really shows",
    "observed": "packets of exactly that tuple at each tap: forward, back, and ICMP errors quoting it; encap vxlan: inside a VXLAN packet",
    "hops": "what each node's conntrack held: original as it came in, reply as its answer will come in",
}


def truth(scenario, said, served, events, records, files):
    """The whole of truth.json. `records`: {tap: packets}; `files`: {tap: file name}."""
    sightings = Sightings(records)
    known = entries(events)
    windows = time_windows(said)
    connections = [connection(scenario, number, talk, window, known, served, sightings)
                   for number, (talk, window) in enumerate(zip(said, windows), 1)]
    taps = {tap: {"file": files[tap], "packets": len(records[tap])} for tap in records}
    return {"scenario": scenario.name, "title": scenario.title, "witnesses": ["conntrack", "server logs", "client results", "making/pcap.py"],
            "legend": LEGEND, "taps": taps, "connections": connections}


def time_windows(said):
    """From a talk's start to the start of the next with the same ends: this tells two uses of one client port apart."""
    def same(a, b): return all(a[key] == b[key] for key in ("who", "protocol", "front")) and a["client"][1] == b["client"][1]
    return [(talk["start"] - 0.02, min([other["start"] - 0.02 for other in said[index + 1:] if same(talk, other)], default=talk["end"] + 60))
            for index, talk in enumerate(said)]


class Sightings:
    """Counts of tuples at taps, from the packets."""

    def __init__(self, records):
        self.seen = defaultdict(list)               # (protocol, tuple) → [(tap, encap, error, packet number, time, sight)]
        for tap, packets in records.items():
            for number, record in enumerate(packets, 1):
                place = tap if record.link != pcap.SLL2 else f"{tap}/{record.interface}"
                for sight in pcap.sights(record):
                    self.seen[sight.protocol, sight.tuple].append((place, sight.encap, sight.error, number, record.time / 1e9, sight))

    def of(self, protocol, tuple_, window):
        return [s for s in self.seen[protocol, tuple_] if window[0] <= s[4] < window[1]]

    def observed(self, protocol, forward, window):
        rows = {}
        for direction, tuple_ in (("forward", forward), ("back", forward[2:] + forward[:2])):
            for place, encap, error, number, _, _ in self.of(protocol, tuple_, window):
                row = rows.setdefault((place, encap), {"tap": place, "encap": encap, "forward": 0, "back": 0, "errors": 0, "first_packet": number})
                row["errors" if error else direction] += 1
                row["first_packet"] = min(row["first_packet"], number)
        return list(rows.values())

    def initial_sequence(self, forward, window):
        return next((s[5].sequence for s in self.of("tcp", forward, window) if s[5].flags & 0x12 == 0x02), None)


def connection(scenario, number, talk, window, known, served, sightings):
    protocol, front = talk["protocol"], talk["front"]
    first = (client_address(scenario, talk), talk["client"][1], *front)
    hops = path(protocol, first, window, known, start_node(scenario, talk))
    legs, changes = legs_of(first, hops), translations(hops)
    observed = {leg: sightings.observed(protocol, leg, window) for leg in legs}
    service, entrance = meaning(scenario, protocol, front)
    backend = backend_of(scenario, protocol, legs[-1])
    outcome = "rejected" if talk["outcome"] == "refused" and any(row["errors"] for row in observed[first]) else talk["outcome"]
    return {
        "id": f"{scenario.name}-{number}", "protocol": protocol, "client": list(first[:2]), "client_name": who(scenario, talk),
        "front": front, "service": service, "entrance": entrance, "outcome": outcome, "heard": talk["heard"],
        "backend": backend, "server_saw": server_saw(talk, protocol, legs[-1], backend, served, window),
        "isn": sightings.initial_sequence(first, window) if protocol == "tcp" else None, "start": talk["start"], "end": talk["end"],
        "translated": changes,
        "hops": [{"node": h.node, "original": list(h.original), "reply": list(h.reply)} for h in hops],
        "legs": [{"tuple": list(leg), "after": after, "observed": observed[leg]}
                 for leg, after in zip(legs, [None, *(change["node"] for change in changes)])],
        "halves": halves(protocol, legs, window, sightings),
    }


def who(scenario, talk):
    pod = next((p for p in scenario.pods if p.name == talk["who"]), None)
    return pod.full_name if pod else talk["who"]


def client_address(scenario, talk):
    family = 6 if ":" in talk["front"][0] else 4
    pod = next((p for p in scenario.pods if p.name == talk["who"]), None)
    return pod.address(family) if pod else (CLIENT if family == 4 else CLIENT6)


def start_node(scenario, talk):
    pod = next((p for p in scenario.pods if p.name == talk["who"]), None)
    return pod.node.name if pod else next((n.name for n in NODES if talk["front"][0] in (n.ip, n.ip6)), None)


def path(protocol, first, window, known, node):
    """Follows the connection from table to table: where one node's change ends, the next node's original begins."""
    hops, current = [], first
    while True:
        found = [e for e in known if e.protocol == protocol and e.original == current and window[0] <= e.time < window[1]
                 and e.node not in [h.node for h in hops]]
        if not found:
            return hops
        hops.append(min(found, key=lambda e: (e.node != node, e.time)))
        current = hops[-1].translated


def translations(hops):
    return [{"node": h.node, "tuple": list(h.translated), "dnat": h.original[2] != h.translated[2],
             "snat": h.original[0] != h.translated[0]} for h in hops if h.original != h.translated]


def legs_of(first, hops): return list(dict.fromkeys([first, *(h.translated for h in hops)]))


def halves(protocol, legs, window, sightings):
    if len(legs) < 2:
        return []
    first, last = legs[0], legs[-1]
    mixed = [m for m in (first[:2] + last[2:], last[:2] + first[2:]) if m not in legs]
    return [{"tuple": list(m), "observed": seen} for m in mixed if (seen := sightings.observed(protocol, m, window))]


def meaning(scenario, protocol, front):
    """(the Service a front belongs to, the kind of entrance), from the scenario's objects."""
    address, port = front
    for service in scenario.services:
        addresses = (service.cluster_ip, service.cluster_ip6)
        if protocol == "icmp" and address in addresses:
            return service.full_name, "ClusterIP"
        for p in service.ports:
            if p.protocol.lower() == protocol and address in addresses and p.port == port:
                return service.full_name, "port"
            if p.protocol.lower() == protocol and any(address in (n.ip, n.ip6) for n in NODES) and p.node_port == port:
                return service.full_name, "nodePort"
    for pod in scenario.pods:
        if protocol == "icmp" and address in (pod.ip, pod.ip6):
            return None, "PodIP"
        for p in pod.ports:
            if p.protocol.lower() == protocol and address in (pod.ip, pod.ip6) and p.port == port:
                return None, "containerPort"
            if p.protocol.lower() == protocol and address == pod.node.ip and p.host_port == port:
                return None, "hostPort"
    return None, None


def backend_of(scenario, protocol, leg):
    for pod in scenario.pods:
        if leg[2] in (pod.ip, pod.ip6):
            return {"pod": pod.full_name, "node": pod.node.name, "ip": leg[2], "port": leg[3] if protocol != "icmp" else None}
    return None


def server_saw(talk, protocol, leg, backend, served, window):
    """The peer in the server's own log. It must be the source of the last leg, else the truth is not one."""
    peers = [s["peer"] for s in served if s["protocol"] == protocol and s["peer"] == list(leg[:2]) and window[0] <= s["at"] < window[1]
             and (not backend or s["host"] == backend["pod"].split("/")[1])]
    if talk["outcome"] == "ok" and protocol != "icmp" and not peers:
        raise RuntimeError(f"no server saw {leg}")
    return peers[0] if peers else None
