/// One file of entries and how its reading went.
public struct ConntrackFile: Sendable, Hashable {
  public var name: String
  /// Whose table it is.
  public var host: String
  /// Entries it began; events of one connection are one entry.
  public internal(set) var entries = 0
  /// Lines that are entries, but of no flow that hopscope follows: GRE, IGMP, ICMP other than echo.
  public internal(set) var skipped = 0
  /// Lines that could not be read.
  public internal(set) var malformed = 0
  /// The first of those.
  public internal(set) var problems: [ConntrackProblem] = []
  /// conntrack itself wrote that the kernel's buffer overran: events are missing, and silence proves nothing.
  public internal(set) var lostEvents = false
  /// The table was full: this many entries are not in it.
  public internal(set) var cut = 0

  static let keptProblems = 5

  init(name: String, host: String) {
    self.name = name
    self.host = host
  }

  mutating func note(_ line: Int, _ reason: String) {
    malformed += 1
    if problems.count < Self.keptProblems { problems.append(ConntrackProblem(line: line, reason: reason)) }
  }
}

/// A line that could not be read.
public struct ConntrackProblem: Sendable, Hashable, CustomStringConvertible {
  /// Counted from 1.
  public var line: Int
  public var reason: String

  public var description: String { "line \(line): \(reason)" }
}

/// Why a file is no witness at all.
public struct ConntrackLoadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What, where, why, what next.
  public var description: String

  init(_ name: String, _ reason: String) {
    description = "\(name): \(reason). Make it on the node with: conntrack -L -o extended > NODE.txt"
  }
}
