"""Reads pcap and pcapng into tuples and writes pcapng: a second opinion, sharing no line with hopscope."""
import ipaddress
import struct
from dataclasses import dataclass
from pathlib import Path

from .model import GENEVE_PORT, VXLAN_PORTS

ETHERNET, RAW, SLL2 = 1, 101, 276
ICMP, IPIP, TCP, UDP, ICMPV6, SCTP = 1, 4, 6, 17, 58, 132
NAMES = {TCP: "tcp", UDP: "udp", SCTP: "sctp", ICMP: "icmp", ICMPV6: "icmp"}
UNREACHABLE, ECHOES, ECHOES6 = (3, 11), (0, 8), (128, 129)


@dataclass(frozen=True)
class Record:
    time: int               # ns
    data: bytes
    length: int             # on the wire
    interface: str = None   # pcapng: its name; SLL2: its number
    link: int = ETHERNET


@dataclass(frozen=True)
class Sight:
    """One tuple in one packet. `error`: it stands inside an ICMP error, which travels the other way."""
    protocol: str
    tuple: tuple            # (source, port, destination, port); ICMP echo: its id as both ports
    encap: str = ""
    error: bool = False
    flags: int = 0
    sequence: int = 0
    acknowledged: int = 0


# ---- files

def read(path):
    data = Path(path).read_bytes()
    return read_pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else read_pcap(data)


def read_pcap(data):
    magic, _, _, _, _, _, link = struct.unpack("<IHHIIII", data[:24])
    assert magic == 0xA1B23C4D, "tcpdump wrote nanoseconds, little endian"
    records, at = [], 24
    while at < len(data):
        seconds, nanos, kept, length = struct.unpack("<IIII", data[at:at + 16])
        body = data[at + 16:at + 16 + kept]
        interface = struct.unpack("!I", body[4:8])[0] if link == SLL2 else None
        records.append(Record(seconds * 10**9 + nanos, body, length, interface, link))
        at += 16 + kept
    return records


def read_pcapng(data):
    records, names, at = [], [], 0
    while at < len(data):
        kind, size = struct.unpack("<II", data[at:at + 8])
        body = data[at + 8:at + size - 4]
        if kind == 1:
            names.append(body[12:12 + struct.unpack("<H", body[10:12])[0]].decode())    # write_pcapng puts if_name first
        if kind == 6:
            interface, high, low, kept, length = struct.unpack("<IIIII", body[:20])
            records.append(Record(high << 32 | low, body[20:20 + kept], length, names[interface]))
        at += size
    return records


def write_pcapng(path, taps):
    """Writes one pcapng of several Ethernet taps, {interface name: records}, in order of time; if_name set, nanoseconds."""
    blocks = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    blocks += [block(1, struct.pack("<HHI", ETHERNET, 0, 320) + option(2, name.encode()) + option(9, b"\x09") + option(0, b"")) for name in taps]
    packets = sorted(((r, number) for number, name in enumerate(taps) for r in taps[name]), key=lambda pair: (pair[0].time, pair[1]))
    for record, number in packets:
        head = struct.pack("<IIIII", number, record.time >> 32, record.time & 0xFFFFFFFF, len(record.data), record.length)
        blocks.append(block(6, head + padded(record.data)))
    Path(path).write_bytes(b"".join(blocks))


def padded(data): return data + bytes(-len(data) % 4)


def option(code, value): return struct.pack("<HH", code, len(value)) + padded(value)


def block(kind, body):
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


# ---- headers

def sights(record):
    """The tuples in one packet: its own, and the one inside VXLAN, Geneve or IPIP. Only a first fragment has ports."""
    if record.link == SLL2:
        return network(struct.unpack("!H", record.data[:2])[0], record.data[20:], "")
    if record.link == RAW:
        return network({4: 0x0800, 6: 0x86DD}.get(record.data[0] >> 4), record.data, "")
    return network(struct.unpack("!H", record.data[12:14])[0], record.data[14:], "")


def network(kind, data, encap, quoted=False):
    if kind == 0x0800:
        size, protocol = (data[0] & 15) * 4, data[9]
        source, destination = data[12:16], data[16:20]
        if struct.unpack("!H", data[6:8])[0] & 0x1FFF:
            return []
    elif kind == 0x86DD:
        size, protocol = 40, data[6]
        source, destination = data[8:24], data[24:40]
    else:
        return []
    ends = str(ipaddress.ip_address(source)), str(ipaddress.ip_address(destination))
    return transport(protocol, ends, data[size:], encap, quoted, kind)


def transport(protocol, ends, data, encap, quoted, kind):
    if protocol in (ICMP, ICMPV6):
        return icmp(protocol, ends, data, encap, quoted, kind)
    if protocol == IPIP and not quoted:
        return network(0x0800, data, "ipip")
    if protocol not in (TCP, UDP, SCTP):
        return []
    source, destination = struct.unpack("!HH", data[:4])
    whole = protocol == TCP and len(data) >= 14
    own = Sight(NAMES[protocol], (ends[0], source, ends[1], destination), encap, quoted,
                data[13] if whole else 0, *(struct.unpack("!II", data[4:12]) if whole else (0, 0)))
    if protocol != UDP or quoted or destination not in (*VXLAN_PORTS, GENEVE_PORT):
        return [own]
    size, encap = (16, "vxlan") if destination in VXLAN_PORTS else (16 + (data[8] & 63) * 4, "geneve")
    return [own, *network(struct.unpack("!H", data[size + 12:size + 14])[0], data[size + 14:], encap)]


def icmp(protocol, ends, data, encap, quoted, kind):
    errors, echoes = (UNREACHABLE, ECHOES) if protocol == ICMP else ((1, 2, 3), ECHOES6)
    if data[0] in echoes:
        number = struct.unpack("!H", data[4:6])[0]
        return [Sight("icmp", (ends[0], number, ends[1], number), encap, quoted)]
    return network(kind, data[8:], encap, quoted=True) if data[0] in errors and not quoted else []
