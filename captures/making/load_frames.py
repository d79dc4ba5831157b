"""Sends frames at a high rate: send_frames.c, compiled when first needed, and the frames that it sends."""
import json
import os
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
    def __init__(self, folder, frames=None):
        """`frames`: a pcap of Ethernet frames; without one, those of shipped captures."""
        self.program, self.frames = Path(folder) / "send_frames", Path(frames) if frames else Path(folder) / "frames.pcap"
        run(["cc", "-O2", "-o", str(self.program), str(SOURCE)])
        if not frames:
            self.frames.write_bytes(shipped())

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


def shipped():
    """The frames of shipped captures as one pcap, those that carry their whole length."""
    files = sorted(file for name in MIXED for file in (CAPTURES / name).glob("*.pcap"))
    records = [record for file in files for record in whole_frames(file.read_bytes())]
    return struct.pack("=IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, ETHERNET) + b"".join(records)


def whole_frames(data):
    """The records of a pcap, each with its header. These files are of this byte order."""
    at = 24 if struct.unpack_from("=I", data, 20)[0] == ETHERNET else len(data)
    while at + 16 <= len(data):
        captured, length = struct.unpack_from("=II", data, at + 8)
        if captured == length <= LARGEST:
            yield data[at:at + 16 + captured]
        at += 16 + captured
