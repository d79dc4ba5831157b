import ArgumentParser
import Glibc

/// Exit codes of docs/outputs.md.
enum ExitStatus: Int32 {
  case done = 0
  case failed = 1
  /// Damaged input, or paths closed early for want of memory: what was printed is right but not all.
  case partial = 3
  /// `--fail-on`: something was found.
  case found = 4
  /// What was asked for cannot be.
  case usage = 64
  /// The kernel does not permit it: capturing needs CAP_NET_RAW (sysexits.h `EX_NOPERM`).
  case noPrivilege = 77

  static func leave(_ status: ExitStatus) -> Never { Glibc.exit(status.rawValue) }
  static func leave(_ code: ExitCode) -> Never { Glibc.exit(code.rawValue) }
}

/// An error that ends the run: a sentence with what, where, why and what to do next.
struct Failure: Error {
  var sentence: String
  var status = ExitStatus.failed
}

/// The reader of standard output went away (`| head`): a quiet end.
struct BrokenPipe: Error {}
