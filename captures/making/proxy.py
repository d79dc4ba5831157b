"""A TCP proxy: it accepts, dials on with a new connection of its own, and carries bytes both ways until both sides have closed.

`proxy,HOST,PORT`: to one address. `sidecar-out`: to where the connection was going before a rule of this pod redirected it here, as user 1337,
whom the rule spares. `sidecar-in`: the same, from 127.0.0.6, as Istio's does.
"""
import os
import selectors
import socket
import struct
import threading
import time

from talking import plain, report, say

ORIGINAL_DESTINATION, SIDECAR_USER = 80, 1337


def serve(kind, port):
    listener = socket.create_server(("", port))
    if kind.startswith("sidecar"):
        "".encode("idna")               # loads what that user may not read
        os.setuid(SIDECAR_USER)
    say(ready=port)
    while True:
        near, peer = listener.accept()
        say(protocol="tcp", server=plain(near.getsockname()), peer=plain(peer), at=time.time())
        threading.Thread(target=carry, args=(kind, near, plain(peer)), daemon=True).start()


def carry(kind, near, peer):
    front, start = destination(kind, near), time.time()
    far = socket.create_connection(front, source_address=("127.0.0.6", 0) if kind == "sidecar-in" else None)
    client = plain(far.getsockname())
    with near, far:
        pump(near, far)
    report("tcp", client, list(front), start, "ok", None, **{"for": peer})


def destination(kind, near):
    if kind.startswith("proxy,"):
        _, host, port = kind.split(",")
        return host, int(port)
    port, address = struct.unpack("!2xH4s8x", near.getsockopt(socket.SOL_IP, ORIGINAL_DESTINATION, 16))
    return socket.inet_ntoa(address), port


def pump(near, far):
    other, waits = {near: far, far: near}, selectors.DefaultSelector()
    for one in other:
        waits.register(one, selectors.EVENT_READ)
    while waits.get_map():
        for key, _ in waits.select():
            if piece := key.fileobj.recv(65536):
                other[key.fileobj].sendall(piece)
            else:
                waits.unregister(key.fileobj)
                other[key.fileobj].shutdown(socket.SHUT_WR)
