"""How servers and clients report: one line of JSON per thing met. They are witnesses for truth.json."""
import json
import os
import time

PATIENCE = 3.6      # seconds: three retransmitted SYNs of a current Linux


def say(**facts):
    """In one write, so that threads do not mix their lines."""
    os.write(1, (json.dumps(facts) + "\n").encode())


def plain(address):
    """[ip, port] without IPv6 scope and without the ::ffff: of an IPv4 peer on an IPv6 socket."""
    return [address[0].removeprefix("::ffff:"), address[1]]


def report(protocol, client, front, start, outcome, heard, **more):
    say(protocol=protocol, client=client, front=front, start=start, end=time.time(), outcome=outcome, heard=heard, **more)
