"""Everything that watches while the talks go on: tcpdump at the taps, conntrack's events and tables, the servers' logs."""
import ctypes
import json
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .model import NODES
from .namespaces import inside, run

TALK, TUNNELS = (str(Path(__file__).with_name(name)) for name in ("talk.py", "tunnels.py"))
TCPDUMP = "tcpdump -n -U --immediate-mode -s 320 -p -Z root --time-stamp-precision=nano"
NO_NOISE = "not (igmp or ip6 proto 0 or (icmp6 and ip6[40] >= 133 and ip6[40] <= 134))"      # multicast reports, router discovery


LIBC, PR_SET_PDEATHSIG = ctypes.CDLL(None), 1
started = []        # every process of this run, so that none outlives it


def spawn(host, command, **pipes):
    process = subprocess.Popen(inside(host, command), text=True, preexec_fn=die_with_parent, **pipes)
    started.append(process)
    return process


def die_with_parent(): LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def end_all():
    """Ends what is still running, after a failure."""
    for process in started:
        if process.poll() is None:
            process.kill()
    started.clear()


def python(host, *words, **pipes):
    return spawn(host, [sys.executable, "-B", TALK, *map(str, words)], stdout=subprocess.PIPE, **pipes)


# ---- servers and clients

class Servers:
    """The servers of the pods (and of the host `server`), each a process with a log."""

    def __init__(self, scenario, outside=True):
        wanted = [(pod.name, pod.home, kind, port) for pod in scenario.pods for kind, port in pod.serves]
        outsiders = [("server", "server", "http", 80)] if outside else []
        self.processes = [(name, python(home, "serve", kind, port)) for name, home, kind, port in [*wanted, *outsiders]]
        for _, process in self.processes:
            process.stdout.readline()       # "ready"

    def stop(self):
        """Ends them and returns what they saw: a list of {host, protocol, server, peer, at}; proxies also what they dialled."""
        seen = []
        for host, process in self.processes:
            process.terminate()
            seen += [{"host": host, **json.loads(line)} for line in process.communicate()[0].splitlines()]
        return seen


def start_talk(talk):
    """Starts a client; one that is held or stays has connected and asked once when this returns."""
    waits = talk.held or talk.stays
    process = python(talk.who, talk.kind, talk.host, talk.port or 0, talk.source or 0, talk.requests,
                     "held" if waits else "-", stdin=subprocess.PIPE)
    if waits:
        process.stdout.readline()
    return process


def finish_talk(talk, process):
    said = json.loads(process.communicate("\n", timeout=30)[0].splitlines()[-1])
    time.sleep(talk.pause)
    return {"who": talk.who, "kind": talk.kind, **said}


def converse(scenario, begun):
    """The talks, one after the other or all at once; those that stay are finished last. Answers come in the order of start.
    `begun`: {number of the talk: its process}."""
    said = {}
    for number, talk in enumerate(scenario.talks):
        begun.setdefault(number, None)
        begun[number] = begun[number] or start_talk(talk)
        if not (scenario.together or talk.stays):
            said[number] = finish_talk(talk, begun[number])
    if scenario.interlude:
        scenario.interlude(scenario)
    return [said.get(number) or finish_talk(talk, begun[number]) for number, talk in enumerate(scenario.talks)]


def start_tunnels(scenario):
    """The other end of the TAP and TUN devices, where an overlay has any."""
    if scenario.overlay not in ("geneve", "ipip"):
        return
    for node, other in (NODES, NODES[::-1]):
        process = spawn(node.name, [sys.executable, "-B", TUNNELS, scenario.overlay, node.ip, other.ip], stdout=subprocess.PIPE)
        process.stdout.readline()


# ---- packets

class Taps:
    """tcpdump on every interface of the scenario's hosts (lo only inside pods), or on `any`."""

    def __init__(self, scenario, folder):
        self.files = {f"{host}_{device}": Path(folder) / f"{host}_{device}.pcap" for host in scenario.taps
                      for device in (["any"] if scenario.any and host != "client" else devices(host))}
        self.processes = [self.start(tap, file) for tap, file in self.files.items()]

    def start(self, tap, file):
        host, device = tap.split("_", 1)
        link = "-y LINUX_SLL2" if device == "any" else ""
        process = spawn(host, [*f"{TCPDUMP} -i {device} {link} -w {file}".split(), NO_NOISE], stderr=subprocess.PIPE)
        while "listening on" not in (line := process.stderr.readline()):
            if not line:
                raise RuntimeError(f"tcpdump on {tap} did not start")
        return process

    def stop(self):
        time.sleep(0.4)
        for process in self.processes:
            process.send_signal(signal.SIGINT)
        for process in self.processes:
            said = process.communicate(timeout=10)[1]
            if re.search(r"[1-9]\d* packets dropped by (kernel|interface)", said):
                raise RuntimeError(f"packets were lost: {said}")


def interfaces(host):
    """{number: name} of a host's devices."""
    return {i["ifindex"]: i["ifname"] for i in json.loads(run(inside(host, "ip -j link")))}


def devices(host): return [name for name in interfaces(host).values() if name != "lo" or host.startswith("pod-")]


# ---- conntrack

@dataclass
class Entry:
    """One connection in a node's table: as it came in, and as its answers will come in."""
    node: str
    protocol: str
    original: tuple
    reply: tuple
    time: float = None          # of the NEW event

    @property
    def translated(self): return (self.reply[2], self.reply[3], self.reply[0], self.reply[1])


class Conntrack:
    """`conntrack -E` on every node (and inside pods that are watched), from before the first packet; `-L` at the end."""

    def __init__(self, pods=()):
        words = "conntrack -E -o timestamp,extended,id"
        hosts = [*(n.name for n in NODES), *(f"pod-{name}" for name in pods)]
        self.processes = {host: spawn(host, words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for host in hosts}
        time.sleep(0.3)

    def stop(self):
        """Returns {node: the table} and {node: the events}, both as conntrack printed them."""
        tables = {node: relevant("".join(run(inside(node, f"conntrack -L -f {family} -o extended")) for family in ("ipv4", "ipv6")))
                  for node in self.processes}
        events = {}
        for node, process in self.processes.items():
            process.send_signal(signal.SIGINT)
            events[node] = relevant(process.communicate(timeout=10)[0])
        return tables, events


def relevant(lines):
    """Without the bridge's own IGMP reports."""
    return "".join(line + "\n" for line in lines.splitlines() if "unknown" not in line)


def entries(events):
    """The NEW events of every node as entries, in order of time."""
    found = [parse(node, line) for node, text in events.items() for line in text.splitlines() if "[NEW]" in line]
    return sorted(found, key=lambda entry: entry.time)


def parse(node, line):
    words = line.split()
    pairs = [word.split("=", 1) for word in words if "=" in word]
    starts = [i for i, (key, _) in enumerate(pairs) if key == "src"]
    protocol = re.search(r"\b(tcp|udp|sctp|icmpv6|icmp)\b", line)[1].replace("icmpv6", "icmp")
    stamp = re.match(r"\[(\d+\.\d+)\]", line)
    return Entry(node, protocol, conntrack_tuple(pairs[starts[0]:starts[1]]), conntrack_tuple(pairs[starts[1]:]),
                 float(stamp[1]) if stamp else None)


def conntrack_tuple(pairs):
    fields = {}
    for key, value in pairs:
        fields.setdefault(key, value)
    source, destination = (fields["sport"], fields["dport"]) if "sport" in fields else (fields["id"], fields["id"])
    return (fields["src"], int(source), fields["dst"], int(destination))
