#ifndef HOPSCOPE_PRIVILEGES_H
#define HOPSCOPE_PRIVILEGES_H
// What Swift cannot call: prctl(2), setresuid(2), setns(2), capset(2). Every function returns 0 or errno.
#include <stdbool.h>
#include <stdint.h>

/// Bit n is capability n of linux/capability.h, of the calling thread.
int hopscope_get_capabilities(uint64_t *effective, uint64_t *permitted);
/// Effective and permitted become these, inheritable becomes none.
int hopscope_set_capabilities(uint64_t kept);
/// No program that is run later can gain any.
int hopscope_drop_bounding_set(void);
int hopscope_clear_ambient_set(void);
/// Permitted capabilities outlive the next change of the user.
int hopscope_keep_capabilities(bool keep);

int hopscope_clear_groups(void);
/// Real, effective and saved.
int hopscope_set_group(uint32_t group);
int hopscope_set_user(uint32_t user);
/// Asks to be root again, this thread alone; true is a fault.
bool hopscope_becomes_root(void);

int hopscope_set_no_new_privileges(void);
/// No core dump, no ptrace by others of the same user.
int hopscope_set_undumpable(void);

/// EINVAL when the descriptor is no network namespace.
int hopscope_enter_network_namespace(int descriptor);
/// Opens and closes a packet socket that receives nothing.
int hopscope_try_packet_socket(void);
#endif
