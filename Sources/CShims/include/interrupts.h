#ifndef HOPSCOPE_INTERRUPTS_H
#define HOPSCOPE_INTERRUPTS_H
// SIGINT and SIGTERM of a run without an end of its own: the first asks for the end, the second SIGINT is the end.
#include <stdatomic.h>

extern atomic_int hopscope_interrupts;

/// One relaxed load: called for every packet.
static inline int hopscope_interrupt_count(void) {
  return atomic_load_explicit(&hopscope_interrupts, memory_order_relaxed);
}

/// From now on the signals are counted. They end a wait early.
void hopscope_count_interrupts(void);
#endif
