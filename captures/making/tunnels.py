"""Carries what a TAP or TUN device of a node sends to the other node, in Geneve or IPIP, for kernels without these devices.

`tunnels.py geneve|ipip OWN-ADDRESS OTHER-ADDRESS`. Outer headers are the kernel's own: a UDP socket on 6081, a raw socket of protocol 4.
"""
import fcntl
import os
import selectors
import socket
import struct
import sys
import zlib

TUNSETIFF, TUN, TAP, NO_HEADER = 0x400454CA, 1, 2, 0x1000
GENEVE_PORT, VNI = 6081, 2


def device(name, kind):
    file = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH", name.encode(), kind | NO_HEADER))
    return file


class Geneve:
    """One socket receives; several send, so that the outer source port tells flows apart as the kernel's would."""

    def __init__(self, own):
        self.file, self.own, self.senders = device("cilium_geneve", TAP), own, {}
        self.receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.receiver.bind((own, GENEVE_PORT))

    def send(self, frame, other):
        port = 0xC000 | zlib.crc32(frame[26:38]) & 0x3FFF
        if port not in self.senders:
            self.senders[port] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.senders[port].bind((self.own, port))
        self.senders[port].sendto(struct.pack("!BBHI", 0, 0, 0x6558, VNI << 8) + frame, (other, GENEVE_PORT))

    def receive(self):
        packet = self.receiver.recv(65536)
        return packet[8 + (packet[0] & 63) * 4:]


class IPIP:
    def __init__(self, own):
        self.file = device("tunl0", TUN)
        self.receiver = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_IPIP)
        self.receiver.bind((own, 0))

    def send(self, packet, other): self.receiver.sendto(packet, (other, 0))

    def receive(self):
        packet = self.receiver.recv(65536)
        return packet[(packet[0] & 15) * 4:]


def main(kind, own, other):
    tunnel = {"geneve": Geneve, "ipip": IPIP}[kind](own)
    waits = selectors.DefaultSelector()
    waits.register(tunnel.file, selectors.EVENT_READ)
    waits.register(tunnel.receiver, selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in waits.select():
            if key.fileobj == tunnel.file:
                tunnel.send(os.read(tunnel.file, 65536), other)
            else:
                os.write(tunnel.file, tunnel.receive())


if __name__ == "__main__":
    main(*sys.argv[1:])
