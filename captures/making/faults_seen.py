"""Says in a few lines what each tap saw: packets counted by kind, addresses and the ports that somebody chose; without what follows a handshake."""
import struct
from collections import Counter

from . import pcap

FLAGS = ((2, "SYN"), (16, "ACK"), (4, "RST"), (1, "FIN"))
UNREACHABLE = 3


def table(records, case):
    ports = chosen_ports(case)
    lines = []
    for tap in sorted(records):
        counts = Counter(kind for record in records[tap] for kind in kinds(record, ports) if not kind.startswith(("data/ACK", "ACK-FIN")))
        lines.append(f"{tap}: " + ("nothing" if not counts else ""))
        lines += [f"  {count} × {kind}" for kind, count in counts.items()]
    return "\n".join(line.rstrip() for line in lines)


def chosen_ports(case):
    scenario = case.scenario
    ports = {number for service in scenario.services for p in service.ports for number in (p.port, p.target, p.node_port)}
    ports |= {number for pod in scenario.pods for c in pod.ports for number in (c.port, c.host_port)}
    ports |= {number for talk in scenario.talks for number in (talk.port,)} | {80, 443, 53, 8472}
    return ports


def kinds(record, ports):
    """What one packet is, and what is inside its tunnel."""
    kind = struct.unpack("!H", record.data[12:14])[0]
    if kind == 0x0806:
        return [arp(record.data[14:])]
    if kind != 0x0800:
        return []
    size = 14 + (record.data[14] & 15) * 4
    if record.data[23] == pcap.ICMP and record.data[size] == UNREACHABLE:
        source, destination = ends(record.data[14:])
        return [f"ICMP 3/{record.data[size + 1]} {source} > {destination} about " + described(pcap.sights(record)[0], ports, "")]
    found = pcap.sights(record)
    return [described(s, ports, word(s)) for s in found if not (s.protocol == "udp" and s.tuple[3] == 8472)]


def ends(data): return tuple(".".join(map(str, data[at:at + 4])) for at in (12, 16))


def arp(data):
    operation = struct.unpack("!H", data[6:8])[0]
    return ("ARP who-has " + ".".join(map(str, data[24:28]))) if operation == 1 else "ARP " + ".".join(map(str, data[14:18])) + " is-at"


def word(sight):
    if sight.error:
        return "ICMP error about"
    if sight.protocol != "tcp":
        return sight.protocol.upper()
    names = [name for bit, name in FLAGS if sight.flags & bit]
    return "data/ACK" if names == ["ACK"] else "-".join(names)


def described(sight, ports, what):
    source, source_port, destination, port = sight.tuple
    def shown(number): return number if number in ports else "*"
    inside = f" in {sight.encap}" if sight.encap else ""
    return f"{what} {source}:{shown(source_port)} > {destination}:{shown(port)}{inside}".strip()
