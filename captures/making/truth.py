"""Joins what the witnesses saw into truth.json. hopscope is never asked."""
from collections import defaultdict

from . import pcap
from .model import CLIENT, CLIENT6, NODES
from .witnesses import Entry, entries

LEGEND = {
    "legs": "the tuple [source, port, destination, port] as the client sent it, then after each node that changed it (conntrack); ICMP: the "
            "echo id stands for both ports",
    "halves": "tuples between DNAT and SNAT of one node that a tap really shows",
    "observed": "packets of exactly that tuple at each tap: forward, back, and ICMP errors quoting it; encap vxlan: inside a VXLAN packet",
    "hops": "what each node's conntrack held: original as it came in, reply as its answer will come in; witness rule: a rule without "
            "memory, which conntrack cannot see",
    "undecidable": "why packets alone cannot tell which of several connections this one's halves belong to; conntrack can",
    "related": "one connection of the client that was mapped more than once stands here once per mapping",
    "continues": "a proxy made this connection to carry on that one",
}


def truth(scenario, said, served, events, records, files):
    """The whole of truth.json. `records`: {tap: packets}; `files`: {tap: file name}."""
    sightings = Sightings(records)
    known = entries(events)
    windows = time_windows(said)
    connections = [each for number, (talk, window) in enumerate(zip(said, windows), 1)
                   for each in mappings(scenario, number, talk, window, known, served, sightings)]
    name_continuations(connections, said)
    taps = {tap: {"file": files[tap], "packets": len(records[tap])} for tap in records}
    return {"scenario": scenario.name, "title": scenario.title, "witnesses": ["conntrack", "server logs", "client results", "making/pcap.py"],
            "legend": LEGEND, "taps": taps, "connections": connections}


def time_windows(said):
    """From a talk's start to the start of the next from the same port after its end: this tells two uses of one client port apart."""
    def same(a, b): return (a["who"], a["protocol"], a["client"][1]) == (b["who"], b["protocol"], b["client"][1]) and b["start"] >= a["end"]
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

    def observed(self, protocol, forward, window, isn=None):
        """`isn`: only packets that speak of the client's bytes from there on."""
        rows = {}
        for direction, tuple_ in (("forward", forward), ("back", forward[2:] + forward[:2])):
            for place, encap, error, number, _, sight in self.of(protocol, tuple_, window):
                of_client = sight.sequence if direction == "forward" else sight.acknowledged
                if isn is not None and (of_client - isn) % 2**32 > 2**20:
                    continue
                row = rows.setdefault((place, encap), {"tap": place, "encap": encap, "forward": 0, "back": 0, "errors": 0, "first_packet": number})
                row["errors" if error else direction] += 1
                row["first_packet"] = min(row["first_packet"], number)
        return list(rows.values())

    def initial_sequence(self, forward, window):
        return next((s[5].sequence for s in self.of("tcp", forward, window) if s[5].flags & 0x12 == 0x02), None)


UNDECIDABLE = "clients send the same datagram at one time, without IP ID and behind SNAT"


def mappings(scenario, number, talk, window, known, served, sightings):
    """A connection as one or more: one per different entry that its first node made for it, each with the packets of its own time."""
    first = (client_address(scenario, talk), talk["client"][1], *talk["front"])
    entries_ = first_entries(talk["protocol"], first, window, known, start_node(scenario, talk))
    starts = mapping_starts(entries_, window, sightings)
    found = [connection(scenario, f"{number}{chr(97 + index) if entries_[1:] else ''}",
                        talk if span[1] == window[1] else {**talk, "outcome": None, "heard": None}, first, span, known, served, sightings)
             for index, span in enumerate(zip(starts, [*starts[1:], window[1]]))]
    for one in found[:-1]:
        one["outcome"] = "ok" if one["server_saw"] else "reset"
    for one in found if found[1:] else ():
        one["related"] = [other["id"] for other in found if other is not one]
    return found


def first_entries(protocol, first, window, known, node):
    """The entries that one node made for it, those left out that map as the one before."""
    fitting = [e for e in known if (e.protocol, e.original) == (protocol, first) and window[0] <= e.time < window[1]]
    at = min(fitting, key=lambda e: (e.node != node, e.time)).node if fitting else None
    own = [e for e in fitting if e.node == at]
    return own[:1] + [e for before, e in zip(own, own[1:]) if e.reply != before.reply]


def mapping_starts(entries_, window, sightings):
    """Each begins with the first packet of the new mapping, less the millisecond in which that packet came from its client."""
    starts = [window[0]]
    for entry in entries_[1:]:
        seen = [s[4] for s in sightings.of(entry.protocol, entry.translated, window) if s[4] > starts[-1] + 0.001]
        starts.append(min(seen, default=entry.time) - 0.001)
    return starts


def connection(scenario, number, talk, first, window, known, served, sightings):
    protocol, front = talk["protocol"], talk["front"]
    hops = path(protocol, first, window, known, start_node(scenario, talk), scenario.rewrites)
    legs, changes = legs_of(first, hops), translations(hops)
    isn = sightings.initial_sequence(first, window) if protocol == "tcp" else None
    only = isn if scenario.by_numbers else None
    observed = {leg: sightings.observed(protocol, leg, window, only) for leg in legs}
    service, entrance = meaning(scenario, protocol, front)
    backend = backend_of(scenario, protocol, legs[-1])
    outcome = "rejected" if talk["outcome"] == "refused" and any(row["errors"] for row in observed[first]) else talk["outcome"]
    return {
        "id": f"{scenario.name}-{number}", "protocol": protocol, "client": list(first[:2]), "client_name": who(scenario, talk),
        "front": front, "service": service, "entrance": entrance, "outcome": outcome, "heard": talk["heard"],
        "backend": backend, "server_saw": server_saw(talk, protocol, legs[-1], backend, served, window),
        "isn": isn, "start": talk["start"], "end": talk["end"],
        "translated": changes,
        "hops": [{"node": h.node, "original": list(h.original), "reply": list(h.reply), **({} if h.time else {"witness": "rule"})}
                 for h in hops],
        "legs": [{"tuple": list(leg), "after": after, "observed": observed[leg]}
                 for leg, after in zip(legs, [None, *(change["node"] for change in changes)])],
        "halves": halves(protocol, legs, window, sightings, only),
        **({"undecidable": UNDECIDABLE} if talk.get("kind") == "udp-zero" and any(change["snat"] for change in changes) else {}),
    }


def who(scenario, talk):
    pod = scenario.pod(talk["who"])
    return pod.full_name if pod else talk["who"]


def client_address(scenario, talk):
    """As its socket says; where it says nothing, as the objects say."""
    family = 6 if ":" in talk["front"][0] else 4
    pod, node = scenario.pod(talk["who"]), next((n for n in NODES if n.name == talk["who"]), None)
    if node and not talk["client"][0]:                          # refused: the address of its device towards its own pods, or its own
        return f"{node.pods}.1" if talk["front"][0].startswith(f"{node.pods}.") else node.ip
    return talk["client"][0] or (pod.address(family) if pod else (CLIENT if family == 4 else CLIENT6))


def start_node(scenario, talk):
    pod = scenario.pod(talk["who"])
    if pod and pod.name in scenario.watched_pods:
        return f"pod-{pod.name}"
    if pod or talk["who"].startswith("worker"):
        return pod.node.name if pod else talk["who"]
    return next((n.name for n in NODES if talk["front"][0] in (n.ip, n.ip6)), None)


def path(protocol, first, window, known, node, rewrites):
    """Follows the connection from table to table: where one node's change ends, the next node's original begins."""
    hops, current = [], first
    while True:
        found = [e for e in known if e.protocol == protocol and e.original == current and window[0] <= e.time < window[1]
                 and e.node not in [h.node for h in hops]]
        if not found and current[2:] in (fronts := {r.front: r for r in rewrites}):
            rule = fronts[current[2:]]
            found = [Entry(rule.node, protocol, current, (*rule.back, *current[:2]), 0)]
        if not found:
            return hops
        hops.append(min(found, key=lambda e: (e.node != node, e.time)))
        current = hops[-1].translated


def translations(hops):
    return [{"node": h.node, "tuple": list(h.translated), "dnat": h.original[2] != h.translated[2],
             "snat": h.original[0] != h.translated[0]} for h in hops if h.original != h.translated]


def legs_of(first, hops): return list(dict.fromkeys([first, *(h.translated for h in hops)]))


def halves(protocol, legs, window, sightings, isn):
    mixed = dict.fromkeys(source[:2] + destination[2:] for source in legs for destination in legs)
    return [{"tuple": list(m), "observed": seen} for m in mixed if m not in legs and (seen := sightings.observed(protocol, m, window, isn))]


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
            if p.protocol.lower() == protocol and (address == "127.0.0.1" or any(address in (n.ip, n.ip6) for n in NODES)) and p.node_port == port:
                return service.full_name, "nodePort"
    for pod in scenario.pods:
        if protocol == "icmp" and address in (pod.ip, pod.ip6):
            return None, "PodIP"
        for p in pod.ports:
            if p.protocol.lower() == protocol and address in (pod.ip, pod.ip6) and p.port == port:
                return None, "containerPort"
            if p.protocol.lower() == protocol and address in (pod.node.ip, pod.node.ip6) and p.host_port == port:
                return None, "hostPort"
    return None, None


def backend_of(scenario, protocol, leg):
    for pod in scenario.pods:
        if leg[2] in (pod.ip, pod.ip6) and (not pod.host_network or leg[3] in [p.port for p in pod.ports]):
            return {"pod": pod.full_name, "node": pod.node.name, "ip": leg[2], "port": leg[3] if protocol != "icmp" else None}
    return None


def server_saw(talk, protocol, leg, backend, served, window):
    """The peer in the server's own log. It must be the source of the last leg, else the truth is not one."""
    peers = [s["peer"] for s in served if s["protocol"] == protocol and s["peer"] == list(leg[:2]) and window[0] <= s["at"] < window[1]
             and (not backend or s["host"] == backend["pod"].split("/")[1])]
    if talk["outcome"] == "ok" and protocol != "icmp" and not peers:
        raise RuntimeError(f"no server saw {leg}")
    return peers[0] if peers else None


def name_continuations(connections, said):
    """A proxy's own log says for whom it dialled."""
    for talk in said:
        for one in connections if talk.get("for") else ():
            if one["client"][1] == talk["client"][1] and one["client_name"].endswith(talk["who"]) and one["front"] == talk["front"]:
                one["continues"] = next(c["id"] for c in connections if c["server_saw"] == talk["for"] and c is not one)
