import CShims
import Glibc

/// `--netns`: the whole process enters another network namespace (setns(2)), before there is a second thread: a namespace
/// belongs to a thread, and threads started later inherit it.
///
/// Only the network changes. `/sys/class/net` still lists the devices of the namespace that it was mounted in.
enum NetworkNamespace {
  /// - Parameter text: a path (`/proc/123/ns/net`, `/run/netns/blue`), a process's number (`123`), or a name that
  ///   `ip netns` gave.
  static func enter(_ text: String) throws(Failure) {
    guard ThreadList.count == 1 else {
      throw Failure(sentence: "--netns \(text): a second thread runs already; this is a fault of hopscope")
    }
    let path = path(of: text)
    // A FIFO must not make it wait.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw notOpened(text, path, errno) }
    defer { close(descriptor) }
    let number = hopscope_enter_network_namespace(descriptor)
    if number != 0 { throw notEntered(text, path, number) }
  }

  static func path(of text: String) -> String {
    if text.contains("/") { return text }
    return isNumber(text) ? "/proc/\(text)/ns/net" : "/run/netns/\(text)"
  }

  private static func isNumber(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  static func notOpened(_ text: String, _ path: String, _ number: Int32) -> Failure {
    switch number {
    case ENOENT where isNumber(text):
      Failure(sentence: "--netns \(text): no process has this number here: ps lists them", status: .usage)
    case ENOENT, ENOTDIR:
      Failure(
        sentence: "--netns \(text): there is no \(path): ip netns list shows names, lsns -t net processes",
        status: .usage)
    case EACCES, EPERM:
      Failure(
        sentence: "--netns \(text): \(path) may not be opened: this needs CAP_SYS_PTRACE: run it with sudo",
        status: .noPrivilege)
    default: Failure(sentence: "--netns \(text): \(path): \(SystemWords.of(number))")
    }
  }

  static func notEntered(_ text: String, _ path: String, _ number: Int32) -> Failure {
    switch number {
    case EINVAL:
      Failure(
        sentence: "--netns \(text): \(path) is no network namespace: they are /proc/PID/ns/net and /run/netns/NAME",
        status: .usage)
    case EPERM:
      Failure(
        sentence: "--netns \(text): entering another network namespace needs CAP_SYS_ADMIN: run it with sudo",
        status: .noPrivilege)
    default: Failure(sentence: "--netns \(text): \(path): \(SystemWords.of(number))")
    }
  }
}
