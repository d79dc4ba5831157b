"""Makes faults: plays a story once broken and once mended, and writes a folder of captures/faults for it.

A fault's module (faults_*.py) says what is broken and what hopscope must find; nothing here reads hopscope's output.
"""
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from . import faults_seen, namespaces, objects, pcap, rules, rules_nft, witnesses
from .model import NODES, Scenario
from .namespaces import inside, run

TALK = str(Path(__file__).with_name("fault_clients.py"))


@dataclass(frozen=True)
class Case:
    """One playing of the story. The objects are the scenario's unless `told` or `edit` say otherwise."""
    scenario: Scenario
    mode: str = "iptables"
    told: Scenario = None               # what the objects say, where the nodes' rules do something else
    after: Scenario = None              # what they say after the interlude: before.yaml and after.yaml
    edit: Callable = None               # takes and returns the list of objects
    unbuilt: tuple = ()                 # pods that are listed and do not exist
    asks: tuple = ()                    # (host, command): what it prints at the end goes to witness.txt, after the clients


@dataclass(frozen=True)
class Fault:
    name: str                           # of the folder: the finding's id, maybe with a suffix
    title: str
    broke: str                          # what was broken, and how
    mended: str
    says: str                           # who says so
    broken: Case
    healthy: Case
    findings: tuple                     # written by hand
    surprise: str = ""


@dataclass
class Played:
    records: dict                       # {tap: records}
    tables: dict                        # {node: conntrack -L}
    said: list
    witness: str
    times: dict                         # {file: when the objects were so}


heard = []                              # what the clients of interludes said


def plays(*faults):
    """{name: play(folder, broken)}, for faults.py."""
    return {fault.name: lambda folder, broken, fault=fault: make(fault, folder, broken) for fault in faults}


def make(fault, folder, broken):
    """Plays one of the two and writes its folder, and README.md beside it."""
    case = fault.broken if broken else fault.healthy
    try:
        with tempfile.TemporaryDirectory() as temporary:
            played = play(case, temporary)
    finally:
        witnesses.end_all()
        namespaces.remove()
    write(folder, case, played, fault.findings if broken else ())
    if broken:
        (folder.parent / "README.md").write_text(readme(fault, played))


def met(said):
    """What one client met, in a line."""
    client, front = said.get("client"), said["front"]
    return f"{said.get('who', '')} {client[0] or ''}:{client[1]} > {front[0]}:{front[1]}: {said['outcome']} {said.get('heard') or ''}".strip()


def play(case, temporary):
    heard.clear()
    scenario = case.scenario
    build(case)
    witnesses.start_tunnels(scenario)
    servers = witnesses.Servers(scenario_served(case))
    began = time.time()
    taps = witnesses.Taps(scenario, temporary)
    said = witnesses.converse(scenario, {}) + heard
    taps.stop()
    tables = {node.name: witnesses.relevant(run(inside(node.name, "conntrack -L -o extended"))) for node in NODES}
    witness = "".join(f"{met(one)}\n" for one in said) + "".join(f"$ {command}    (on {host})\n{run(inside(host, ['sh', '-c', command]))}" for host, command in case.asks)
    servers.stop()
    witnesses.end_all()
    times = {"before.yaml": began, "after.yaml": changed[-1] + 1} if case.after else {}
    records = {tap: pcap.read(file) for tap, file in taps.files.items()}
    return Played(records, tables, said, witness, times)


def build(case):
    kept = rules.load
    rules.load = rules_nft.load if case.mode == "nft" else kept
    try:
        namespaces.build(case.scenario, unbuilt=case.unbuilt)
    finally:
        rules.load = kept


def scenario_served(case):
    """Without the servers of pods that do not exist."""
    return replace(case.scenario, pods=tuple(pod for pod in case.scenario.pods if pod not in case.unbuilt))


# ---- for interludes and preparations

changed = []


def reload(node, scenario):
    """Gives a node the rules of another scenario, as kube-proxy does after a change, and notes the time."""
    changed.append(time.time())
    rules.load(node, scenario, lambda words, text: run(inside(node.name, words), input=text))


def begin(host, *words):
    """A client of fault_clients.py; `hear` waits for it."""
    return witnesses.spawn(host, [sys.executable, "-B", TALK, *map(str, words)], stdout=witnesses.subprocess.PIPE)


def hear(*processes):
    for process in processes:
        heard.extend(json.loads(line) for line in process.communicate(timeout=60)[0].splitlines())


def talk(*talks):
    """Talks at one time, in an interlude."""
    processes = [(one, witnesses.start_talk(one)) for one in talks]
    heard.extend(witnesses.finish_talk(*pair) for pair in processes)


# ---- files

def write(folder, case, played, findings):
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for host in case.scenario.taps:
        taps = {tap.split("_", 1)[1]: records for tap, records in played.records.items() if tap.split("_", 1)[0] == host}
        pcap.write_pcapng(folder / f"{host}.pcapng", taps)
    told = case.told or case.scenario
    if case.after:
        (folder / "before.yaml").write_text(yaml(told, case))
        (folder / "after.yaml").write_text(yaml(case.after, case))
    else:
        (folder / "cluster.yaml").write_text(yaml(told, case))
    for node, table in played.tables.items():
        (folder / f"conntrack-{node}.txt").write_text(table)
    (folder / "witness.txt").write_text(played.witness)
    if played.times:
        (folder / "times.txt").write_text("".join(f"{name}={utc(at)}\n" for name, at in played.times.items()))
    if findings:
        (folder / "findings.txt").write_text("".join(line + "\n" for line in findings))


def yaml(scenario, case):
    listed = objects.everything(scenario)
    listed = case.edit(listed) if case.edit else listed
    return "---\n".join("\n".join(objects.yaml_lines(objects.lean(each))) + "\n" for each in listed)


def readme(fault, played):
    code = fault.findings[0].split()[0]
    parts = [f"# {fault.name} ({code}): {fault.title}\n\n{fault.broke}\n",
             f"## What each tap sees, broken\n\nWithout data, ACK and FIN; `*`: any port.\n\n```\n{faults_seen.table(played.records, fault.broken)}\n```\n",
             f"## Healthy\n\n{fault.mended}\n", f"## Who says so\n\n{fault.says}\n"]
    if fault.surprise:
        parts.append(f"## Surprise\n\n{fault.surprise}\n")
    parts.append(f"Made by `sudo captures/make.py --fault {fault.name}`; `findings.txt` is written by hand from what was broken{', times.txt says when the objects were so' if fault.broken.after else ''}.\n")
    return "\n".join(parts)


def utc(at): return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
