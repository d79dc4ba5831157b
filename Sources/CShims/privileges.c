#define _GNU_SOURCE
#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int outcome(long result) { return result < 0 ? errno : 0; }

int hopscope_get_capabilities(uint64_t *effective, uint64_t *permitted) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct data[2] = {{0}};
  if (syscall(SYS_capget, &header, data) < 0) return errno;
  *effective = data[0].effective | (uint64_t)data[1].effective << 32;
  *permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
  return 0;
}

int hopscope_set_capabilities(uint64_t kept) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  uint32_t low = (uint32_t)kept, high = (uint32_t)(kept >> 32);
  struct __user_cap_data_struct data[2] = {{.effective = low, .permitted = low}, {.effective = high, .permitted = high}};
  return outcome(syscall(SYS_capset, &header, data));
}

int hopscope_drop_bounding_set(void) {
  // The kernel says EINVAL past the last capability that it knows.
  for (unsigned long each = 0; each < 64 && prctl(PR_CAPBSET_READ, each, 0, 0, 0) >= 0; each++)
    if (prctl(PR_CAPBSET_DROP, each, 0, 0, 0) < 0) return errno;
  return 0;
}

int hopscope_clear_ambient_set(void) { return outcome(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)); }

int hopscope_keep_capabilities(bool keep) { return outcome(prctl(PR_SET_KEEPCAPS, keep ? 1UL : 0UL, 0, 0, 0)); }

int hopscope_clear_groups(void) { return outcome(setgroups(0, NULL)); }
int hopscope_set_group(uint32_t group) { return outcome(setresgid(group, group, group)); }
int hopscope_set_user(uint32_t user) { return outcome(setresuid(user, user, user)); }
// Not glibc's setresuid, which would have all threads do it.
bool hopscope_becomes_root(void) { return syscall(SYS_setresuid, 0, 0, 0) == 0; }

int hopscope_set_no_new_privileges(void) { return outcome(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }
int hopscope_set_undumpable(void) { return outcome(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)); }

int hopscope_enter_network_namespace(int descriptor) { return outcome(setns(descriptor, CLONE_NEWNET)); }

int hopscope_try_packet_socket(void) {
  // Protocol 0: no packet is delivered to it.
  int descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno;
  close(descriptor);
  return 0;
}
