"""Sends frames at a high rate: send_frames.c, compiled when first needed, and the frames that it sends."""
import json
import socket
import struct
import subprocess
from pathlib import Path

from .namespaces import inside, run

SOURCE = Path(__file__).with_name("send_frames.c")
CAPTURES = Path(__file__).parent.parent
MIXED = ("nginx-service", "nodeport-vxlan", "dns-clusterip", "hairpin", "ipv6-service", "wrong-targetport", "no-endpoints", "trombone", "influxdb",
         "udp-repeats", "quic", "zones")       # mixed service traffic: TCP, UDP, ICMP, VXLAN, both families
ETHERNET, LARGEST = 1, 1514


class Sender:
    def __init__(self, folder, frames=None, name="frames.pcap"):
        """`frames`: the bytes of a pcap of Ethernet frames; without them, those of shipped captures."""
        self.program, self.frames = Path(folder) / "send_frames", Path(folder) / name
        if not self.program.exists():
            run(["cc", "-O2", "-o", str(self.program), str(SOURCE)])
        self.frames.write_bytes(frames or shipped())

    def words(self, host, device, packets, rate=0): return inside(host, [str(self.program), device, str(self.frames), str(packets), str(rate)])

    def send(self, host, device, packets, rate=0):
        """What the sender counted (sent, seconds, rate), and by how much the kernel's counters of the device grew."""
        before = counters(host, device)
        said = json.loads(run(self.words(host, device, packets, rate)))
        return {**said, **{name: value - before[name] for name, value in counters(host, device).items()}}


def counters(host, device):
    """What the kernel counted on a device: tx_packets, tx_dropped, rx_packets, rx_dropped."""
    stats = json.loads(run(inside(host, f"ip -j -s link show dev {device}")))[0]["stats64"]
    return {f"{way}_{what}": stats[way][what] for way in ("tx", "rx") for what in ("packets", "dropped")}


def header(): return struct.pack("=IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, ETHERNET)


def storm(connections):
    """A pcap with SYN, SYN-ACK, ACK and RST of so many different connections to Service near's nodePort."""
    records = [record(frame) for number in range(connections) for frame in short_connection(number)]
    return header() + b"".join(records)


def record(frame): return struct.pack("=IIII", 0, 0, len(frame), len(frame)) + frame


def short_connection(number):
    client, server = (bytes([203, 0, 113, 8 + number // 50000]), 10000 + number % 50000), (socket.inet_aton("192.168.49.2"), 30001)
    isn, answer = number * 64, number * 64 + 7
    return [tcp(client, server, isn, 0, 0x02), tcp(server, client, answer, isn + 1, 0x12), tcp(client, server, isn + 1, answer + 1, 0x10),
            tcp(client, server, isn + 1, answer + 1, 0x14)]


def tcp(source, destination, sequence, acknowledged, flags):
    """An Ethernet frame; checksums are left out, as offloading network cards leave them."""
    segment = struct.pack("!HHIIBBHHH", source[1], destination[1], sequence, acknowledged, 5 << 4, flags, 64240, 0, 0)
    packet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, sequence & 0xFFFF, 0x4000, 64, 6, 0, source[0], destination[0]) + segment
    return bytes.fromhex("02010a000001 02000a000001 0800") + packet


def shipped():
    """The frames of shipped captures as one pcap, those that carry their whole length."""
    files = sorted(file for name in MIXED for file in (CAPTURES / name).glob("*.pcap"))
    records = [record for file in files for record in whole_frames(file.read_bytes())]
    return header() + b"".join(records)


def whole_frames(data):
    """The records of a pcap, each with its header. These files are of this byte order."""
    at = 24 if struct.unpack_from("=I", data, 20)[0] == ETHERNET else len(data)
    while at + 16 <= len(data):
        captured, length = struct.unpack_from("=II", data, at + 8)
        if captured == length <= LARGEST:
            yield data[at:at + 16 + captured]
        at += 16 + captured
