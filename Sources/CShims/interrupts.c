#include "interrupts.h"
#include "terminal.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

atomic_int hopscope_interrupts = 0;

static void count(int number) {
  (void)number;
  if (atomic_fetch_add_explicit(&hopscope_interrupts, 1, memory_order_relaxed) == 0) return;
  hopscope_terminal_leave();
  _exit(130);
}

void hopscope_count_interrupts(void) {
  struct sigaction action = {0};
  action.sa_handler = count;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  // Who started the program may have blocked them, as threads of pools do.
  sigset_t both;
  sigemptyset(&both);
  sigaddset(&both, SIGINT);
  sigaddset(&both, SIGTERM);
  pthread_sigmask(SIG_UNBLOCK, &both, NULL);
}
