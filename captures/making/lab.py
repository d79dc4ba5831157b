"""A cluster that stays up while a test drives it: `make.py --lab FOLDER [--mode iptables|nft] [--discard]`.

Writes FOLDER/cluster.json and prints one line of JSON when all servers answer: `prefix` (of the names of its namespaces: PREFIX + client,
worker-1, near …). Then each line of standard input is a command, and its answer one line of JSON on standard output:

    connect KIND [COUNT]    clients connect, all at once; what each of them met, and when        (kinds: lab_world.py)
    mixed COUNT [HOLD]      the same with kinds in turn; HOLD: seconds that each connection stays open
    begin COUNT [HOLD]      the same without waiting: the answer comes at once, and `ended` waits for what they met
    conntrack NODE          the NEW events since the beginning and the table now, as conntrack prints them
    down|up HOST DEVICE     ip link set
    cut|plug POD            deletes a pod's pair of veths, makes it again
    pod newcomer            a pod appears, with its veth and its server
    late                    Service late comes into cluster.json
    flood PACKETS [RATE]    frames of shipped captures come in at worker-1's veth-load, which leads nowhere: sent, and the kernel's counters
    storm CONNECTIONS       the same with that many connections of four packets each, every frame once
    quit                    ends; so do the end of standard input, SIGTERM and SIGINT

`--discard` removes FOLDER at the end. Namespaces of labs whose process is gone are removed at the start of the next.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from . import lab_world, load, namespaces, objects, witnesses
from .load_frames import Sender, storm
from .model import CLIENT, CLIENT6, NODES
from .namespaces import inside, run

PREFIX = "hoplab-"                  # make.py deletes what begins with hopscope-
TALK = str(Path(__file__).with_name("lab_talk.py"))


def lab(folder, mode, discard):
    namespaces.PREFIX = f"{PREFIX}{os.getpid()}-"
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    remove_orphans()
    try:
        one = Lab(Path(folder), mode)
        answer(ready=True, prefix=namespaces.PREFIX, cluster=str(one.map), mode=mode)
        for line in sys.stdin:
            if (words := line.split()) == ["quit"]:
                break
            obey(one, words)
    except KeyboardInterrupt:
        pass
    finally:
        witnesses.end_all()
        end_everyone()
        namespaces.remove()
        if discard:
            shutil.rmtree(folder, ignore_errors=True)


def obey(one, words):
    try:
        command = {"connect": one.connect, "mixed": one.mixed, "begin": one.begin, "ended": one.ended, "conntrack": one.conntrack,
                   "down": one.down, "up": one.up, "cut": one.cut, "plug": one.plug, "pod": one.pod, "late": one.late, "flood": one.flood, "storm": one.storm}[words[0]]
        answer(**command(*words[1:]))
    except (KeyError, IndexError, TypeError, ValueError, subprocess.CalledProcessError) as error:
        answer(error=f"{' '.join(words)}: {error!r} {getattr(error, 'stderr', '')}")


def answer(**facts): print(json.dumps(facts), flush=True)


def remove_orphans():
    for line in run("ip netns list").splitlines():
        name = line.split()[0]
        owner = name.removeprefix(PREFIX).split("-")[0]
        if name.startswith(PREFIX) and owner.isdigit() and not Path(f"/proc/{owner}").exists():
            run(f"ip netns del {name}")


def end_everyone():
    """Ends whoever is still in this lab's namespaces, so that these really go."""
    for line in run("ip netns list").splitlines():
        if (name := line.split()[0]).startswith(namespaces.PREFIX):
            for process in run(f"ip netns pids {name}").split():
                os.kill(int(process), signal.SIGKILL)


class Agent:
    """The client in one namespace; orders are answered one after the other."""

    def __init__(self, host):
        self.process = witnesses.spawn(host, [sys.executable, "-B", TALK], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def order(self, jobs):
        self.process.stdin.write(json.dumps({"workers": min(len(jobs), 64), "jobs": jobs}) + "\n")
        self.process.stdin.flush()

    def met(self): return json.loads(self.process.stdout.readline())


class Events:
    """`conntrack -E -e NEW` of a node, from before the first connection."""

    def __init__(self, node):
        self.lines = []
        self.process = witnesses.spawn(node.name, "conntrack -b 16777216 -E -e NEW -o timestamp,extended,id", stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line)


class Lab:
    def __init__(self, folder, mode):
        self.scenario, self.map, self.source, self.begun = lab_world.scenario(), folder / "cluster.json", 20000, []
        folder.mkdir(parents=True, exist_ok=True)
        standing = [pod for pod in self.scenario.pods if pod != lab_world.NEWCOMER]
        self.standing = replace(self.scenario, pods=tuple(standing))
        with_all = replace(self.scenario, services=(*self.scenario.services, lab_world.LATE))
        load.build(with_all, mode, settle=0, unbuilt=(lab_world.NEWCOMER,))
        build_load()
        for node in NODES:          # the kernel sends few ICMP errors a second to one client: here every one counts
            namespaces.sysctl(node.name, "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0")
        self.sender = Sender(folder)
        self.map.write_text(objects.as_json(self.scenario))
        self.servers = witnesses.Servers(self.standing)
        for _, process in self.servers.processes:          # their logs are not wanted here
            drain(process)
        self.events = {node.name: Events(node) for node in NODES}
        self.agents = {who: Agent(who) for who in dict.fromkeys(kind[0] for kind in lab_world.KINDS.values())}
        time.sleep(0.3)                                     # until conntrack listens, which it does not say
        self.warm()

    def warm(self):
        """One connection of each kind, so that neighbours are known and nobody waits a second for them."""
        self.talk([kind for kind in lab_world.KINDS if kind != "newcomer"], 0)

    def talk(self, kinds, hold):
        self.start(kinds, hold)
        return self.finish()

    def start(self, kinds, hold):
        if self.begun:
            raise ValueError("what was begun is not ended")
        orders = {}
        for kind in kinds:
            who, protocol, host, port = lab_world.KINDS[kind]
            self.source = self.source + 1 if self.source < 32000 else 20001     # below the range that the kernel takes ports from
            orders.setdefault(who, []).append([kind, protocol, host, port, self.source, hold])
        for who, jobs in orders.items():
            self.agents[who].order(jobs)
        self.begun = list(orders)

    def finish(self):
        said = [{"who": who, **self.with_address(who, report)} for who in self.begun for report in self.agents[who].met()]
        self.begun = []
        return sorted(said, key=lambda report: report["start"])

    def with_address(self, who, report):
        """A socket that was refused does not say its own address; the objects do."""
        six, pod = ":" in report["front"][0], self.scenario.pod(who)
        known = pod.address(6 if six else 4) if pod else (CLIENT6 if six else CLIENT)
        return {**report, "client": [report["client"][0] or known, report["client"][1]]}

    def connect(self, kind, count="1"): return {"connections": self.talk([kind] * int(count), 0)}

    def mixed(self, count, hold="0.2"): return {"connections": self.talk(self.in_turn(int(count)), float(hold))}

    def begin(self, count, hold="0.2"):
        self.start(self.in_turn(int(count)), float(hold))
        return {"begun": int(count)}

    def ended(self): return {"connections": self.finish()}

    def in_turn(self, count):
        kinds = [kind for kind in lab_world.KINDS if kind not in lab_world.NOT_MIXED]
        return [kinds[number % len(kinds)] for number in range(count)]

    def conntrack(self, node):
        table = "".join(run(inside(node, f"conntrack -L -f {family} -o extended,id")) for family in ("ipv4", "ipv6"))
        return {"events": "".join(self.events[node].lines), "table": witnesses.relevant(table)}

    def down(self, host, device):
        namespaces.ip(host, f"link set {device} down")
        return {"down": device}

    def up(self, host, device):
        namespaces.ip(host, f"link set {device} up")
        return {"up": device}

    def cut(self, name):
        pod = self.scenario.pod(name)
        namespaces.ip(pod.node.name, f"link del {pod.veth}")
        return {"cut": pod.veth}

    def plug(self, name):
        pod = self.scenario.pod(name)
        namespaces.build_pod(pod, self.scenario)
        return {"plugged": pod.veth}

    def pod(self, name):
        pod = self.scenario.pod(name)
        namespaces.build_host(name, self.scenario)
        namespaces.build_pod(pod, self.scenario)
        more = witnesses.Servers(replace(self.scenario, pods=(pod,)), outside=False)
        for _, process in more.processes:
            drain(process)
        return {"pod": name, "veth": pod.veth}

    def late(self):
        self.map.write_text(objects.as_json(replace(self.scenario, services=(*self.scenario.services, lab_world.LATE))))
        return {"late": str(self.map)}

    def flood(self, packets, rate="0"): return self.sender.send("load", "load0", int(packets), int(rate))

    def storm(self, connections):
        frames = storm(int(connections))
        return Sender(self.map.parent, frames, "storm.pcap").send("load", "load0", 4 * int(connections))


def build_load():
    """A namespace `load` whose only cable ends at worker-1 as veth-load, which has no address and no bridge."""
    namespaces.build_host("load", None)
    namespaces.cable("load", "load0", "worker-1", "veth-load", "02:00:0a:00:00:01")
    for host, device in (("load", "load0"), ("worker-1", "veth-load")):
        namespaces.ip(host, f"link set {device} arp off")
        namespaces.sysctl(host, f"net.ipv6.conf.{device}.disable_ipv6=1")


def drain(process): threading.Thread(target=process.stdout.read, daemon=True).start()
