"""Runs inside a namespace: many clients at once. Reads a plan from standard input and writes one report per connection.

The plan: `workers` (how many connections at one time), `ports` (the first and the count of TCP source ports, used again and again), `jobs`
([kind, host, port, pause] each; kind tcp or udp). A port rests 0.4 s between two uses: the truth tells them apart by time.
"""
import json
import queue
import random
import socket
import sys
import threading
import time

import payloads
from talking import plain, report

REST, PATIENCE = 0.4, 8


class Ports:
    def __init__(self, first, count):
        self.free = queue.Queue()
        for port in random.Random(first).sample(range(first, first + count), count):
            self.free.put((0, port))

    def take(self):
        ready, port = self.free.get()
        time.sleep(max(0, ready - time.time()))
        return port

    def give(self, port): self.free.put((time.time() + REST, port))


def family(host): return socket.AF_INET6 if ":" in host else socket.AF_INET


def talk_tcp(host, port, pause, ports):
    source, start, local, outcome, heard = ports.take(), time.time(), None, "ok", None
    with socket.socket(family(host), socket.SOCK_STREAM) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.settimeout(PATIENCE)
        one.bind(("", source))
        try:
            one.connect((host, port))
            local = plain(one.getsockname())
            for last in (False, True):
                one.sendall(payloads.http_request("/", host, last))
                heard = one.recv(65536).split(b"\r\n")[0].decode()
                time.sleep(0 if last else pause)
            while one.recv(65536):
                pass
        except OSError as error:
            outcome = {ConnectionRefusedError: "refused", TimeoutError: "no-reply"}.get(type(error), "reset")
    report("tcp", local or [None, source], [host, port], start, outcome, heard)
    ports.give(source)


def talk_udp(host, port, pause, source):
    start, outcome, heard = time.time(), "ok", 0
    with socket.socket(family(host), socket.SOCK_DGRAM) as one:
        one.settimeout(PATIENCE)
        one.bind(("", source))
        one.connect((host, port))
        local = plain(one.getsockname())
        try:
            for _ in range(3):
                one.send(b"status?")
                heard += len(one.recv(4096)) > 0
                time.sleep(pause / 4)
        except OSError as error:
            outcome = "refused" if isinstance(error, ConnectionRefusedError) else "no-reply"
    report("udp", local, [host, port], start, outcome, f"{heard} answers")


def work(jobs, ports, own):
    while True:
        try:
            kind, host, port, pause = jobs.get_nowait()
        except queue.Empty:
            return
        if kind == "tcp":
            talk_tcp(host, port, pause, ports)
        else:
            talk_udp(host, port, pause, next(own))


def main():
    plan = json.load(sys.stdin)
    jobs, ports, own, lock = queue.Queue(), Ports(*plan["ports"]), iter(range(45000, 60000)), threading.Lock()
    for job in plan["jobs"]:
        jobs.put(job)

    class Own:
        def __next__(self):
            with lock:
                return next(own)
    threads = [threading.Thread(target=work, args=(jobs, ports, Own())) for _ in range(plan["workers"])]
    for thread in threads:
        thread.start()
        time.sleep(0.004)
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
