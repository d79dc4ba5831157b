#include "terminal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static atomic_int events = 0;
static atomic_bool is_entered = false;
static int terminal = -1;
static struct termios before;

// Alternate screen, no cursor, no wrapping at the end of a line (XTerm Control Sequences: DECSET 1049, 25, 7).
static const char enter_text[] = "\033[?1049h\033[?25l\033[?7l\033[0m\033[2J";
static const char leave_text[] = "\033[?2026l\033[0m\033[?7h\033[?25h\033[?1049l";

static void put(const char *text, size_t length) {
  // The terminal is read and written without waiting: a few tries have to do.
  for (int tries = 0; length > 0 && tries < 100; tries++) {
    ssize_t written = write(terminal, text, length);
    if (written < 0) {
      if (errno != EAGAIN && errno != EINTR) return;
      continue;
    }
    text += written;
    length -= (size_t)written;
  }
}

void hopscope_terminal_leave(void) {
  if (!atomic_exchange(&is_entered, false)) return;
  int saved = errno;
  put(leave_text, sizeof leave_text - 1);
  tcsetattr(terminal, TCSANOW, &before);
  errno = saved;
}

int hopscope_terminal_events(void) { return atomic_exchange(&events, 0); }

static void note(int number) {
  atomic_fetch_or(&events, number == SIGWINCH ? HOPSCOPE_RESIZED : HOPSCOPE_CONTINUED);
}

// The terminal first, then what the signal does by itself.
static void give_back(int number) {
  hopscope_terminal_leave();
  raise(number == SIGTSTP ? SIGSTOP : number);
}

static void handle(int number, void (*handler)(int), int flags, bool replaces) {
  struct sigaction action = {0}, old;
  if (sigaction(number, NULL, &old) != 0) return;
  // Who ignores a signal (nohup), or counts it, is left alone.
  if (!replaces && old.sa_handler != SIG_DFL) return;
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
  // Who started the program may have blocked it, as threads of pools do.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void listen_to_all(void) {
  handle(SIGWINCH, note, 0, true);
  handle(SIGCONT, note, 0, true);
  handle(SIGTSTP, give_back, 0, true);
  static const int deaths[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
  for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++)
    handle(deaths[i], give_back, (int)(SA_RESETHAND | SA_NODEFER), false);
}

int hopscope_terminal_enter(int descriptor) {
  if (atomic_load(&is_entered)) return 0;
  if (tcgetattr(descriptor, &before) != 0) return errno;
  struct termios raw = before;
  cfmakeraw(&raw);
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  terminal = descriptor;
  listen_to_all();
  if (tcsetattr(descriptor, TCSANOW, &raw) != 0) return errno;
  atomic_store(&is_entered, true);
  put(enter_text, sizeof enter_text - 1);
  return 0;
}
