"""Runs inside a namespace: `talk.py serve KIND PORT` is a small server, `talk.py KIND HOST PORT SOURCE [REQUESTS] [held]` a client.

A server writes one line of JSON per connection it accepts; a client writes one about what it met. They are witnesses for truth.json.
TCP and ping here; datagrams.py, sctp.py and proxy.py have the rest.
"""
import re
import socket
import subprocess
import sys
import threading
import time

import datagrams
import payloads
import proxy
import sctp
from talking import PATIENCE, plain, report, say


# ---- servers

def serve(kind, port):
    if kind == "dns":
        return serve_datagrams(port)
    if kind in datagrams.KINDS:
        return datagrams.serve(kind, port)
    if kind.startswith(("proxy", "sidecar")):
        return proxy.serve(kind, port)
    if kind == "sctp":
        return sctp.serve(port)
    dual = socket.has_dualstack_ipv6()
    listener = socket.create_server(("::" if dual else "", port), family=socket.AF_INET6 if dual else socket.AF_INET, dualstack_ipv6=dual)
    say(ready=port)
    while True:
        connection, peer = listener.accept()
        say(protocol="tcp", server=plain(connection.getsockname()), peer=plain(peer), at=time.time())
        threading.Thread(target=serve_one, args=(kind, connection), daemon=True).start()


def serve_one(kind, connection):
    with connection:
        {"http": serve_http, "mysql": serve_mysql, "dns-tcp": serve_dns}[kind](connection)


def serve_http(connection):
    while request := connection.recv(4096):
        answer = payloads.http_answer(request)
        connection.sendall(answer)
        if b"Connection: close" in answer:
            return


def serve_mysql(connection):
    connection.sendall(payloads.MYSQL_GREETING)
    number = 2                                      # the login is packet 1, its answer packet 2; a command's answer is packet 1
    while (request := connection.recv(4096)) and request != payloads.MYSQL_QUIT:
        connection.sendall(payloads.mysql_ok(number))
        number = 1


def serve_dns(connection):
    while request := connection.recv(4096):
        connection.sendall(payloads.dns_over_tcp(payloads.dns_reply(request[2:])))


def serve_datagrams(port):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("", port))
    say(ready=port)
    while True:
        question, peer = server.recvfrom(4096)
        say(protocol="udp", server=["", port], peer=plain(peer), at=time.time())
        server.sendto(payloads.dns_reply(question), peer)


# ---- clients

def ask_http(connection, host, requests, held, path="/"):
    for index in range(requests):
        last = index == requests - 1
        connection.sendall(payloads.http_request(path, host, last))
        answer = connection.recv(65536)
        if held and index == 0:
            say(held=True)
            sys.stdin.readline()
    while connection.recv(65536):
        pass
    return answer.split(b"\r\n")[0].decode()


def ask_ping_http(connection, host, requests, held): return ask_http(connection, host, requests, held, "/ping")


def ask_mysql(connection, host, requests, held):
    greeting = connection.recv(4096)
    for message in (payloads.MYSQL_LOGIN, payloads.MYSQL_PING):
        connection.sendall(message)
        connection.recv(4096)
    connection.sendall(payloads.MYSQL_QUIT)
    return greeting[5:11].decode()


def ask_dns_tcp(connection, host, requests, held):
    connection.sendall(payloads.dns_over_tcp(payloads.dns_question(0x7C01, payloads.DNS_A)))
    return f"{len(connection.recv(4096))} bytes"


def talk_tcp(ask, host, port, source, requests, held):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        connection.settimeout(PATIENCE)
        connection.bind(("", source))
        start, local = time.time(), [None, source]
        try:
            connection.connect((host, port))
            local = plain(connection.getsockname())
            outcome, heard = "ok", ask(connection, host, requests, held)
        except ConnectionRefusedError:
            outcome, heard = "refused", None
        except (ConnectionResetError, BrokenPipeError):
            outcome, heard = "reset", None
        except TimeoutError:
            outcome, heard = "no-reply", None
        except OSError:                                 # no route to host
            outcome, heard = "unreachable", None
    report("tcp", local, [host, port], start, outcome, heard)


def talk_dns(host, port, source):
    """A and AAAA from one socket at once, as the C library asks."""
    start = time.time()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(PATIENCE)
        client.bind(("", source))
        client.connect((host, port))
        for number, kind in ((source, payloads.DNS_A), (source ^ 0x5555, payloads.DNS_AAAA)):
            client.send(payloads.dns_question(number, kind))
        answers = [client.recv(4096) for _ in range(2)]
        report("udp", plain(client.getsockname()), [host, port], start, "ok", f"{len(answers)} answers")


def talk_ping(host, number, count):
    start = time.time()
    done = subprocess.run(["ping", "-n", "-c", str(count), "-i", "0.4", "-W", "1", "-e", str(number), host], text=True, capture_output=True)
    received = int(re.search(r"(\d+) received", done.stdout)[1])
    report("icmp", [None, number], [host, number], start, "ok" if received == count else "no-reply", f"{received} of {count} echoes answered")


def main(words):
    if words[0] == "serve":
        return serve(words[1], int(words[2]))
    kind, host, port, source, requests, held = words[0], words[1], int(words[2]), int(words[3]), int(words[4]), words[5] == "held"
    if kind == "dns":
        talk_dns(host, port, source)
    elif kind in datagrams.KINDS:
        datagrams.talk(kind, host, port, source, requests)
    elif kind == "sctp":
        sctp.talk(host, port, source)
    elif kind == "ping":
        talk_ping(host, source, requests)
    else:
        asks = {"http": ask_http, "ping-http": ask_ping_http, "mysql": ask_mysql, "dns-tcp": ask_dns_tcp}
        talk_tcp(asks[kind], host, port, source, requests, held)


if __name__ == "__main__":
    main(sys.argv[1:])
