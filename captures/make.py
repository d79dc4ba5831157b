#!/usr/bin/env python3
"""Makes the captures again: `sudo captures/make.py [NAME…]`, all of them without a name.

Needs Linux, root, and the Debian packages iproute2 iptables conntrack tcpdump iputils-ping python3. Every scenario gets a cluster of
network namespaces of its own, which is gone afterwards. `--list` names the scenarios; `--check` asks tshark for a second opinion.
"""
import json
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

from making import check, namespaces, objects, pcap, witnesses
from making.scenarios import ALL
from making.truth import truth

HERE = Path(__file__).parent
MADE = ("*.pcap", "*.pcapng", "truth.json", "conntrack*.txt", "cluster.json")      # README.md and expected.* are not ours to delete


def main(words):
    names = [word for word in words if not word.startswith("-")] or list(ALL)
    if unknown := [name for name in names if name not in ALL]:
        sys.exit(f"make.py: no scenario {', '.join(unknown)}; there are: {' '.join(ALL)}")
    if "--list" in words:
        return print("\n".join(f"{name}: {ALL[name].title}" for name in names))
    if "--check" in words:
        return sys.exit(check.check([HERE / name for name in names]))
    try:
        for name in names:
            print(f"{name}: ", end="", flush=True)
            print(make(ALL[name]))
    finally:
        witnesses.end_all()
        namespaces.remove()


def make(scenario):
    """Plays one scenario and writes its folder; returns a sentence about it."""
    folder = HERE / scenario.name
    with tempfile.TemporaryDirectory() as temporary:
        namespaces.build(scenario)
        taps, numbers, said, served, tables, events = play(scenario, temporary)
        records = {tap: named(pcap.read(file), numbers) for tap, file in taps.files.items()}
        clear(folder)
        files = write_captures(scenario, folder, taps.files, records)
        found = truth(scenario, said, served, events, records, files)
        if scenario.any:
            found["interfaces"] = numbers
        write_texts(scenario, folder, found, tables, events)
    return ", ".join(f"{c['client'][1]} {c['outcome']}" for c in found["connections"])


def play(scenario, temporary):
    """Servers, watchers, talks; everything is stopped at the end. Held talks begin before the packets are watched."""
    servers, conntrack = witnesses.Servers(scenario), witnesses.Conntrack()
    held = {talk: witnesses.start_talk(talk) for talk in scenario.talks if talk.held}
    taps = witnesses.Taps(scenario, temporary)
    numbers = witnesses.interfaces("worker-1")
    said = [witnesses.finish_talk(talk, held.get(talk) or witnesses.start_talk(talk)) for talk in scenario.talks]
    tables, events = conntrack.stop()
    taps.stop()
    return taps, numbers, said, servers.stop(), tables, events


def named(records, numbers):
    """In captures of `any` the interface is a number; give it its name."""
    if not records or records[0].link != pcap.SLL2:
        return records
    return [pcap.Record(r.time, r.data, r.length, numbers[r.interface], r.link) for r in records]


def clear(folder):
    folder.mkdir(exist_ok=True)
    for pattern in MADE:
        for file in folder.glob(pattern):
            file.unlink()


def write_captures(scenario, folder, sources, records):
    """Copies the pcaps, or writes one pcapng per node; returns {tap: file name}."""
    names = {}
    for tap, source in sources.items():
        host, device = tap.split("_", 1)
        names[tap] = f"{host}.pcapng" if scenario.pcapng and host != "client" else f"{tap}.pcap"
        if names[tap].endswith(".pcap"):
            (folder / names[tap]).write_bytes(source.read_bytes())
    for name in {n for n in names.values() if n.endswith(".pcapng")}:
        pcap.write_pcapng(folder / name, {tap.split("_", 1)[1]: records[tap] for tap in names if names[tap] == name})
    return names


def write_texts(scenario, folder, found, tables, events):
    (folder / "truth.json").write_text(json_text(found) + "\n")
    (folder / ("cluster.json" if scenario.manifests else "cluster.yaml")).write_text(
        objects.as_json(scenario) if scenario.manifests else objects.as_yaml(scenario))
    for node, table in tables.items():
        (folder / f"conntrack-{node}.txt").write_text(table)
        kept = {str(witnesses.parse(node, line).original) + str(witnesses.parse(node, line).reply) for line in table.splitlines()}
        if any(str(e.original) + str(e.reply) not in kept for e in witnesses.entries({node: events[node]})):
            (folder / f"conntrack-events-{node}.txt").write_text(events[node])


def json_text(value, indent=""):
    """JSON that reads well: what fits stays on one line."""
    line = json.dumps(value)
    if len(line) + len(indent) <= 130 or not isinstance(value, (dict, list)):
        return line
    inner, ends = indent + " ", "{}" if isinstance(value, dict) else "[]"
    parts = ([f"{json.dumps(k)}: {json_text(v, inner)}" for k, v in value.items()] if isinstance(value, dict)
             else [json_text(v, inner) for v in value])
    return ends[0] + "\n" + ",\n".join(inner + part for part in parts) + "\n" + indent + ends[1]


if __name__ == "__main__":
    main(sys.argv[1:])
