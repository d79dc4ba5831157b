import Glibc

/// The threads of this process, as the kernel lists them.
enum ThreadList {
  /// Numbers in `/proc/self/task`; empty when /proc cannot be read.
  static var numbers: [Int] {
    guard let folder = opendir("/proc/self/task") else { return [] }
    defer { closedir(folder) }
    var found: [Int] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let number = Int(name) { found.append(number) }
    }
    return found
  }

  /// 0 when it is not known.
  static var count: Int { numbers.count }

  /// What the kernel says of a thread; nil when it has ended meanwhile.
  static func status(_ number: Int) -> ThreadStatus? {
    let file = open("/proc/self/task/\(number)/status", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 65_536 {
      let got = read(file, &part, part.count)
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { break }
      bytes += part.prefix(got)
    }
    return ThreadStatus(String(decoding: bytes, as: UTF8.self))
  }
}

/// `/proc/PID/task/TID/status` (proc(5)), as far as it says what the thread may do.
struct ThreadStatus: Equatable {
  /// Real, effective, saved and of the file system.
  var users: [UInt32]
  var effective: Capabilities
  var permitted: Capabilities
  var hasNoNewPrivileges: Bool

  /// - Returns: nil when a line is missing.
  init?(_ text: String) {
    var fields: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { fields[parts[0]] = parts[1] }
    }
    func set(_ name: Substring) -> Capabilities? {
      fields[name].flatMap { UInt64($0.drop { $0 == "\t" || $0 == " " }, radix: 16) }.map(Capabilities.init)
    }
    let users = fields["Uid"]?.split { $0 == "\t" || $0 == " " }.compactMap { UInt32($0) }
    guard let users, users.count == 4, let effective = set("CapEff"), let permitted = set("CapPrm"),
      let flag = fields["NoNewPrivs"]
    else { return nil }
    (self.users, self.effective, self.permitted) = (users, effective, permitted)
    hasNoNewPrivileges = flag.contains("1")
  }
}
