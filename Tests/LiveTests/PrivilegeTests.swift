import Foundation
import Testing

@testable import hopscope

/// What the kernel says of every thread of a real `hopscope live`, in a network namespace of its own that carries nothing.
@Suite(
  .serialized,
  .enabled(if: PrivilegeRun.obstacle == nil, Comment(rawValue: PrivilegeRun.obstacle ?? "")))
struct PrivilegeTests {
  /// - Parameter allowed: what a thread may have at most.
  private func check(_ run: PrivilegeRun, user: UInt32, allowed: Capabilities) throws {
    let seen = try run.watch()
    #expect(seen.status == 0, "\(seen.output)")
    #expect(!seen.threads.isEmpty)
    for thread in seen.threads {
      #expect(thread.users.allSatisfy { $0 == user })
      #expect(thread.effective.isSubset(of: allowed) && thread.permitted.isSubset(of: allowed))
      #expect(thread.effective.contains(.netRaw))
      #expect(thread.hasNoNewPrivileges)
    }
    #expect(seen.mostThreads >= 2, "the capture has a thread of its own")
  }

  @Test("Root that nobody called by sudo stays root, with CAP_NET_RAW alone")
  func root() throws {
    try check(PrivilegeRun(["--no-conntrack"]), user: 0, allowed: .netRaw)
  }

  @Test("With sudo it is the caller; CAP_NET_ADMIN stays while connection tracking is read")
  func sudo() throws {
    let variables = ["SUDO_UID": "65534", "SUDO_GID": "65534"]
    try check(PrivilegeRun(["--no-conntrack"], variables: variables), user: 65534, allowed: .netRaw)
    try check(PrivilegeRun([], variables: variables), user: 65534, allowed: [.netRaw, .netAdmin])
  }

  @Test("-Z is somebody else")
  func another() throws {
    try check(PrivilegeRun(["--no-conntrack", "-Z", "4321:4322"]), user: 4321, allowed: .netRaw)
  }

  @Test("A pod with NET_RAW alone, user 0")
  func pod() throws {
    try check(
      PrivilegeRun([], through: ["setpriv", "--bounding-set", "-all,+net_raw", "--inh-caps", "-all"]), user: 0,
      allowed: .netRaw)
  }

  @Test("A user with ambient CAP_NET_RAW")
  func ambient() throws {
    let words = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps", "+net_raw", "--ambient-caps"]
    try check(PrivilegeRun([], through: ["setpriv"] + words + ["+net_raw"]), user: 65534, allowed: .netRaw)
  }

  @Test("A user without it: 77, and one sentence")
  func nothing() throws {
    let words = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps", "-all"]
    let seen = try PrivilegeRun([], through: ["setpriv"] + words).watch()
    #expect(seen.status == ExitStatus.noPrivilege.rawValue)
    #expect(seen.output.hasPrefix("error: capturing needs CAP_NET_RAW"))
    #expect(seen.output.filter { $0 == "\n" }.count == 1)
  }
}

/// A short run on the loopback device of a new network namespace, looked at while it lasts.
struct PrivilegeRun {
  struct Seen {
    var status: Int32
    var output: String
    /// Each thread at each look, from when the drop was done.
    var threads: [ThreadStatus] = []
    var mostThreads = 0
  }

  private static let hopscope = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "hopscope").path

  /// Nil when such runs are possible; else why not, in words.
  static let obstacle: String? = {
    if let obstacle = NamespaceLab.obstacle { return obstacle }
    let help = try? start([hopscope, "live", "-D"], [:])
    help?.process.waitUntilExit()
    return help?.process.terminationStatus == 0 ? nil : "there is no hopscope live"
  }()

  private let arguments: [String]
  private let variables: [String: String]
  private let program: [String]

  init(_ arguments: [String], variables: [String: String] = [:], through program: [String] = []) {
    self.arguments = arguments
    self.variables = variables
    self.program = program
  }

  /// Looks at all threads again and again until the run has ended. Every program on the way replaces itself by the next, so
  /// that the number of the process stays.
  func watch() throws -> Seen {
    let inside = ["sh", "-c", "ip link set lo up && exec \"$@\"", "sh"] + program
    let live = [Self.hopscope, "live", "-i", "lo", "--duration", "2s", "-q"] + arguments
    let (process, out) = try Self.start(["unshare", "-n"] + inside + live, variables)
    var seen = Seen(status: -1, output: "")
    let deadline = Date.now.addingTimeInterval(20)
    while process.isRunning {
      look(process.processIdentifier, &seen)
      if Date.now > deadline { kill(process.processIdentifier, SIGKILL) }
      usleep(5000)
    }
    process.waitUntilExit()
    seen.status = process.terminationStatus
    seen.output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return seen
  }

  /// Before the drop nothing is asked of a thread: no_new_privs is what comes last but one.
  private func look(_ number: Int32, _ seen: inout Seen) {
    let tasks = "/proc/\(number)/task"
    let threads = ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).compactMap { thread in
      (try? Data(contentsOf: URL(fileURLWithPath: "\(tasks)/\(thread)/status"))).flatMap {
        ThreadStatus(String(decoding: $0, as: UTF8.self))
      }
    }
    guard threads.contains(where: \.hasNoNewPrivileges) else { return }
    seen.threads += threads
    seen.mostThreads = max(seen.mostThreads, threads.count)
  }

  private static func start(_ words: [String], _ variables: [String: String]) throws -> (process: Process, out: Pipe) {
    let (process, out) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"]
      .merging(variables) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = out
    process.standardError = out
    try process.run()
    return (process, out)
  }
}
