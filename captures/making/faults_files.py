"""How captures are kept: a pcapng per node with all its interfaces; of clients and pods, whose host only a file's name tells, a pcap per interface."""
import struct

from . import pcap

NANOSECONDS, SNAP = 0xA1B23C4D, 320


def keep(folder, host, devices, nodes):
    """devices: {interface: records}."""
    if host in nodes:
        return pcap.write_pcapng(folder / f"{host}.pcapng", devices)
    for device, records in devices.items():
        write_pcap(folder / f"{host}_{device}.pcap", records)


def write_pcap(path, records):
    link = records[0].link if records else pcap.ETHERNET
    head = struct.pack("<IHHIIII", NANOSECONDS, 2, 4, 0, 0, SNAP, link)
    rows = (struct.pack("<IIII", *divmod(r.time, 10**9), len(r.data), r.length) + r.data for r in sorted(records, key=lambda r: r.time))
    path.write_bytes(head + b"".join(rows))
