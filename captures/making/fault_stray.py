"""Runs beside a server, started before its connections: `stray PORT`. At every line on standard input it sends one segment far outside of the
window to the first connection it has seen, in the server's name: what a late or mangled packet looks like to conntrack."""
import select
import socket
import struct
import sys

JUMP = 0x20000000


def watch(port):
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    print("ready", flush=True)
    last = {}                                       # {(server, client, client's port): (next sequence number, acknowledged)}
    while True:
        for ready in select.select([tap, sys.stdin], [], [])[0]:
            if ready is tap:
                note(tap.recv(65536), port, last)
            elif not sys.stdin.readline():
                return
            else:
                ends = next(iter(last))
                out.sendto(segment(ends, port, *last[ends]), (socket.inet_ntoa(ends[1]), 0))
                print("sent", flush=True)


def note(frame, port, last):
    """Only TCP over IPv4 from the server's port counts."""
    if frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return
    size, length = 14 + (frame[14] & 15) * 4, struct.unpack("!H", frame[16:18])[0]
    source, destination, sequence, acknowledged, offset, flags = struct.unpack("!HHIIBB", frame[size:size + 14])
    if source == port:
        payload = length - (size - 14) - (offset >> 4) * 4
        last[(frame[26:30], frame[30:34], destination)] = (sequence + payload + bool(flags & 2), acknowledged)


def segment(ends, port, sequence, acknowledged):
    source, destination, client_port = ends
    payload = b"late" * 25
    tcp = struct.pack("!HHIIBBHHH", port, client_port, (sequence + JUMP) & 0xFFFFFFFF, acknowledged, 5 << 4, 0x18, 500, 0, 0)
    pseudo = source + destination + struct.pack("!BBH", 0, 6, len(tcp) + len(payload))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp + payload)) + tcp[18:]
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp) + len(payload), 0x4C41, 0x4000, 64, 6, 0, source, destination)
    return head + tcp + payload


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data[:len(data) // 2 * 2])) + (data[-1] << 8 if len(data) % 2 else 0)
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


if __name__ == "__main__":
    watch(int(sys.argv[1]))
