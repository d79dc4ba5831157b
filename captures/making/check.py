"""A second opinion: counts every tuple of truth.json once more with tshark, which shares no line with making/pcap.py."""
import json
import subprocess
from collections import Counter

FIELDS = ("frame.interface_name", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport",
          "sctp.srcport", "sctp.dstport", "icmp.ident", "icmpv6.echo.identifier", "vxlan.vni", "geneve.vni", "icmp.type", "icmpv6.type", "sll.ifindex")
AS_WRITTEN = ["-o", "ip.defragment:FALSE", "-d", "udp.port==8472,vxlan"]        # ports stand in the first fragment only


def check(folders):
    """Prints one line per folder; returns the number of folders that differ."""
    wrong = 0
    for folder in folders:
        truth = json.loads((folder / "truth.json").read_text())
        counts = count(folder, truth)
        differences = compare(truth, counts)
        wrong += bool(differences)
        print(f"{folder.name}: " + ("tshark agrees" if not differences else "; ".join(differences)))
    return wrong


def count(folder, truth):
    """{(tap, encap, protocol, tuple): packets} for all capture files; protocol `tcp quoted` and so on: inside an ICMP error."""
    counts = Counter()
    for file in {tap["file"] for tap in truth["taps"].values()}:
        words = ["tshark", "-r", folder / file, *AS_WRITTEN, "-T", "fields", "-E", "separator=|", "-E", "occurrence=a"]
        text = subprocess.run(words + [w for f in FIELDS for w in ("-e", f)], text=True, capture_output=True, check=True).stdout
        for line in text.splitlines():
            row = dict(zip(FIELDS, line.split("|")))
            tap = tap_of(file, row, truth)
            for encap, protocol, tuple_ in tuples(row):
                counts[tap, encap, protocol, tuple_] += 1
    return counts


def tap_of(file, row, truth):
    if file.endswith(".pcapng"):
        return file.removesuffix(".pcapng") + "_" + row["frame.interface_name"]
    tap = file.removesuffix(".pcap")
    return f"{tap}/{truth['interfaces'][tap.removesuffix('_any')][row['sll.ifindex']]}" if tap.endswith("_any") else tap


def tuples(row):
    """The tuples of one packet: tshark lists outer and inner values of a field with commas."""
    quoted = any(set(row[k].split(",")) & bad for k, bad in (("icmp.type", {"3", "11"}), ("icmpv6.type", {"1", "2", "3"})))
    sources, destinations = ([a for f in ("ip", "ipv6") for a in row[f"{f}.{end}"].split(",") if a] for end in ("src", "dst"))
    udp = [p for p in zip(row["udp.srcport"].split(","), row["udp.dstport"].split(",")) if p[0]]
    tunnel = "vxlan" if row["vxlan.vni"] else "geneve" if row["geneve.vni"] else ""
    encap = tunnel or ("ipip" if len(sources) > 1 + quoted else "")
    for protocol, tuple_ in one(row, sources[-1:], destinations[-1:], udp[1:] if tunnel else udp):
        yield (encap, f"{protocol} quoted", ends(tuple_)) if quoted else (encap, protocol, tuple_)


def ends(tuple_):
    """Both directions of a connection as one."""
    return tuple(sorted([tuple_[:2], tuple_[2:]]))


def one(row, source, destination, udp):
    if not source:
        return
    for protocol in ("tcp", "sctp"):
        if row[f"{protocol}.srcport"]:
            yield protocol, (source[0], int(row[f"{protocol}.srcport"]), destination[0], int(row[f"{protocol}.dstport"]))
            return
    if udp:
        yield "udp", (source[0], int(udp[0][0]), destination[0], int(udp[0][1]))
    elif ident := (row["icmp.ident"] or row["icmpv6.echo.identifier"]):
        number = int(ident.split(",")[0], 0)
        yield "icmp", (source[0], number, destination[0], number)


def compare(truth, counts):
    """Two connections may share a tuple (a port used again): their sums must match."""
    claimed = Counter()
    for connection in truth["connections"]:
        for leg in connection["legs"] + connection["halves"]:
            forward = tuple(leg["tuple"])
            for row in leg["observed"]:
                claimed[row["tap"], row["encap"], connection["protocol"], forward] += row["forward"]
                claimed[row["tap"], row["encap"], connection["protocol"], forward[2:] + forward[:2]] += row["back"]
                claimed[row["tap"], row["encap"], connection["protocol"] + " quoted", ends(forward)] += row["errors"]
    keys = {key for key in counts if key[2:] in {k[2:] for k in claimed}} | {k for k in claimed if claimed[k]}
    return [f"{key}: truth {claimed[key]}, tshark {counts[key]}" for key in sorted(keys, key=str) if claimed[key] != counts[key]]
