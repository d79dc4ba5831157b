#ifndef HOPSCOPE_SIGNALS_H
#define HOPSCOPE_SIGNALS_H
// What a signal handler may do in this program: set a bit that the loop over packets reads. Nothing is done in a handler.
#include <stdatomic.h>
#include <stdbool.h>

enum hopscope_wish {
  /// The timer: it may be time to show something.
  HOPSCOPE_TICK = 1,
  /// SIGUSR1: statistics are wanted now.
  HOPSCOPE_STATISTICS = 2,
  /// SIGUSR2: what is recorded is to be on the disk now.
  HOPSCOPE_FLUSH = 4,
  /// SIGHUP: the map is to be read again.
  HOPSCOPE_RELOAD = 8,
};

extern atomic_int hopscope_wishes;

/// One relaxed load: called for every packet.
static inline bool hopscope_is_wished(void) {
  return atomic_load_explicit(&hopscope_wishes, memory_order_relaxed) != 0;
}

/// Takes the wishes: the bits are cleared.
static inline int hopscope_take_wishes(void) {
  return atomic_exchange_explicit(&hopscope_wishes, 0, memory_order_relaxed);
}

/// From now on SIGUSR1 asks for statistics. It interrupts a blocked read: a silent pipe must not keep them back.
void hopscope_listen(void);

/// From now on SIGUSR2 and SIGHUP are wishes of a live run. They interrupt a wait, as SIGUSR1 does.
void hopscope_listen_live(void);

/// Ticks from now on, every so many microseconds; 0 ends it. Calls that were interrupted go on by themselves.
void hopscope_tick_every(int microseconds);
#endif
