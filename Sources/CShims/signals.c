#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/time.h>

atomic_int hopscope_wishes = 0;

static int wish(int number) {
  switch (number) {
    case SIGALRM: return HOPSCOPE_TICK;
    case SIGUSR1: return HOPSCOPE_STATISTICS;
    case SIGUSR2: return HOPSCOPE_FLUSH;
    case SIGHUP: return HOPSCOPE_RELOAD;
    default: return 0;
  }
}

static void note(int number) { atomic_fetch_or_explicit(&hopscope_wishes, wish(number), memory_order_relaxed); }

static void listen_to(int number, int flags) {
  struct sigaction action = {0};
  action.sa_handler = note;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
  // Whoever started the program may have blocked it: that is inherited.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void hopscope_listen(void) { listen_to(SIGUSR1, 0); }

void hopscope_listen_live(void) {
  listen_to(SIGUSR2, 0);
  listen_to(SIGHUP, 0);
}

void hopscope_tick_every(int microseconds) {
  listen_to(SIGALRM, SA_RESTART);
  struct timeval period = {.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000};
  struct itimerval timer = {.it_interval = period, .it_value = period};
  setitimer(ITIMER_REAL, &timer, NULL);
}
