#ifndef HOPSCOPE_TERMINAL_H
#define HOPSCOPE_TERMINAL_H
// A terminal in raw mode with the alternate screen, and how it is given back: also by signals, stops and crashes. All that
// a handler does here is async-signal-safe (signal-safety(7)): write, tcsetattr, sigaction, raise.
#include <stdbool.h>

enum hopscope_terminal_event {
  /// SIGWINCH: the size is another.
  HOPSCOPE_RESIZED = 1,
  /// SIGCONT: the program was stopped, and somebody else may have had the terminal.
  HOPSCOPE_CONTINUED = 2,
};

/// Raw mode, the alternate screen, no cursor. 0, or the errno why not.
int hopscope_terminal_enter(int descriptor);
/// As it was before; does nothing where nothing was entered.
void hopscope_terminal_leave(void);
/// What happened since the last call: bits of `hopscope_terminal_event`.
int hopscope_terminal_events(void);
#endif
