#ifndef HOPSCOPE_SHIMS_H
#define HOPSCOPE_SHIMS_H
#include "interrupts.h"
#include "netlink.h"
#include "privileges.h"
#include "signals.h"
#include "wake.h"
#include "terminal.h"
// What Swift cannot say: a prefetch hint. Inlined into the caller; never touches memory that is not there.
static inline void hopscope_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }
static inline void hopscope_prefetch_write(const void *address) { __builtin_prefetch(address, 1, 3); }
#endif
