"""Runs inside the router: `faults_wire.py DEVICE DEVICE pass|spoil|slow SECONDS` carries frames between two devices, as a wire with a fault would.

`spoil` changes the outer checksum of VXLAN packets towards the second device; `slow` holds them back.
"""
import heapq
import select
import socket
import sys
import time

ALL_FRAMES, PACKET_OUTGOING, VXLAN_PORT = 3, 4, 8472


def opened(device):
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_FRAMES))
    one.bind((device, 0))
    return one


def is_tunnel(frame): return frame[12:14] == b"\x08\0" and frame[23] == 17 and frame[36:38] == VXLAN_PORT.to_bytes(2, "big")


def spoiled(frame): return frame[:40] + bytes([frame[40] ^ 0x5A, frame[41] ^ 0x33]) + frame[42:]


def main(first, second, kind, delay=0.0):
    one, two = opened(first), opened(second)
    waiting, number = [], 0
    print("ready", flush=True)
    while True:
        wait = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        for source in select.select([one, two], [], [], wait)[0]:
            frame, address = source.recvfrom(65536)
            if address[2] == PACKET_OUTGOING:
                continue
            faulty = source is one and is_tunnel(frame)
            held, number = float(delay) if faulty and kind == "slow" else 0, number + 1
            heapq.heappush(waiting, (time.monotonic() + held, number, two if source is one else one, spoiled(frame) if faulty and kind == "spoil" else frame))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, target, frame = heapq.heappop(waiting)
            target.send(frame)


main(*sys.argv[1:])
