"""Writes captures frame by frame, where the kernel here cannot make the fault: addresses, IDs, TTLs and numbers as a kernel would set them.

A `Talk` is one TCP connection whose packets are seen at a row of taps, from the client's to the server's; each `Hop` says what the tuple and the TTLs
are there. IP IDs count per end, SYN-ACKs and RSTs without a socket have 0, a retransmission has a new one.
"""
import random
import struct
from dataclasses import dataclass
from ipaddress import ip_address

from . import pcap
from .faults_files import SNAP, keep
from .namespaces import mac

US, MS, SECOND = 1_000, 1_000_000, 1_000_000_000
FLAGS = {"F": 1, "S": 2, "R": 4, "P": 8, "A": 16}


@dataclass(frozen=True)
class Hop:
    host: str
    device: str
    source: tuple               # (address, port), as requests have them here
    destination: tuple
    ttl: int                    # of requests
    back: int                   # of replies
    gap: int = 20               # µs from the tap before
    tunnel: tuple = None        # (from, to, id): nodes between which it is inside VXLAN here


class Tape:
    """All records of a folder; a device that is only watched stays empty."""

    def __init__(self, **watched):
        self.records = {host.replace("_", "-"): {device: [] for device in devices} for host, devices in watched.items()}

    def put(self, host, device, at, frame):
        self.records[host][device].append(pcap.Record(at, frame[:SNAP], len(frame)))

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        for host, devices in self.records.items():
            keep(folder, host, devices, [name for name in self.records if name != "client"])


class Talk:
    """One connection. Times run on with every packet; `wait` lets them run alone."""

    def __init__(self, tape, hops, start, seed):
        self.tape, self.hops, self.now, dice = tape, hops, start, random.Random(seed)
        self.sequence = {True: dice.getrandbits(32), False: dice.getrandbits(32)}
        self.ident = {True: dice.getrandbits(16), False: dice.getrandbits(16)}
        self.clock = {True: dice.getrandbits(31), False: dice.getrandbits(31)}
        self.echo, self.start = {True: 0, False: 0}, start

    def wait(self, seconds): self.now += round(seconds * SECOND)

    def send(self, forward, flags, data=b"", until=None, since=None, again=False, back=0, ident=None, ttl=None):
        """One packet, seen at all taps, or up to (`until`) or from (`since`) one of them; numbers of hops, counted from the client.
        `again`: a retransmission; `back`: so many bytes below the next number (a keepalive has 1)."""
        self.now += 3 * US
        size = len(data) + ("S" in flags) + ("F" in flags)
        sequence = (self.sequence[forward] - (size if again else back)) % 2**32
        number = self.next_ident(forward) if ident is None else ident
        stamp = (self.clock[forward] + (self.now - self.start) // MS) % 2**32
        segment = Segment(sequence, self.sequence[not forward] if "A" in flags else 0, flags, data, stamp, self.echo[forward])
        order = list(enumerate(self.hops)) if forward else list(enumerate(self.hops))[::-1]
        for index, hop in order:
            if (until is None or (index <= until if forward else index >= until)) and (since is None or (index >= since if forward else index <= since)):
                self.now += hop.gap * US
                self.tape.put(hop.host, hop.device, self.now, self.frame(hop, forward, segment, number, ttl))
        if not again and not back:
            self.sequence[forward] = (self.sequence[forward] + size) % 2**32
        self.echo[not forward] = stamp

    def next_ident(self, forward):
        self.ident[forward] = (self.ident[forward] + 1) % 65536 or 1
        return self.ident[forward]

    def frame(self, hop, forward, segment, number, ttl):
        ends = (hop.source, hop.destination) if forward else (hop.destination, hop.source)
        packet = ipv4(ends[0][0], ends[1][0], 6, segment.bytes(ends), ttl if ttl is not None else hop.ttl if forward else hop.back, number)
        frame = ethernet(ends[0][0], ends[1][0], packet)
        if hop.tunnel:
            near, far, vni = hop.tunnel if forward else (hop.tunnel[1], hop.tunnel[0], hop.tunnel[2])
            frame = vxlan(near, far, vni, frame, 33000 + ends[0][1] % 20000, number ^ 0x5A5A)
        return frame

    # ---- what connections usually say

    def handshake(self):
        self.send(True, "S")
        self.send(False, "SA", ident=0)
        self.send(True, "A")

    def exchange(self, request=b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n", answer=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"):
        self.send(True, "PA", request)
        self.send(False, "A")
        self.wait(0.0004)
        self.send(False, "PA", answer)
        self.send(True, "A")

    def close(self):
        for forward, flags in ((True, "FA"), (False, "FA"), (True, "A")):
            self.send(forward, flags)


@dataclass(frozen=True)
class Segment:
    sequence: int
    acknowledged: int
    flags: str
    data: bytes
    stamp: int
    echo: int

    def bytes(self, ends):
        options = b"" if "R" in self.flags else b"\x01\x01\x08\x0a" + struct.pack("!II", self.stamp, self.echo)
        if "S" in self.flags:
            options = b"\x02\x04\x05\x82\x04\x02\x08\x0a" + struct.pack("!II", self.stamp, self.echo) + b"\x01\x03\x03\x07"
        flags = sum(FLAGS[flag] for flag in self.flags)
        window = 0 if "R" in self.flags else 64860 if "S" in self.flags else 507
        head = struct.pack("!HHIIBBHHH", ends[0][1], ends[1][1], self.sequence, self.acknowledged, (20 + len(options)) << 2, flags, window, 0, 0)
        segment = head + options + self.data
        pseudo = ip_address(ends[0][0]).packed + ip_address(ends[1][0]).packed + struct.pack("!BBH", 0, 6, len(segment))
        return segment[:16] + struct.pack("!H", checksum(pseudo + segment)) + segment[18:]


def checksum(data):
    words = struct.unpack(f"!{(len(data) + 1) // 2}H", data + bytes(len(data) % 2))
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ipv4(source, destination, protocol, payload, ttl, ident, df=True):
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), ident, 0x4000 if df else 0, ttl, protocol, 0)
    head += ip_address(source).packed + ip_address(destination).packed
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ethernet(source, destination, packet):
    return bytes.fromhex(mac(destination).replace(":", "")) + bytes.fromhex(mac(source).replace(":", "")) + b"\x08\0" + packet


def vxlan(near, far, vni, frame, port, ident):
    inner = struct.pack("!II", 0x08000000, vni << 8) + frame
    return ethernet(near, far, ipv4(near, far, 17, struct.pack("!HHHH", port, 8472, 8 + len(inner), 0) + inner, 64, ident, df=False))

