"""A larger run, for a directory outside this project: `make.py --load DIR [--mode iptables|nft] [--connections N]`.

Two nodes and three endpoints; by default 2,000 connections, 200 at one time, from few source ports that are used again and again: nodePort on
both nodes, ClusterIP, hairpin, a pod through the other node's nodePort, hostPort, UDP, IPv4 and IPv6. DIR then holds `pcap/HOST_INTERFACE.pcap`,
`any/NODE_any.pcap` (SLL2), `pcapng/NODE.pcapng` (dumpcap, all interfaces of a node in one file), cluster.yaml, conntrack lists and events, and
truth.json as a folder of captures/ has it; its taps are those of pcap/ and any/.
"""
import json
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from . import namespaces, objects, pcap, rules, rules_nft, witnesses
from .model import NODES, WORKER_1, WORKER_2, ContainerPort, Pod, Port, Scenario, Service
from .namespaces import inside, run
from .truth import truth

LOAD_TALK = str(Path(__file__).with_name("load_talk.py"))
NGINX = Pod("nginx-a", WORKER_1, 5, {"app": "nginx"}, (ContainerPort(80), ContainerPort(7777, "UDP")), (("http", 80), ("udp", 7777)))
ENDPOINTS = (NGINX, replace(NGINX, name="nginx-b", node=WORKER_2, host=6), replace(NGINX, name="nginx-c", node=WORKER_2, host=7))
INFLUXDB = Pod("influxdb", WORKER_2, 8, {"app": "influxdb"}, (ContainerPort(8086, host_port=8086),), (("http", 8086),))
WEBS = tuple(Pod(f"web-{node.number - 1}", node, 10, {"app": "web"}, image="busybox:1.36") for node in NODES)
V4, V6 = "10.96.120.14", "fd00:10:96::780e"
SERVICE = Service("shop", V4, (Port(80, 80, 30001, name="http"),), {"app": "nginx"}, V6)
ECHO = Service("echo", "10.96.120.15", (Port(7, 7777, 30077, "UDP"),), {"app": "nginx"})
# Per client: its share of the connections and of the workers, how many ports it has, and whom it dials with which weight.
CLIENTS = {
    "client": (0.5, 0.5, 200, {("tcp", WORKER_1.ip, 30001): 5, ("tcp", WORKER_2.ip, 30001): 3, ("tcp", WORKER_1.ip6, 30001): 2,
                               ("tcp", WORKER_2.ip6, 30001): 2, ("tcp", WORKER_2.ip, 8086): 2, ("tcp", WORKER_2.ip6, 8086): 1,
                               ("udp", WORKER_1.ip, 30077): 3, ("udp", WORKER_2.ip, 30077): 1}),
    "web-0": (0.25, 0.25, 100, {("tcp", V4, 80): 5, ("tcp", V6, 80): 2, ("tcp", WORKER_2.ip, 30001): 2, ("tcp", WORKER_1.ip, 30001): 1,
                                ("tcp", WORKER_2.ip, 8086): 1, ("udp", "10.96.120.15", 7): 2}),
    "web-1": (0.15, 0.15, 60, {("tcp", V4, 80): 4, ("tcp", V6, 80): 2, ("tcp", WORKER_1.ip, 30001): 1, ("tcp", WORKER_2.ip, 8086): 1,
                               ("udp", "10.96.120.15", 7): 1}),
    "nginx-a": (0.1, 0.1, 40, {("tcp", V4, 80): 2, ("tcp", V6, 80): 1}),
}


def load(folder, mode, connections):
    scenario = Scenario("load", f"{connections} connections, {mode}", (), (*ENDPOINTS, INFLUXDB, *WEBS), (SERVICE, ECHO),
                        taps=("client", "worker-1", "worker-2"), ipv6=True, by_numbers=True)
    for part in ("pcap", "any", "pcapng", "logs"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    try:
        build(scenario, mode)
        files, said, served, tables, events = play(scenario, folder, connections)
    finally:
        witnesses.end_all()
        namespaces.remove()
    write(scenario, folder, files, said, served, tables, events)


def build(scenario, mode, **more):
    if mode == "nft":
        rules.load, kept = rules_nft.load, rules.load
    try:
        namespaces.build(scenario, **more)
    finally:
        if mode == "nft":
            rules.load = kept


def play(scenario, folder, connections):
    logs = folder / "logs"
    servers = {pod.name: [start(pod.name, [sys.executable, "-B", witnesses.TALK, "serve", kind, str(port)], logs / f"{pod.name}-{kind}.log")
                          for kind, port in pod.serves] for pod in scenario.pods}
    conntrack = {n.name: start(n.name, "conntrack -b 16777216 -E -o timestamp,extended,id", logs / f"conntrack-{n.name}.log") for n in NODES}
    time.sleep(1)
    files, watchers = watch(folder)
    said = converse(connections, logs)
    time.sleep(1)
    tables = {n.name: witnesses.relevant("".join(run(inside(n.name, f"conntrack -L -f {f} -o extended")) for f in ("ipv4", "ipv6"))) for n in NODES}
    stop([*watchers, *conntrack.values(), *(process for pod in servers.values() for process in pod)])
    lost(logs)
    events = {n.name: witnesses.relevant((logs / f"conntrack-{n.name}.log").read_text()) for n in NODES}
    served = [{"host": pod, **line} for pod in servers for file in logs.glob(f"{pod}-*.log") for line in lines(file) if "peer" in line]
    return files, said, served, tables, events


def start(host, command, log, **more):
    with open(log, "w") as out:
        return witnesses.spawn(host, command, stdout=out, stderr=subprocess.STDOUT if log.name.startswith("watch") else subprocess.DEVNULL, **more)


def lines(file): return [json.loads(line) for line in file.read_text().splitlines()]


def watch(folder):
    """Returns {tap: file} of pcap/ and any/, and the processes, dumpcap's too."""
    files, processes, logs = {}, [], folder / "logs"
    words = "tcpdump -n -B 65536 -s 320 -p -Z root --time-stamp-precision=nano"
    for host in ("client", "worker-1", "worker-2"):
        devices = witnesses.devices(host)
        (logs / f"interfaces-{host}.json").write_text(json.dumps(witnesses.interfaces(host)))
        for device in [*devices, *(["any"] if host != "client" else [])]:
            tap = f"{host}_{device}"
            files[tap] = folder / ("any" if device == "any" else "pcap") / f"{tap}.pcap"
            link = "-y LINUX_SLL2" if device == "any" else ""
            processes.append(start(host, f"{words} -i {device} {link} -w {files[tap]}", logs / f"watch-{tap}.log"))
        if host != "client":
            all_ = " ".join(f"-i {device}" for device in devices)
            dumpcap = f"dumpcap -q -p -B 64 -N 1000000 -C 500000000 -s 320 {all_} -w {folder}/pcapng/{host}.pcapng"
            processes.append(start(host, dumpcap, logs / f"watch-{host}.pcapng.log"))
    time.sleep(3)
    return files, processes


def converse(connections, logs):
    """Every client with its own process; returns what they say, in order of start."""
    dice, processes = random.Random(3), {}
    for number, (who, (share, workers, ports, weights)) in enumerate(CLIENTS.items()):
        targets = dice.choices(list(weights), weights.values(), k=round(connections * share))
        plan = {"workers": round(200 * workers), "ports": [20000 + 1000 * number, ports],
                "jobs": [[*target, dice.uniform(0.3, 0.9)] for target in targets]}
        processes[who] = start(who, [sys.executable, "-B", LOAD_TALK], logs / f"talk-{who}.log", stdin=subprocess.PIPE)
        processes[who].stdin.write(json.dumps(plan))
        processes[who].stdin.close()
    for process in processes.values():
        process.wait(timeout=300)
    return sorted(({"who": who, **line} for who in processes for line in lines(logs / f"talk-{who}.log")), key=lambda talk: talk["start"])


def stop(processes):
    for process in processes:
        process.send_signal(signal.SIGINT if process.args[4] in ("tcpdump", "dumpcap", "conntrack") else signal.SIGTERM)
    for process in processes:
        process.wait(timeout=30)


def lost(logs):
    """A capture that lost packets is no basis for judging others."""
    for log in logs.glob("watch-*.log"):
        if found := re.search(r"^([1-9]\d*) packets dropped.*|^Packets received/dropped on interface '.*': \d+/[1-9].*", log.read_text(), re.M):
            print(f"{log.stem}: {found[0]}", file=sys.stderr)


def write(scenario, folder, files, said, served, tables, events):
    records = {tap: pcap.read(file) for tap, file in files.items()}
    names = {host: device_names(folder, host) for host in ("worker-1", "worker-2")}
    for tap in [t for t in records if t.endswith("_any")]:
        records[tap] = [replace(r, interface=names[tap.split("_")[0]].get(r.interface, str(r.interface))) for r in records[tap]]
    found = truth(scenario, said, served, events, records, {tap: str(file.relative_to(folder)) for tap, file in files.items()})
    found["interfaces"] = names
    (folder / "truth.json").write_text(json.dumps(found, indent=1) + "\n")
    (folder / "cluster.yaml").write_text(objects.as_yaml(scenario))
    for node in tables:
        (folder / f"conntrack-{node}.txt").write_text(tables[node])
        (folder / f"conntrack-events-{node}.txt").write_text(events[node])
    outcomes = [c["outcome"] for c in found["connections"]]
    print(f"{len(said)} talks, {len(outcomes)} connections: " + ", ".join(f"{o} {outcomes.count(o)}" for o in dict.fromkeys(outcomes)))


def device_names(folder, host): return {int(k): v for k, v in json.loads((folder / "logs" / f"interfaces-{host}.json").read_text()).items()}
