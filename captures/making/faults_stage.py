"""A cluster in which something is broken on purpose, watched from the moment `watch()` is called until the `with` block ends.

Each fault is a function `play(folder, broken)`: it makes `folder` once with the fault and once without. What is kept there: a pcapng per host with
every interface that was watched, the objects, conntrack's tables, and witness.txt, which says what clients, servers and nodes reported.
"""
import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import faults_objects, load, namespaces, objects, pcap, rules, witnesses
from .faults_files import keep
from .model import NODES, ContainerPort, Pod, Scenario
from .namespaces import inside, run

TALK = str(Path(__file__).with_name("faults_talk.py"))
NODE_NAMES = tuple(node.name for node in NODES)
EVERYWHERE = ("client", "worker-1", "worker-2")
MADE = ("*.pcapng", "*.pcap", "*.yaml", "conntrack-*.txt", "witness.txt", "times.txt")      # README.md and findings.txt are written by hand


class Stage:
    any = False             # one `tcpdump -i any` per node instead of a capture of each interface

    def __init__(self, folder, pods=(), services=(), mode="iptables", watch=EVERYWHERE, snap=320, conntrack=(), prepare=None, only="", **more):
        self.folder, self.mode, self.snap, self.only = Path(folder), mode, snap, only
        self.scenario = Scenario(self.folder.parent.name, "", (), pods, services, taps=watch, prepare=prepare, **more)
        self.conntrack, self.servers, self.said, self.notes, self.histories = conntrack, {}, [], [], {}
        self.talks, self.taps, self.records, self.items = [], {}, {}, objects.everything(self.scenario)

    def __enter__(self):
        load.build(self.scenario, self.mode)
        witnesses.start_tunnels(self.scenario)
        for pod in self.scenario.pods:
            for kind, port in pod.serves:
                self.serve(pod.home, kind, port)
        return self

    def __exit__(self, kind, *_):
        try:
            if not kind:
                self.finish()
                self.write()
        finally:
            witnesses.end_all()
            namespaces.remove()
            if self.taps:
                self.temporary.cleanup()

    # ---- what may happen on it

    def on(self, host, *commands):
        return [run(inside(host, command)) for command in commands][-1]

    def serve(self, host, kind, port):
        script = TALK if kind.startswith(("silent", "sleepy", "bulk", "full", "forgetful", "sink", "health")) else witnesses.TALK
        process = witnesses.spawn(host, [sys.executable, "-B", script, "serve", kind, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdout.readline()
        self.servers[host, port] = process

    def stop_serving(self, host, port):
        process = self.servers.pop((host, port))
        process.kill()
        self.heard_by(host, process)

    def heard_by(self, host, process, word=None):
        for line in process.communicate(word)[0].splitlines():
            if "peer" in (said := json.loads(line)):
                self.notes.append(f"server {host}: {said['protocol']} {':'.join(map(str, said['server']))} heard from {':'.join(map(str, said['peer']))}"
                                  f" at {said['at']:.3f}")

    def watch(self):
        self.temporary = tempfile.TemporaryDirectory()
        for host in self.scenario.taps:
            for device in self.devices(host):
                if (host, device) not in self.taps:
                    self.taps[host, device] = self.tap(host, device)
        for process in self.taps.values():
            while "listening on" not in (line := process.stderr.readline()):
                assert line, "tcpdump did not start"

    def devices(self, host):
        return ["any"] if self.any and host in NODE_NAMES else witnesses.devices(host)

    def tap(self, host, device):
        file = Path(self.temporary.name, f"{host}_{device}.pcap")
        words = witnesses.TCPDUMP.replace("320", str(self.snap))
        noise = f"({witnesses.NO_NOISE}) and ({self.only})" if self.only else witnesses.NO_NOISE
        link = " -y LINUX_SLL2" if device == "any" else ""
        return witnesses.spawn(host, [*f"{words} -i {device}{link} -w {file}".split(), noise], stderr=subprocess.PIPE)

    def dial(self, who, host, port, source=0, *steps, patience=4):
        return self.start(who, "dial", host=host, port=port, source=source, steps=steps or ("get", "close"), patience=patience)

    def start(self, who, kind, **more):
        process = witnesses.spawn(who, [sys.executable, "-B", TALK, kind, json.dumps(more)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.talks.append((who, process))
        if "hold" in more.get("steps", ()):
            process.stdout.readline()
        return process

    def finish(self):
        """Waits for all talks; those that are held go on. Returns what these talks met."""
        self.release()
        said = []
        for who, process in self.talks:
            said.append({"who": who, **json.loads(process.communicate(timeout=60)[0].splitlines()[-1])})
        self.talks = []
        self.said += said
        return said

    def release(self):
        for _, process in self.talks:
            with contextlib.suppress(BrokenPipeError):      # it has ended already
                process.stdin.write("\n")
                process.stdin.flush()

    def note(self, text): self.notes.append(text.rstrip("\n"))

    def history(self, name, items, seconds):
        """A dump of the objects as they were at a time."""
        self.histories[name] = (json.loads(json.dumps(items)), seconds)

    # ---- what is kept

    def write(self):
        time.sleep(0.4)
        tables = {node: witnesses.relevant("".join(run(inside(node, f"conntrack -L -f {f} -o extended")) for f in ("ipv4", "ipv6")))
                  for node in self.conntrack}
        self.stop_watching()
        for (host, _), process in self.servers.items():
            process.terminate()
            self.heard_by(host, process)
        self.folder.mkdir(parents=True, exist_ok=True)
        for pattern in MADE:
            for file in self.folder.glob(pattern):
                file.unlink()
        for host in self.scenario.taps:
            keep(self.folder, host, {device: self.records[h, device] for h, device in self.taps if h == host}, () if self.any else NODE_NAMES)
        for node, table in tables.items():
            (self.folder / f"conntrack-{node}.txt").write_text(table)
        self.write_objects()
        (self.folder / "witness.txt").write_text("\n".join([*map(sentence, self.said), *self.notes]) + "\n")

    def write_objects(self):
        for name, (items, seconds) in self.histories.items():
            (self.folder / name).write_text(faults_objects.yaml(items, times=True))
        if self.histories:
            times = [f"{name}={faults_objects.when(seconds)}\n" for name, (_, seconds) in self.histories.items()]
            (self.folder / "times.txt").write_text("".join(times))
        else:
            (self.folder / "cluster.yaml").write_text(faults_objects.yaml(self.items, times=any("deletionTimestamp" in i["metadata"] for i in self.items)))

    def stop_watching(self):
        """Once; what comes later is not in the captures."""
        for (host, device), process in self.taps.items():
            if (host, device) not in self.records:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=10)
                self.records[host, device] = pcap.read(Path(self.temporary.name, f"{host}_{device}.pcap"))


def sentence(said):
    source, front = (":".join(map(str, end)) for end in (said["client"], said["front"]))
    return (f"client {said['who']}: {said['protocol']} {source} -> {front} {said['outcome']} after {said['end'] - said['start']:.2f} s"
            f"{', heard ' + said['heard'] if said['heard'] else ''}, began {said['start']:.3f}")


def as_any(play):
    """The same fault, taken with `tcpdump -i any` on the nodes."""
    def played(folder, broken):
        Stage.any = True
        try:
            play(folder, broken)
        finally:
            Stage.any = False
    return played


# ---- words that many faults use

def server(name, node, host, port, app=None, kind="http", host_port=None, **more):
    return Pod(name, node, host, {"app": app or name}, (ContainerPort(port, host_port=host_port),), ((kind, port),) if kind else (), **more)


def idler(name, node, host): return Pod(name, node, host, {"app": name.rsplit("-", 1)[0]}, image="busybox:1.36")


def chain(kind, service, port, endpoint=""):
    """The name of a chain of kube-proxy's."""
    return f"KUBE-{kind}-{rules.hashed(rules.port_name(service, port), port.protocol.lower(), endpoint)}"
