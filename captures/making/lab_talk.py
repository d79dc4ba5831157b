"""Runs inside a namespace of the lab: a client that waits for orders, so that a connection does not wait for a Python to start.

An order is a line of JSON: `workers` (connections at one time) and `jobs` ([kind, protocol, host, port, source, hold] each: `source` is the
client's port, `hold` the seconds between its two requests). The answer is one line: a list of what the client met, in the order of the jobs.
"""
import json
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import payloads
from talking import PATIENCE, plain, say

FAMILIES = {True: socket.AF_INET6, False: socket.AF_INET}
OUTCOMES = {ConnectionRefusedError: "refused", TimeoutError: "no-reply"}         # no route is an OSError: unreachable


def met(kind, protocol, host, port, source, hold):
    """One connection as its client saw it. `start` is read just before the first packet."""
    with socket.socket(FAMILIES[":" in host], {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}[protocol]) as one:
        one.settimeout(PATIENCE)
        one.bind(("", source))
        report = {"kind": kind, "protocol": protocol, "client": [None, source], "front": [host, port], "start": time.time()}
        try:
            one.connect((host, port))
            report["client"] = plain(one.getsockname())
            heard = (ask_http if protocol == "tcp" else ask)(one, host, hold)
            outcome = "ok" if heard else "reset"
        except OSError as error:
            outcome = OUTCOMES.get(type(error), "reset" if isinstance(error, ConnectionError) else "unreachable")
        return {**report, "end": time.time(), "outcome": outcome}


def ask_http(one, host, hold):
    for last in (False, True):
        one.sendall(payloads.http_request("/", host, last))
        heard = one.recv(65536)
        time.sleep(0 if last else hold)
    while one.recv(65536):
        pass
    return heard


def ask(one, host, hold):
    one.send(b"status?")
    return one.recv(4096)


def main():
    say(ready=True)
    for line in sys.stdin:
        order = json.loads(line)
        with ThreadPoolExecutor(order["workers"]) as pool:
            print(json.dumps(list(pool.map(lambda job: met(*job), order["jobs"]))), flush=True)


if __name__ == "__main__":
    main()
