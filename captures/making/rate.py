#!/usr/bin/env python3
"""Who keeps up: `sudo captures/making/rate.py [SECONDS] [--rate N] [--frames FILE.pcap] [--cluster FILE] [--program HOPSCOPE] [--record]
[--output none]`.

Sends frames over a pair of veths of its own as fast as it can (or N a second) for about SECONDS (30), while `hopscope live` (with
`--record`: `live -w`), `tcpdump -w` and `dumpcap` capture at the other end, all in the same run. Prints what each received and dropped by its
own account, whether that is what was sent, and the CPU time that each took per packet sent (user and system, from the kernel's accounting of the ended
process, less what it took before the first packet). What the kernel counted at both ends of the cable is the witness of what was sent.

`--frames`: Ethernet frames of this byte order, at most 1,514 bytes each: what ../shared/tools/k8sgen writes as `ns:`; without it, those of
shipped captures. Each tool has a buffer of 64 MiB. `--output`: the form in which hopscope prints, `json` without it; what is printed costs by
connection, not by packet. Below the table: CPU time of each of hopscope's threads, ns a packet, user + system, and its peak memory.
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent.parent))

from making import namespaces, witnesses
from making.load_frames import Sender, counters

BUFFER = 64                         # MiB
NEAR, FAR = ("load", "load0"), ("node", "veth-load")


class Tool:
    """A capturing process. `words`; `counts(stdout, stderr)` → (received, dropped), or None where it does not say."""

    def __init__(self, name, words, counts, folder):
        self.name, self.counts = name, counts
        self.files = [open(folder / f"{name.replace(' ', '-')}.{stream}", "w+") for stream in ("out", "err")]
        self.process = witnesses.spawn(FAR[0], words, stdin=subprocess.DEVNULL, stdout=self.files[0], stderr=self.files[1])

    def begin(self):
        """What it takes until now is its start: reading the cluster's objects."""
        self.is_running()
        self.start = threads(self.process.pid)

    def is_running(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended early: {Path(self.files[1].name).read_text()}")

    def stop(self):
        """Its own counts, and the seconds of CPU that it took since `begin`."""
        self.is_running()
        self.threads, self.peak = [(now[0] - then[0], now[1] - then[1]) for now, then in zip(threads(self.process.pid), self.start)], peak(self.process.pid)
        os.kill(self.process.pid, signal.SIGINT)
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime - sum(map(sum, self.start))
        for file in self.files:
            file.seek(0)
        self.found = self.counts(*(file.read() for file in self.files))
        return self


def threads(process):
    """User and system seconds of each thread (proc_pid_stat(5): fields 14 and 15, in ticks)."""
    stats = [file.read_text().rsplit(")", 1)[1].split() for file in sorted(Path(f"/proc/{process}/task").glob("*/stat"), key=str)]
    return [tuple(int(stat[field]) / os.sysconf("SC_CLK_TCK") for field in (11, 12)) for stat in stats]


def peak(process): return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1])


def tcpdump_counts(out, err):
    """`received by filter` counts what was dropped too (pcap_stats on Linux)."""
    received, dropped = (int(re.search(rf"(\d+) packets {what}", err)[1]) for what in ("received by filter", "dropped by kernel"))
    return received - dropped, dropped


def dumpcap_counts(out, err):
    if found := re.search(r"received/dropped on interface '.*': (\d+)/(\d+)", err):
        return int(found[1]), int(found[2])


def hopscope_counts(out, err):
    """The last summary, or the last line: every place where a packet can have been lost."""
    summaries = [json.loads(line) for line in out.splitlines() if '"hopscope.summary/1"' in line]
    if summaries:
        lost = {one["where"]: one["count"] for one in summaries[-1]["lost"]}
        return summaries[-1]["packets"], sum(lost.get(place, 0) for place in ("kernel", "interface", "queue"))
    if told := re.search(r"^([\d ]+) packets?,.*", err, re.M):
        lost = re.findall(r"([\d ]+) (?:kernel|interface|queue)", told[0])
        return number(told[1]), sum(map(number, lost))


def number(grouped): return int(re.sub(r"\D", "", grouped))


def tools(folder, program, cluster, record, output):
    live = [program, "live", "--node-name", FAR[0], "-i", FAR[1], "-B", str(BUFFER * 1024), "-o", output, *(["--cluster", cluster] if cluster else [])]
    wanted = [("tcpdump -w", ["tcpdump", "-n", "-p", "-Z", "root", "-s", "320", "-B", str(BUFFER * 1024), "-i", FAR[1], "-w", folder / "tcpdump.pcap"],
               tcpdump_counts),
              ("dumpcap", ["dumpcap", "-q", "-p", "-s", "320", "-B", str(BUFFER), "-i", FAR[1], "-w", folder / "dumpcap.pcapng"], dumpcap_counts)]
    if program:
        wanted.append(("hopscope live -w", [*live, "-w", folder / "hopscope.pcapng"], hopscope_counts) if record
                      else ("hopscope live", live, hopscope_counts))
    return [Tool(name, list(map(str, words)), counts, folder) for name, words, counts in wanted]


def build():
    namespaces.PREFIX = f"hoplab-{os.getpid()}-"
    for host, _ in (NEAR, FAR):
        namespaces.build_host(host, None)
    namespaces.cable(*NEAR, *FAR, "02:00:0a:00:00:01")
    for host, device in (NEAR, FAR):
        namespaces.ip(host, f"link set {device} arp off")
        namespaces.sysctl(host, f"net.ipv6.conf.{device}.disable_ipv6=1")


def measure(sender, seconds, rate, *tool_words):
    """One run: the tools, what the sender said, what the kernel counted at the far end."""
    trial = sender.send(*NEAR, 200_000, rate)
    packets = int(trial["rate"] * seconds)
    running = tools(*tool_words)
    time.sleep(2)                                       # until all of them listen; nothing is sent meanwhile
    for tool in running:
        tool.begin()
    before = counters(*FAR)
    said = sender.send(*NEAR, packets, rate)
    time.sleep(2)                                       # until all of them have read what they hold
    after = counters(*FAR)
    return [tool.stop() for tool in running], said, {name: after[name] - before[name] for name in after}


def table(running, said, kernel):
    sent = said["tx_packets"]
    rows = [("", "received", "dropped", "sent - both", "CPU ns/packet"),
            ("sender", f"{said['sent']:,}", f"{said['tx_dropped']:,}", f"{said['sent'] - sent - said['tx_dropped']:,}", f"{said['rate']:,.0f} packets/s"),
            ("kernel, far end", f"{kernel['rx_packets']:,}", f"{kernel['rx_dropped']:,}", f"{sent - kernel['rx_packets']:,}", "")]
    for tool in running:
        received, dropped = tool.found or (None, None)
        known = [f"{received:,}", f"{dropped:,}", f"{sent - received - dropped:,}"] if tool.found else ["?", "?", "?"]
        rows.append((tool.name, *known, f"{tool.cpu / sent * 1e9:,.0f}"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join([row[0].ljust(widths[0]), *(row[c].rjust(widths[c]) for c in range(1, 5))]).rstrip() for row in rows]
    for tool in running:
        spent = ", ".join(f"{user / sent * 1e9:,.0f} + {system / sent * 1e9:,.0f}" for user, system in tool.threads)
        lines.append(f"{tool.name}: threads {spent} ns/packet, {tool.peak / 1024:,.0f} MiB at most")
    return "\n".join(lines)


def option(words, name, otherwise): return words[words.index(name) + 1] if name in words else otherwise


def main(words):
    seconds = float(words[0]) if words and not words[0].startswith("-") else 30
    frames = option(words, "--frames", None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(dir=option(words, "--folder", None)) as folder:
        try:
            build()
            sender = Sender(folder, frames and Path(frames).read_bytes())
            print(table(*measure(sender, seconds, int(option(words, "--rate", "0")), Path(folder), option(words, "--program", None),
                                 option(words, "--cluster", None), "--record" in words, option(words, "--output", "json"))))
        finally:
            witnesses.end_all()
            namespaces.remove()


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv):
        sys.exit(__doc__)
    main(sys.argv[1:])
