"""SCTP (RFC 9260) over raw sockets, for kernels that have none: one association, one question, one answer, both ends written here.

Netfilter needs no SCTP sockets to track and translate it: it reads chunk types, and corrects the CRC32c after changing a port.
"""
import os
import socket
import struct
import time

from talking import PATIENCE, report, say

PROTOCOL = 132
DATA, INIT, INIT_ACK, SACK, SHUTDOWN, SHUTDOWN_ACK, COOKIE_ECHO, COOKIE_ACK, SHUTDOWN_COMPLETE = 0, 1, 2, 3, 7, 8, 10, 11, 14
TABLE = []
for number in range(256):
    for _ in range(8):
        number = number >> 1 ^ (0x82F63B78 if number & 1 else 0)
    TABLE.append(number)


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ TABLE[(value ^ byte) & 255]
    return struct.pack("<I", value ^ 0xFFFFFFFF)


def chunk(kind, body, flags=0):
    return struct.pack("!BBH", kind, flags, 4 + len(body)) + body + bytes(-len(body) % 4)


def packet(source, destination, tag, *chunks):
    body = b"".join(chunks)
    head = struct.pack("!HHI", source, destination, tag)
    return head + crc32c(head + bytes(4) + body) + body


def parse(datagram):
    """(peer, source port, destination port, tag, {chunk type: body}) of what a raw socket gave, IP header included."""
    data = datagram[(datagram[0] & 15) * 4:]
    source, destination, tag = struct.unpack("!HHI", data[:8])
    chunks, at = {}, 12
    while at + 4 <= len(data):
        kind, _, size = struct.unpack("!BBH", data[at:at + 4])
        chunks[kind] = data[at + 4:at + size]
        at += max(size + 3 & ~3, 4)
    return socket.inet_ntoa(datagram[12:16]), source, destination, tag, chunks


def init(kind, tag, sequence, more=b""): return chunk(kind, struct.pack("!IIHHI", tag, 65536, 10, 10, sequence) + more)


def data(sequence, text): return chunk(DATA, struct.pack("!IHHI", sequence, 0, 0, 0) + text, 3)


def sack(sequence): return chunk(SACK, struct.pack("!IIHH", sequence, 65536, 0, 0))


def number(): return struct.unpack("!I", os.urandom(4))[0] or 1


# ---- server

def serve(port):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, PROTOCOL)
    say(ready=port)
    tags = {}                                       # (peer, port) → [its tag, our tag, our next sequence]
    while True:
        peer, source, destination, _, chunks = parse(raw.recvfrom(65536)[0])
        if destination == port:
            answer(raw, port, (peer, source), chunks, tags)


def answer(raw, port, peer, chunks, tags):
    if INIT in chunks:
        tags[peer] = [struct.unpack("!I", chunks[INIT][:4])[0], number(), number()]
    if peer not in tags:
        return
    theirs, ours, sequence = tags[peer]
    reply = replies(chunks, ours, sequence)
    if COOKIE_ECHO in chunks:
        say(protocol="sctp", server=["", port], peer=list(peer), at=time.time())
    if reply:
        raw.sendto(packet(port, peer[1], theirs, *reply), (peer[0], 0))


def replies(chunks, ours, sequence):
    if INIT in chunks:
        return [init(INIT_ACK, ours, sequence, struct.pack("!HH", 7, 20) + b"a state cookie..")]
    if COOKIE_ECHO in chunks:
        return [chunk(COOKIE_ACK, b"")]
    if DATA in chunks:
        return [sack(struct.unpack("!I", chunks[DATA][:4])[0]), data(sequence, b"pong")]
    return [chunk(SHUTDOWN_ACK, b"")] if SHUTDOWN in chunks else []


# ---- client

def talk(host, port, source):
    start, ours, sequence, outcome, heard = time.time(), number(), number(), "no-reply", None
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, PROTOCOL)
    raw.settimeout(PATIENCE)

    def ask(tag, *chunks):
        raw.sendto(packet(source, port, tag, *chunks), (host, 0))

    def hear():
        while True:
            _, far, near, tag, chunks = parse(raw.recvfrom(65536)[0])
            if (far, near, tag) == (port, source, ours):
                return chunks
    try:
        ask(0, init(INIT, ours, sequence))
        hello = hear()[INIT_ACK]
        theirs = struct.unpack("!I", hello[:4])[0]
        ask(theirs, chunk(COOKIE_ECHO, hello[20:36]))
        hear()[COOKIE_ACK]
        ask(theirs, data(sequence, b"ping"))
        chunks = hear()
        outcome, heard = "ok", chunks[DATA][12:].decode()
        far = struct.unpack("!I", chunks[DATA][:4])[0]
        ask(theirs, sack(far))
        ask(theirs, chunk(SHUTDOWN, struct.pack("!I", far)))
        hear()[SHUTDOWN_ACK]
        ask(theirs, chunk(SHUTDOWN_COMPLETE, b""))
    except TimeoutError:
        pass
    report("sctp", [None, source], [host, port], start, outcome, heard)
