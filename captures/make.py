#!/usr/bin/env python3
"""Makes the captures again: `sudo captures/make.py [NAME…]`, all of them without a name.

Needs Linux, root, and the Debian packages iproute2 iptables nftables conntrack tcpdump tshark iputils-ping python3. Every scenario gets a cluster of
network namespaces of its own, which is gone afterwards. `--list` names the scenarios; `--check` asks tshark for a second opinion.

`--load DIR [--mode iptables|nft] [--connections N]` makes a larger run in DIR, which is not one of these folders.
`--lab DIR [--mode iptables|nft]` builds a cluster that stays up and takes commands on standard input: see making/lab.py.
`--fault [NAME…]` makes folders of faults/ again, each with its healthy twin: see making/faults.py.
`--judge DIR HOPSCOPE_JSON [--taps PATTERN]` compares the output of `hopscope replay -o json` with DIR/truth.json: exit 1 on any false join.
"""
import json
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

from making import check, faults, judge, lab, load, namespaces, objects, pcap, witnesses
from making.belonging import ALL as BELONGING
from making.scenarios import ALL as FIRST
from making.shapes import ALL as SHAPES
from making.truth import truth

ALL = FIRST | SHAPES | BELONGING
HERE = Path(__file__).parent
MADE = ("*.pcap", "*.pcapng", "truth.json", "conntrack*.txt", "cluster.json")      # README.md and expected.* are not ours to delete


def main(words):
    if "--judge" in words:
        return sys.exit(bool(judge.judge(*after(words, "--judge", 2), option(words, "--taps", "*"))))
    if "--fault" in words:
        return faults.make(words[words.index("--fault") + 1:] or list(faults.ALL), HERE / "faults")
    if "--lab" in words:
        return lab.lab(*after(words, "--lab", 1), option(words, "--mode", "iptables"), "--discard" in words)
    if "--load" in words:
        return load.load(Path(after(words, "--load", 1)[0]), option(words, "--mode", "iptables"), int(option(words, "--connections", "2000")))
    if unknown := {word for word in words if word.startswith("-")} - {"--list", "--check"}:
        return print(__doc__) if unknown <= {"-h", "--help"} else sys.exit(f"make.py: no option {', '.join(unknown)}\n\n{__doc__}")
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


def after(words, name, count):
    found = words[words.index(name) + 1:][:count]
    return found if len(found) == count else sys.exit(__doc__)


def option(words, name, otherwise): return after(words, name, 1)[0] if name in words else otherwise


def make(scenario, tries=40):
    """Plays one scenario and writes its folder; returns a sentence about it. Where chance has a part it may play again."""
    folder = HERE / scenario.name
    with tempfile.TemporaryDirectory() as temporary:
        namespaces.build(scenario)
        taps, numbers, said, served, tables, events = play(scenario, temporary)
        records = {tap: named(pcap.read(file), numbers[tap.split("_")[0]]) for tap, file in taps.files.items()}
        found = truth(scenario, said, served, events, records, file_names(scenario, records))
        if scenario.wanted and not scenario.wanted(found):
            return make(scenario, tries - 1) if tries else "did not come out as wanted"
        clear(folder)
        write_captures(folder, found["taps"], taps.files, records)
        if scenario.any:
            found["interfaces"] = {host: names for host, names in numbers.items() if f"{host}_any" in taps.files}
        write_texts(scenario, folder, found, tables, events)
    return ", ".join(f"{c['client'][1]} {c['outcome']}" for c in found["connections"])


def play(scenario, temporary):
    """Servers, watchers, talks; everything is stopped at the end. Held talks begin before the packets are watched."""
    witnesses.start_tunnels(scenario)
    servers, conntrack = witnesses.Servers(scenario), witnesses.Conntrack(scenario.watched_pods)
    held = {number: witnesses.start_talk(talk) for number, talk in enumerate(scenario.talks) if talk.held}
    taps = witnesses.Taps(scenario, temporary)
    numbers = {host: witnesses.interfaces(host) for host in scenario.taps}
    said = witnesses.converse(scenario, held)
    tables, events = conntrack.stop()
    taps.stop()
    served = servers.stop()
    witnesses.end_all()
    said += [{**line, "who": line["host"]} for line in served if "outcome" in line]     # what proxies dialled
    return taps, numbers, said, [line for line in served if "peer" in line], tables, events


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


def file_names(scenario, taps):
    """{tap: file}: a pcap per tap, or a pcapng per node."""
    hosts = {tap: tap.split("_", 1)[0] for tap in taps}
    return {tap: f"{host}.pcapng" if scenario.pcapng and host.startswith("worker") else f"{tap}.pcap" for tap, host in hosts.items()}


def write_captures(folder, taps, sources, records):
    """Copies the pcaps, or writes one pcapng per node."""
    for tap, source in sources.items():
        if (name := taps[tap]["file"]).endswith(".pcap"):
            (folder / name).write_bytes(source.read_bytes())
    for name in {tap["file"] for tap in taps.values() if tap["file"].endswith(".pcapng")}:
        pcap.write_pcapng(folder / name, {tap.split("_", 1)[1]: records[tap] for tap in taps if taps[tap]["file"] == name})


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
