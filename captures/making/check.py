"""A second opinion: counts every tuple of truth.json once more with tshark, which shares no line with making/pcap.py."""
import json
import subprocess
from collections import Counter

FIELDS = ("frame.interface_name", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport",
          "icmp.ident", "icmpv6.echo.identifier", "vxlan.vni", "icmp.type", "icmpv6.type", "sll.ifindex")


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
    """{(tap, encap, protocol, tuple): packets} for all capture files, without the ones that ICMP errors quote."""
    counts = Counter()
    for file in {tap["file"] for tap in truth["taps"].values()}:
        words = ["tshark", "-r", folder / file, "-d", "udp.port==8472,vxlan", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a"]
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
    return f"{tap}/{truth['interfaces'][row['sll.ifindex']]}" if tap.endswith("_any") else tap


def tuples(row):
    """The tuples of one packet: tshark lists outer and inner values of a field with commas."""
    if any(set(row[k].split(",")) & bad for k, bad in (("icmp.type", {"3", "11"}), ("icmpv6.type", {"1", "2", "3"}))):
        return
    sources, destinations = ([a for f in ("ip", "ipv6") for a in row[f"{f}.{end}"].split(",") if a] for end in ("src", "dst"))
    udp = [p for p in zip(row["udp.srcport"].split(","), row["udp.dstport"].split(",")) if p[0]]
    tunnelled = bool(row["vxlan.vni"])
    inner_udp = udp[1:] if tunnelled else udp
    yield from one("vxlan" if tunnelled else "", row, sources[-1:], destinations[-1:], inner_udp)


def one(encap, row, source, destination, udp):
    if not source:
        return
    if row["tcp.srcport"]:
        yield encap, "tcp", (source[0], int(row["tcp.srcport"]), destination[0], int(row["tcp.dstport"]))
    elif udp:
        yield encap, "udp", (source[0], int(udp[0][0]), destination[0], int(udp[0][1]))
    elif ident := (row["icmp.ident"] or row["icmpv6.echo.identifier"]):
        number = int(ident.split(",")[0], 0)
        yield encap, "icmp", (source[0], number, destination[0], number)


def compare(truth, counts):
    """Two connections may share a tuple (a port used again): their sums must match."""
    claimed = Counter()
    for connection in truth["connections"]:
        for leg in connection["legs"] + connection["halves"]:
            forward = tuple(leg["tuple"])
            for row in leg["observed"]:
                claimed[row["tap"], row["encap"], connection["protocol"], forward] += row["forward"]
                claimed[row["tap"], row["encap"], connection["protocol"], forward[2:] + forward[:2]] += row["back"]
    keys = {key for key in counts if key[2:] in {k[2:] for k in claimed}} | {k for k in claimed if claimed[k]}
    return [f"{key}: truth {claimed[key]}, tshark {counts[key]}" for key in sorted(keys, key=str) if claimed[key] != counts[key]]
