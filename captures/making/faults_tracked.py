"""Faults of connection tracking: ports used up, lost at insertion, invalid, stale, full."""
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from . import witnesses
from .faults_drops import ruled
from .faults_fronts import client_pod, http_pod, scenario
from .faults_lab import Case, Fault, talk, plays
from .model import SERVER, WORKER_1, WORKER_2, Port, Service, Talk
from .namespaces import inside, ip, run, sysctl

STATISTICS = ("worker-1", "conntrack -S | awk '{for (i = 2; i <= NF; i++) {split($i, a, \"=\"); n[a[1]] += a[2]}} END {print \"insert_failed=\" "
                          "n[\"insert_failed\"], \"drop=\" n[\"drop\"], \"early_drop=\" n[\"early_drop\"]}'")


def snat_ports_exhausted():
    service = Service("local-cache", "10.113.1.1", (Port(80, 8080),), {"app": "local-cache"})
    pods = (http_pod("local-cache-0", WORKER_2, 151, "local-cache"), client_pod("crawler-0", WORKER_1, 152))
    kept = tuple(Talk("crawler-0", "http", SERVER, 80, port, requests=2, stays=True) for port in (43400, 43402, 43404, 43406))
    lost = tuple(Talk("crawler-0", "http", SERVER, 80, port) for port in (43410, 43412, 43414))
    base = scenario("crawler", (*kept, *lost, Talk("crawler-0", "http", "10.113.1.1", 80, 43420)), pods, [service])

    def ports(first, last):
        return ruled("worker-1", f"-t nat -I POSTROUTING -s 10.244.0.0/16 -d 198.51.100.0/24 -p tcp -j SNAT --to-source {WORKER_1.ip}:{first}-{last}")
    return Fault("snat-ports-exhausted", "four ports for SNAT, all of them in use towards one server",
        "worker-1 leaves with SNAT --to-source 192.168.49.2:61000-61003. crawler-0 keeps four connections to 198.51.100.20:80 open; three more find no free "
        "port: their SYNs (and the retransmissions) are dropped at POSTROUTING. A ClusterIP, without SNAT, works at the same time.",
        "The range is 61000-61999.", "witness.txt: conntrack -S of worker-1; conntrack-worker-1.txt lists the four ports.",
        Case(replace(base, prepare=ports(61000, 61003)), asks=(STATISTICS,)), Case(replace(base, prepare=ports(61000, 61999)), asks=(STATISTICS,)),
        ("F16 probable node=worker-1 connections=3 place=worker-1/cni0",))


def insert_race():
    talks = tuple(Talk("pinger-0", "http", SERVER, 80, port) for port in (43430, 43432, 43434, 43436, 43438, 43440))
    healthy = scenario("pinger", talks, (client_pod("pinger-0", WORKER_1, 153),), (), together=True)
    once = ruled("worker-1", *(f"-t mangle -A POSTROUTING -o eth0 -p tcp --syn --sport {port} -m statistic --mode nth --every 100 --packet 0 -j DROP"
                               for port in (43432, 43438)))
    return Fault("conntrack-insert-race", "the first SYN of two connections is lost between the node's taps, its retransmission passes",
        "Made up: this kernel has no such race. Six connections to one outside server at once; for two of them a rule of POSTROUTING (before SNAT) drops the first "
        "SYN, where an old kernel would fail to insert the entry. The retransmission, one second later with a new IP ID, passes with its own SNAT port.",
        "No such rule.", "witness.txt: the rule's counters (one packet each); the clients: two were slower by a second.",
        Case(replace(healthy, prepare=once), asks=(("worker-1", "iptables -t mangle -nvL POSTROUTING"),)), Case(healthy),
        ("F17 probable node=worker-1 connections=2",))


stray = []                          # the process beside the server


def stray_begins(*settings):
    def prepare(_):
        stray[:] = [witnesses.spawn("server", [sys.executable, "-B", str(Path(__file__).with_name("fault_stray.py")), "80"],
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)]
        stray[0].stdout.readline()
        if settings:
            sysctl("worker-1", *settings)
    return prepare


def stray_sends(_):
    stray[0].stdin.write("\n")
    stray[0].stdin.flush()
    stray[0].stdout.readline()
    time.sleep(0.3)


def invalid_packet_reset():
    talks = tuple(Talk("fetcher-0", "http", SERVER, 80, port, requests=2, stays=True) for port in (43450, 43452))
    base = scenario("fetcher", talks, (client_pod("fetcher-0", WORKER_1, 154),), (), interlude=stray_sends)
    asks = (("worker-1", "sysctl net.netfilter.nf_conntrack_tcp_be_liberal"), ("worker-1", "nstat -az TcpOutRsts | tail -1"))
    return Fault("invalid-packet-reset", "a packet outside of the window is not translated back, and the node answers it with RST",
        "fetcher-0 has two connections to 198.51.100.20:80, by SNAT. In the middle of the first one a segment with a sequence number far ahead arrives from the "
        "server: conntrack calls it INVALID and does not translate it, so it is the node's own, which has no such socket: RST to the server, TTL 64 and IP ID 0, its "
        "number the stray's acknowledgement. The server's connection is over; the pod's next request is answered with RST. The second connection goes on.",
        "nf_conntrack_tcp_be_liberal=1: the same stray segment is translated and the pod answers it with an ACK.",
        "witness.txt: the sysctl and the RSTs that worker-1's own TCP sent; the client got ECONNRESET.",
        Case(replace(base, prepare=stray_begins()), asks=asks),
        Case(replace(base, prepare=stray_begins("net.netfilter.nf_conntrack_tcp_be_liberal=1")), asks=asks),
        ("F19 certain node=worker-1 connections=1",))


def invalid_packet_drop():
    service = Service("board", "10.114.1.1", (Port(80, 8080, node_port=31700),), {"app": "board"})
    pods = (http_pod("direct-0", WORKER_2, 161, "direct"), http_pod("board-0", WORKER_1, 162, "board"))
    talks = [Talk("client", "http", "10.244.2.161", 8080, 52410), Talk("client", "http", "10.244.2.161", 8080, 52412),
             Talk("client", "http", WORKER_1.ip, 31700, 52414)]
    base = scenario("direct", talks, pods, [service])

    def by_worker_1(_):
        ip("router", f"route add 10.244.2.0/24 via {WORKER_2.ip}")
        ip("worker-2", "route add default via 10.244.1.0 dev flannel.1 onlink table 100")
        ip("worker-2", "rule add pref 100 from 10.244.2.161 to 203.0.113.0/24 lookup 100")

    def untracked(played):
        by_worker_1(played)
        ruled("worker-1", "-t raw -A PREROUTING -i flannel.1 -s 10.244.2.161 -d 203.0.113.0/24 -j NOTRACK")(played)
    asks = (("worker-1", "iptables -nvL KUBE-FORWARD 1"),)
    return Fault("invalid-packet-drop", "answers that take another way are INVALID to a node that never saw the SYN",
        "The client dials direct-0 at its PodIP, which is routed to worker-2. worker-2 sends the pod's answers to outside by an egress node, worker-1, through the "
        "tunnel. worker-1 sees a SYN-ACK without a SYN: kube-proxy's `ctstate INVALID -j DROP` in KUBE-FORWARD drops it. A nodePort of worker-1 works.",
        "worker-1 does not track that traffic (NOTRACK): the answers pass and leave by its eth0; the two ways stay different.",
        "witness.txt: the counter of the INVALID rule; conntrack-worker-2.txt has SYN_RECV, conntrack-worker-1.txt nothing.",
        Case(replace(base, prepare=by_worker_1), asks=asks), Case(replace(base, prepare=untracked), asks=asks),
        ("F20 probable pod=default/direct-0 node=worker-1 connections=2 place=worker-1/flannel.1",))


def table_full():
    shop, stock, push = (Service(app, f"10.115.1.{number}", (Port(80, 8080, node_port=31800 + number),), {"app": app})
                         for number, app in enumerate(("tea", "coffee", "cocoa"), 1))
    pods = (http_pod("tea-0", WORKER_1, 171, "tea"), http_pod("coffee-0", WORKER_2, 172, "coffee"), http_pod("cocoa-0", WORKER_2, 173, "cocoa"),
            client_pod("guest-0", WORKER_1, 174))
    kept = (Talk("guest-0", "http", SERVER, 80, 43500, requests=2, stays=True), Talk("client", "http", WORKER_1.ip, 31802, 52500, requests=2, stays=True),
            Talk("guest-0", "http", "10.115.1.3", 80, 43502, requests=2, stays=True))
    new = (Talk("guest-0", "http", "10.115.1.1", 80, 43510), Talk("guest-0", "http", "10.115.1.2", 80, 43512), Talk("guest-0", "http", SERVER, 80, 43514),
           Talk("client", "http", WORKER_1.ip, 31801, 52510), Talk("client", "http", WORKER_1.ip, 31802, 52512),
           Talk("client", "http", WORKER_1.ip, 31803, 52514))

    def full(_):
        run(inside("worker-1", "iptables -t raw -I PREROUTING -p tcp --syn -j DROP"))
        talk(*new)
        run(inside("worker-1", "iptables -t raw -D PREROUTING 1"))
    base = scenario("tea", kept, pods, (shop, stock, push), interlude=full)
    return Fault("conntrack-table-full", "a node loses the first packet of every new connection, of whatever Service",
        "Made up: nf_conntrack_max can be set for the whole machine only. What the kernel does when the table is full, a rule of raw PREROUTING does for four "
        "seconds: every SYN that enters worker-1 is dropped, before translation. Six connections, to three Services (nodePort and ClusterIP) and to an outside "
        "server, from outside and from a pod, are lost. Three connections that were established before go on, during and after.",
        "No such rule.", "The clients: six timed out after four SYNs each; conntrack-worker-1.txt has none of the six.",
        Case(base), Case(replace(base, interlude=lambda _: talk(*new))), ("F23 probable node=worker-1 connections=6",))


FAULTS = plays(snat_ports_exhausted(), insert_race(), invalid_packet_reset(), invalid_packet_drop(), table_full())
