"""UDP as people use it: the same datagram again and again, datagrams larger than any MTU, and QUIC's long and short headers.

Linux writes IP ID zero into datagrams of an unconnected socket that forbids fragments (IP_MTU_DISCOVER = DO or PROBE), as QUIC stacks
do; otherwise the ID counts. Kinds: udp (ID counts), udp-zero (ID zero), udp-large (4,000 bytes), quic (ID zero).
"""
import random
import socket
import struct
import time

from talking import PATIENCE, plain, report, say

IP_MTU_DISCOVER, FORBID_FRAGMENTS = 10, 2
QUESTION = b"status?"
KINDS = ("udp", "udp-zero", "udp-large", "quic")


def open_socket(kind, family, port):
    one = socket.socket(family, socket.SOCK_DGRAM)
    if kind in ("udp-zero", "quic"):
        one.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, FORBID_FRAGMENTS)
    one.bind(("", port))
    return one


# ---- server

def serve(kind, port):
    server = open_socket(kind, socket.AF_INET, port)
    say(ready=port)
    while True:
        question, peer = server.recvfrom(65536)
        say(protocol="udp", server=["", port], peer=plain(peer), at=time.time())
        for answer in quic_answers(question) if kind == "quic" else [question.upper()]:
            server.sendto(answer, peer)


# ---- client

def talk(kind, host, port, source, requests):
    """Asks `requests` times. Nobody's answer is awaited longer than PATIENCE; an ICMP error reaches connected sockets only."""
    together(2, requests)
    start, outcome, heard = time.time(), "ok", 0
    with open_socket(kind, socket.AF_INET, source) as client:
        client.settimeout(PATIENCE)
        if kind != "quic" and kind != "udp-zero":
            client.connect((host, port))
        try:
            for question in questions(kind, source, requests):
                together(0.05, requests)
                client.sendto(question, (host, port)) if kind in ("quic", "udp-zero") else client.send(question)
                heard += len(client.recv(65536)) > 0
        except ConnectionRefusedError:
            outcome = "refused"
        except TimeoutError:
            outcome = "no-reply"
        report("udp", [None, source], [host, port], start, outcome, f"{heard} answers")


def together(tick, requests):
    """Who asks often waits for the next tick of the clock: clients that run at one time ask at one time."""
    if requests > 1:
        time.sleep(tick - time.time() % tick)


def questions(kind, source, requests):
    if kind == "quic":
        return quic_questions(random.Random(source), requests)
    if kind == "udp-large":
        return [(b"%05d " % source) * 666] * requests
    return [QUESTION] * requests


# ---- QUIC version 1: headers as RFC 9000 has them, bodies as noise (they are encrypted anyway)

def long_header(kind, destination, source, token, body):
    """`kind`: 0 Initial, 2 Handshake. The low bits of the first byte are under header protection: noise too."""
    head = bytes([0xC0 | kind << 4 | body[0] & 15]) + struct.pack("!I", 1) + bytes([8]) + destination + bytes([8]) + source
    return head + token + struct.pack("!H", 0x4000 | len(body)) + body


def short_header(destination, body): return bytes([0x40 | body[0] & 0x3F]) + destination + body


def quic_questions(dice, requests):
    """A client's datagrams: Initial, padded to 1,200 bytes; Handshake; then `requests` of 1-RTT."""
    server = dice.randbytes(8)
    client = other_id(server)
    yield long_header(0, server, client, b"\0", dice.randbytes(1200 - 26))
    server = server[::-1]                               # the server chose its own: see quic_answers
    yield long_header(2, server, client, b"", dice.randbytes(52))
    for _ in range(requests):
        yield short_header(server, dice.randbytes(33))


def quic_answers(question):
    """To an Initial: Initial and Handshake in one datagram; to the rest one 1-RTT datagram."""
    dice = random.Random(question)
    if question[0] & 0x80:
        server, client = question[6:14], question[15:23]
        if question[0] & 0x30 == 0:
            own = server[::-1]
            return [long_header(0, client, own, b"\0", dice.randbytes(100)) + long_header(2, client, own, b"", dice.randbytes(900))]
        return [short_header(client, dice.randbytes(60))]
    return [short_header(other_id(question[1:9][::-1]), dice.randbytes(400))]


def other_id(first):
    """The client's own connection ID, made from its first guess at the server's: a server without memory can tell it then."""
    return bytes(byte ^ 0xFF for byte in first)
