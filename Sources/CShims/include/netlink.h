#ifndef HOPSCOPE_NETLINK_H
#define HOPSCOPE_NETLINK_H
// The kernel's own words for what it tells over netlink(7): structures and numbers, nothing to link.
#include <linux/netlink.h>
#include <sys/socket.h>

/// A socket bound to groups; -1 with errno. SO_RCVBUFFORCE needs CAP_NET_ADMIN, SO_RCVBUF is cut by the system's limit.
static inline int hopscope_netlink_open(int protocol, unsigned groups, int buffer) {
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  if (descriptor < 0) return -1;
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer) != 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
  return -1;
}

/// Like recv(2), of the kernel's messages only: another process's are taken and count 0 bytes.
static inline long hopscope_netlink_receive(int descriptor, void *buffer, unsigned long size) {
  struct sockaddr_nl sender = {0};
  struct iovec part = {.iov_base = buffer, .iov_len = size};
  struct msghdr message = {.msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &part, .msg_iovlen = 1};
  long got = recvmsg(descriptor, &message, MSG_DONTWAIT);
  return got > 0 && sender.nl_pid != 0 ? 0 : got;
}
#endif
