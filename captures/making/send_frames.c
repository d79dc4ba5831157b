// send_frames DEVICE PCAP COUNT RATE: sends COUNT frames of an Ethernet pcap, again and again, as fast as it can (RATE 0) or RATE a second.
// AF_PACKET with PACKET_QDISC_BYPASS, 64 frames a system call. Prints one line of JSON: what the kernel took, and how long it took.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

enum { BATCH = 64, LARGEST = 1514, HEADER = 24, RECORD = 16 };

static void fail(const char *what) { perror(what); exit(1); }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

// The frames of a pcap of this machine's byte order: pointers into one buffer.
static struct iovec *frames_of(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *bytes = malloc(size);
  struct iovec *frames = malloc(sizeof *frames * (size / RECORD + 1));
  if (!bytes || !frames || fread(bytes, 1, size, file) != (size_t)size) fail(path);
  fclose(file);
  *count = 0;
  for (long at = HEADER; at + RECORD <= size;) {
    uint32_t captured;
    memcpy(&captured, bytes + at + 8, 4);
    if (captured > size - at - RECORD) break;
    if (captured >= 14 && captured <= LARGEST) frames[(*count)++] = (struct iovec){bytes + at + RECORD, captured};
    at += RECORD + captured;
  }
  return frames;
}

static int open_socket(const char *device) {
  int s = socket(AF_PACKET, SOCK_RAW, 0), on = 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(device)};
  if (s < 0 || !to.sll_ifindex || bind(s, (struct sockaddr *)&to, sizeof to)) fail(device);
  if (setsockopt(s, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on)) fail("PACKET_QDISC_BYPASS");
  return s;
}

int main(int argc, char **argv) {
  if (argc != 5) return fprintf(stderr, "send_frames DEVICE PCAP COUNT RATE\n"), 64;
  size_t known, next = 0;
  struct iovec *frames = frames_of(argv[2], &known);
  if (!known) return fprintf(stderr, "%s has no frames\n", argv[2]), 1;
  int s = open_socket(argv[1]);
  unsigned long long sent = 0, bytes = 0, wanted = strtoull(argv[3], NULL, 10);
  double rate = atof(argv[4]), begin = now();
  struct mmsghdr batch[BATCH];
  while (sent < wanted) {
    int size = wanted - sent < BATCH ? (int)(wanted - sent) : BATCH;
    memset(batch, 0, sizeof batch);
    for (int i = 0; i < size; i++)
      batch[i].msg_hdr = (struct msghdr){.msg_iov = &frames[(next + i) % known], .msg_iovlen = 1};
    int done = sendmmsg(s, batch, size, 0);
    if (done < 0 && errno != ENOBUFS && errno != EINTR && errno != EAGAIN) fail("sendmmsg");
    for (int i = 0; i < done; i++) bytes += batch[i].msg_len;
    if (done > 0) sent += done, next = (next + done) % known;
    while (rate > 0 && now() - begin < sent / rate) nanosleep(&(struct timespec){0, 50000}, NULL);
  }
  double seconds = now() - begin;
  printf("{\"sent\": %llu, \"bytes\": %llu, \"seconds\": %.6f, \"rate\": %.0f}\n", sent, bytes, seconds, sent / seconds);
}
