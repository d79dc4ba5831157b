"""Runs inside a namespace: `faults_talk.py serve KIND PORT` is a server with a fault, `faults_talk.py KIND JSON` a client; talk.py has the sound ones.

Servers: `silent` reads and never answers, `sleepy` after three seconds; `full` accepts nobody; `forgetful` forgets its connections and ends when a line comes; `sink`
reads whole uploads; `bulk` gives long answers; `health-STATUS` answers as kube-proxy's health check does. Clients are told in JSON what to do, and report as talk.py's do.
"""
import json
import os
import re
import socket
import sys
import threading
import time

import payloads
from talking import plain, report, say

TCP_REPAIR = 19


# ---- servers

def serve(kind, port):
    listener = socket.create_server(("", port), backlog=0 if kind == "full" else 64)
    say(ready=port)
    if kind == "full":
        return sys.stdin.readline()
    kept = []
    if kind == "forgetful":
        threading.Thread(target=forget, args=(kept,), daemon=True).start()
    while True:
        connection, peer = listener.accept()
        say(protocol="tcp", server=plain(connection.getsockname()), peer=plain(peer), at=time.time())
        kept.append(connection)
        threading.Thread(target=serve_one, args=(kind, connection), daemon=True).start()


def serve_one(kind, connection):
    while request := connection.recv(65536):
        if kind == "sink" and request.startswith(b"POST"):
            request = read_whole(connection, request)
        if kind.startswith("health"):
            connection.sendall(health(kind.removeprefix("health-")))
            return connection.shutdown(socket.SHUT_WR)
        if kind == "sleepy":
            time.sleep(3)
        if kind != "silent":
            connection.sendall(long_answer(request) if kind == "bulk" else payloads.http_answer(request))
            if b"Connection: close" in request:
                return connection.shutdown(socket.SHUT_WR)


def long_answer(request):
    """To GET /, a page; to a POST, 5,200 bytes."""
    body = bytes(97 + index % 26 for index in range(5200))
    return (b"HTTP/1.1 200 OK\r\nContent-Length: 5200\r\n\r\n" + body) if request.startswith(b"POST") else payloads.http_answer(request)


def read_whole(connection, request):
    wanted = int(re.search(rb"Content-Length: (\d+)", request)[1]) + request.index(b"\r\n\r\n") + 4
    while len(request) < wanted and (more := connection.recv(65536)):
        request += more
    return request


def health(status):
    local = int(status == "200")
    body = json.dumps({"service": {"namespace": "default", "name": "web"}, "localEndpoints": local, "serviceProxyHealthy": True}).encode()
    reason = {"200": "OK", "503": "Service Unavailable"}[status]
    return (f"HTTP/1.1 {status} {reason}\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n"
            f"X-Load-Balancing-Endpoint-Weight: {local}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode() + body


def forget(kept):
    """As a machine that lost its power: no FIN, no RST. Somebody else listens afterwards."""
    sys.stdin.readline()
    for connection in kept:
        connection.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    os._exit(0)


# ---- clients

def dial(host, port, source=0, steps=("get", "close"), patience=4):
    """steps: get, post N, idle SECONDS, hold (until a line comes), close."""
    start, local, heard = time.time(), [None, source], None
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        connection.settimeout(patience)
        connection.bind(("", source))
        try:
            connection.connect((host, port))
            local = plain(connection.getsockname())
            for index, step in enumerate(steps):
                heard = take(connection, step, host, last="close" in steps[index + 1:index + 2]) or heard
            outcome = "ok"
        except ConnectionRefusedError:
            outcome = "refused"
        except (ConnectionResetError, BrokenPipeError):
            outcome = "reset"
        except TimeoutError:
            outcome = "no-reply" if local[0] is None else "no-answer"
        except OSError as error:
            outcome = f"error {error.errno}"
    report("tcp", local, [host, port], start, outcome, heard)


def take(connection, step, host, last):
    name, _, value = str(step).partition(" ")
    if name == "idle":
        return time.sleep(float(value))
    if name == "hold":
        say(held=True)
        return sys.stdin.readline() and None
    if name == "close":
        while connection.recv(65536):
            pass
        return None
    connection.sendall(post(host, int(value), last) if name == "post" else payloads.http_request("/", host, last))
    answer = connection.recv(65536)
    if not answer:
        raise ConnectionResetError
    if b"Content-Length: 5200" in answer:
        while len(answer) < 5200:
            answer += connection.recv(65536)
    return answer.split(b"\r\n")[0].decode()


def post(host, size, last):
    head = f"POST /upload HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size}\r\nConnection: {'close' if last else 'keep-alive'}\r\n\r\n"
    return head.encode() + bytes(65 + index % 26 for index in range(size))


def ask(host, port, source=0, times=3, patience=1.0, unconnected=False):
    """UDP: the question again and again until an answer comes."""
    start, outcome, heard = time.time(), "no-reply", None
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(patience)
        client.bind(("", source))
        client.connect((host, port))
        for _ in range(times):
            try:
                client.send(f"status {source}?".encode())
                heard, outcome = client.recv(4096).decode(), "ok"
                break
            except ConnectionRefusedError:
                outcome = "refused"
                break
            except TimeoutError:
                pass
            except OSError as error:
                outcome = f"error {error.errno}"
                break
    report("udp", [None, source], [host, port], start, outcome, heard)


def resolve(host, port, source=0, number=0x3A01):
    """A and AAAA from one socket at once; what is missing after 5 s is asked again, one by one, as the C library does."""
    start = time.time()
    questions = [payloads.dns_question(number, payloads.DNS_A), payloads.dns_question(number ^ 0x5555, payloads.DNS_AAAA)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind(("", source))
        client.connect((host, port))
        client.settimeout(5)
        for question in questions:
            client.send(question)
        try:
            answers = [client.recv(4096) for _ in questions]
        except TimeoutError:
            answers = [once_more(client, question) for question in questions]
    report("udp", [None, source], [host, port], start, "ok", f"{len(answers)} answers")


def once_more(client, question):
    client.send(question)
    return client.recv(4096)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        {"dial": dial, "ask": ask, "resolve": resolve}[sys.argv[1]](**json.loads(sys.argv[2]))
