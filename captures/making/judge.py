"""Compares what hopscope said with the truth: `make.py --judge DIR HOPSCOPE_JSON [--taps PATTERN]`.

DIR holds a truth.json, of this project or of a cluster with the fields t0, t1, fwd, rev, half. HOPSCOPE_JSON is what `replay -o json` printed;
PATTERN (such as `*_any`, `worker-1_*`) names the taps that were given to it, all of them without it. Counted are connections that are one path
holding every tuple that those taps saw, and false joins: paths that hold what no single connection has. Exits 1 on any false join.
"""
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from ipaddress import ip_address
from pathlib import Path

SLACK = 0.25                    # seconds: a client's clock readings stand beside its packets, not on them


@dataclass
class Connection:
    id: str
    start: float
    end: float
    owned: set = field(default_factory=set)         # every tuple it has, seen or not
    seen: set = field(default_factory=set)          # legs that the taps saw
    packets: Counter = field(default_factory=Counter)   # {(host, tuple): packets}
    fitting: list = field(default_factory=list)     # ids of the paths that hold nothing but its tuples


@dataclass
class Track:
    """A path of hopscope's."""
    id: str
    start: float
    end: float
    tuples: set
    packets: Counter


def judge(folder, output, taps="*"):
    """Prints the verdict; returns the number of false joins."""
    known = united(truth(Path(folder), taps))
    tracks = read(output)
    owners = defaultdict(list)
    for connection in known:
        for tuple_ in connection.owned:
            owners[tuple_].append(connection)
    false, foreign = sort_out(tracks, owners)
    report(known, tracks, false, foreign)
    return len(false)


def sort_out(tracks, owners):
    """Gives each path to the connections it fits; returns [(path, why)] for the false ones, and how many hold no known tuple at all."""
    false, foreign = [], 0
    for track in tracks:
        touched = {id(c): c for t in track.tuples for c in owners.get(t, ())}.values()
        fitting = [c for c in touched if track.tuples <= c.owned and during(track, c)]
        own = [c for c in fitting if not surplus(track, c)]
        for connection in own:
            connection.fitting.append(track.id)
        if not touched:
            foreign += 1
        elif not own:
            false.append((track, why(track, touched, fitting)))
    return false, foreign


def during(track, connection): return track.start >= connection.start - SLACK and track.start <= connection.end + SLACK


def surplus(track, connection):
    """Packets that a path has and its connection has not, at one host: they are another connection's with the same tuple."""
    return {key: count for key, count in track.packets.items() if key in connection.packets and count > connection.packets[key]}


def why(track, touched, fitting):
    if fitting:
        key, count = next(iter(surplus(track, fitting[0]).items()))
        return f"{count} packets of {words(key[1])} at {key[0]}; {fitting[0].id} has {fitting[0].packets[key]}"
    nearest = max(touched, key=lambda c: (len(track.tuples & c.owned), during(track, c)))
    strange = track.tuples - nearest.owned
    return f"like {nearest.id}, " + (f"but also {', '.join(map(words, strange))}" if strange else "but at another time")


def words(tuple_): return f"{tuple_[0]} " + " ".join(f"{address}:{port}" for address, port in sorted(tuple_[1], key=str))


def report(known, tracks, false, foreign):
    visible = [c for c in known if c.seen]
    by_id = {track.id: track for track in tracks}
    whole = [c for c in visible if any(c.seen <= by_id[i].tuples for i in c.fitting)]
    once = [c for c in whole if len(c.fitting) == 1]
    missing = [c for c in visible if not c.fitting]
    print(f"{len(known)} connections, {len(visible)} seen at these taps; {len(tracks)} paths, {foreign} of them of other traffic")
    print(f"one path with all observed legs: {len(once)} ({100 * len(once) / max(len(visible), 1):.2f} %)")
    print(f"whole, and other pieces beside it: {len(whole) - len(once)}; in pieces: {len(visible) - len(whole) - len(missing)}; missing: {len(missing)}")
    print(f"falsely joined: {len(false)}")
    for track, reason in false[:20]:
        print(f"  false: path {track.id}: {reason}")
    for connection in ([c for c in visible if c not in whole])[:10]:
        print(f"  not whole: {connection.id}: {len(connection.fitting)} pieces")


# ---- readers

def canonical(protocol, source, source_port, destination, destination_port):
    """Without direction; addresses in one spelling."""
    ends = frozenset([(str(ip_address(source)), int(source_port)), (str(ip_address(destination)), int(destination_port))])
    return protocol.replace("icmpv6", "icmp").replace("icmp6", "icmp"), ends


def truth(folder, taps):
    said = json.loads((folder / "truth.json").read_text())["connections"]
    known = [from_cluster(c, taps) if "t0" in c else from_lab(c, taps) for c in said]
    share_fronts({c.id: c for c in known}, {c["id"]: c["related"] for c in said if "related" in c})
    return known


def share_fronts(known, related):
    """Mappings of one connection share what stands before the translation: each may hold all of those packets."""
    whole = {one: {key: sum(known[each].packets[key] for each in (one, *others)) for key in known[one].packets} for one, others in related.items()}
    for one, packets in whole.items():
        known[one].packets = Counter(packets)


def united(known):
    """Without connections in the protocol, one pair of ports used twice with one mapping is one flow: nobody can tell."""
    groups = {}
    for one in known:
        connectionless = all(tuple_[0] in ("udp", "icmp") for tuple_ in one.owned)
        groups.setdefault(frozenset(one.owned) if connectionless else one.id, []).append(one)
    return [Connection("+".join(c.id for c in group), min(c.start for c in group), max(c.end for c in group), group[0].owned,
                       set().union(*(c.seen for c in group)), sum((c.packets for c in group), Counter())) for group in groups.values()]


def from_lab(c, taps):
    found = Connection(c["id"], c["start"], c["end"])
    for kind in ("legs", "halves"):
        for leg in c[kind]:
            rows = [(r["tap"].split("_")[0], r["forward"] + r["back"], r["errors"]) for r in leg["observed"] if fnmatch(r["tap"].split("/")[0], taps)]
            add(found, canonical(c["protocol"], *leg["tuple"]), rows, kind == "legs")
    return found


def from_cluster(c, taps):
    found = Connection(c["id"], c["t0"], c["t1"])
    for leg in c["legs"]:
        rows = [(r["host"], r["fwd"] + r["rev"], r.get("err", 0)) for r in leg["observed"] if fnmatch(f"{r['host']}_{r['iface']}", taps)]
        add(found, canonical(*leg["tuple"]), rows, True)
        if "half" in leg:
            add(found, canonical(*leg["half"]), [(r["host"], r["fwd"] + r["rev"], 0) for r in leg["half_observed"]], False)
    return found


def add(connection, tuple_, rows, is_leg):
    connection.owned.add(tuple_)
    for host, packets, errors in rows:
        connection.packets[host, tuple_] += packets + errors
        if packets and is_leg:
            connection.seen.add(tuple_)


def read(output):
    tracks = []
    for line in Path(output).read_text().splitlines():
        said = json.loads(line)
        if said.get("schema", "").startswith("hopscope.path/"):
            tracks.append(track(said, len(tracks)))
    return tracks


def track(said, number):
    tuples, packets = set(), Counter()
    for hop in said["hops"]:
        tuple_ = canonical(said["protocol"], *ends(hop["source"]), *ends(hop["destination"]))
        tuples.add(tuple_)
        if hop.get("seen", True):
            packets[hop.get("host", "?"), tuple_] += sum(hop["packets"].values())
    return Track(f"{said['id']}#{number}", seconds(said["start"]), seconds(said["end"]), tuples, packets)


def ends(end): return end["ip"], end.get("port", 0)


def seconds(text):
    """RFC 3339 with nanoseconds."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(whole + "+00:00").timestamp() + float(f"0.{fraction or 0}")
