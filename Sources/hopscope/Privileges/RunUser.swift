import Glibc

/// Who a live run is once its sockets are open: `-Z`, else who called sudo, else who started it
/// (docs/decisions/0013-who-a-live-run-is.md).
struct RunUser: Equatable {
  var user: UInt32
  var group: UInt32

  struct Entry {
    var user: UInt32
    var group: UInt32
  }

  /// - Parameters:
  ///   - asked: `-Z USER`: a name, or numbers `UID` or `UID:GID`.
  ///   - effective: user of the process now. Only for root `SUDO_UID` means something: anybody can set a variable.
  ///   - environment: value of a variable.
  ///   - lookUp: the password file's entry of a name, or of a number.
  /// - Returns: nil: it stays who it is.
  static func choose(
    asked: String?, effective: UInt32, environment: (String) -> String?, lookUp: (String) -> Entry?
  ) throws(Failure) -> RunUser? {
    if let asked { return try named(asked, lookUp) }
    guard effective == 0, let user = environment("SUDO_UID") else { return nil }
    let invoker = RunUser(
      user: try number(user, "SUDO_UID"), group: try number(environment("SUDO_GID") ?? "", "SUDO_GID"))
    return invoker.user == 0 ? nil : invoker
  }

  private static func named(_ asked: String, _ lookUp: (String) -> Entry?) throws(Failure) -> RunUser {
    let parts = asked.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, let user = number(parts[0]), let group = number(parts[1]) {
      return RunUser(user: user, group: group)
    }
    if let entry = lookUp(asked) { return RunUser(user: entry.user, group: entry.group) }
    if let user = number(asked) {
      throw Failure(sentence: "-Z \(asked): this user has no entry: name the group too: -Z \(user):GID", status: .usage)
    }
    throw Failure(
      sentence: "-Z \(asked): there is no such user: getent passwd lists them, and numbers UID:GID do too",
      status: .usage)
  }

  private static func number(_ text: String, _ variable: String) throws(Failure) -> UInt32 {
    if let number = number(text) { return number }
    throw Failure(
      sentence: "\(variable) is not a number of a user: unset SUDO_UID to run as root, or say who with -Z",
      status: .usage)
  }

  /// Digits alone. 2³²−1 means “leave it” to setresuid(2), and is nobody's.
  static func number(_ text: String) -> UInt32? {
    guard (1...10).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return UInt32(text).flatMap { $0 == .max ? nil : $0 }
  }

  /// Asks the machine's name services: before the drop, as they may open files.
  static func machineEntry(_ name: String) -> Entry? {
    let found = number(name).map { getpwuid($0) } ?? getpwnam(name)
    return found.map { Entry(user: $0.pointee.pw_uid, group: $0.pointee.pw_gid) }
  }
}
