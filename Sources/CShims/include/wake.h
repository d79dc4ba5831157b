#ifndef HOPSCOPE_WAKE_H
#define HOPSCOPE_WAKE_H
#include <sys/eventfd.h>

/// A descriptor that one thread writes 8 bytes to and another one waits for (eventfd(2)); -1 with errno.
static inline int hopscope_wake_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
#endif
