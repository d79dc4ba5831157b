/// What `-i` asks for: one device, or all of a kind, those that appear later included.
public enum DevicePattern: Sendable, Hashable {
  /// A name as the kernel has it, or `any`.
  case name(String)
  /// The kernel's number of it, as `-D` lists it. A device with such a name comes first.
  case number(UInt32)
  /// `veth*`
  case glob(String)
  case word(Word)

  public enum Word: String, Sendable, CaseIterable {
    case uplink
    case allPods = "all-pods"
    case allVeth = "all-veth"
    case allBridges = "all-bridges"
    case allTunnels = "all-tunnels"
    case all
  }

  /// What other devices are found by; unlike a name it may fit none yet.
  var isOpen: Bool {
    switch self {
    case .name, .number: false
    case .glob, .word: true
    }
  }

  /// As it was written.
  public var text: String {
    switch self {
    case .name(let name): name
    case .number(let number): String(number)
    case .glob(let pattern): pattern
    case .word(let word): word.rawValue
    }
  }

  /// - Parameter text: of one `-i`; several are separated by commas.
  public static func parse(_ text: String) throws(DeviceProblem) -> [DevicePattern] {
    var patterns: [DevicePattern] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard !part.isEmpty else {
        throw DeviceProblem(sentence: "-i \(text): a device's name is missing: -D lists them")
      }
      patterns.append(one(String(part)))
    }
    return patterns
  }

  private static func one(_ text: String) -> DevicePattern {
    if let word = Word(rawValue: text) { return .word(word) }
    if GlobPattern.isOne(text) { return .glob(text) }
    let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber ? UInt32(text).map { .number($0) } ?? .name(text) : .name(text)
  }
}

/// Why no device can be chosen.
public struct DeviceProblem: Error, Sendable, Equatable {
  /// What, where, why, what next. Names in it are untrusted text.
  public var sentence: String
}
