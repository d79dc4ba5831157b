"""Runs inside a namespace: clients that faults need besides talk.py. Each prints a line of JSON per connection.

`udp HOST PORT SOURCE COUNT INTERVAL`: a datagram every INTERVAL seconds from one port, whatever happens to the ones before.
`many HOST PORT SOURCE COUNT PATIENCE`: COUNT TCP connections at once, from SOURCE, SOURCE + 1, …
"""
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from talking import plain, report


def udp(host, port, source, count, interval):
    start, answered, refused = time.time(), 0, 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(interval)
        client.bind(("", source))
        client.connect((host, port))
        for number in range(count):
            began = time.time()
            try:
                client.send(b"status %d?" % number)
                client.recv(4096)
                answered += 1
            except TimeoutError:
                pass
            except OSError:                         # an ICMP error came back
                refused += 1
            time.sleep(max(0, began + interval - time.time()))
        report("udp", plain(client.getsockname()), [host, port], start, "ok" if answered == count else "no-reply",
               f"{answered} of {count} answered, {refused} ICMP errors")


def many(host, port, source, count, patience):
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda number: one(host, port, source + number, patience), range(count)))


def one(host, port, source, patience):
    start, outcome = time.time(), "ok"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        client.settimeout(patience)
        client.bind(("", source))
        try:
            client.connect((host, port))
        except ConnectionRefusedError:
            outcome = "refused"
        except TimeoutError:
            outcome = "no-reply"
        except OSError:
            outcome = "unreachable"
    report("tcp", [None, source], [host, port], start, outcome, None)


def main(words):
    kind, host, port, source, count, seconds = words[0], words[1], int(words[2]), int(words[3]), int(words[4]), float(words[5])
    {"udp": udp, "many": many}[kind](host, port, source, count, seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
