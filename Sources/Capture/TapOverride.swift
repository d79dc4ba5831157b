/// `--tap FILE=HOST/INTERFACE` or `FILE=HOST`: where a file was captured, when its name does not say.
public struct TapOverride: Sendable, Hashable {
  /// A path as given among the inputs, or its last component.
  public let file: String
  public let host: String
  /// Nil: as the file or its name says.
  public let interface: String?

  public init(file: String, host: String, interface: String?) {
    self.file = file
    self.host = host
    self.interface = interface
  }

  /// The text is cut at its last `=`, so that a file name may hold one.
  public init(parsing text: String) throws(TapOverrideError) {
    guard let equals = text.lastIndex(of: "=") else { throw TapOverrideError(text: text, code: .noEquals) }
    let file = text[..<equals]
    let tap = text[text.index(after: equals)...]
    guard !file.isEmpty else { throw TapOverrideError(text: text, code: .noFile) }
    let parts = tap.split(separator: "/", omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty else { throw TapOverrideError(text: text, code: .noHost) }
    guard parts.count <= 2 else { throw TapOverrideError(text: text, code: .tooManySlashes) }
    if parts.count == 2, parts[1].isEmpty { throw TapOverrideError(text: text, code: .noInterface) }
    self.init(file: String(file), host: String(host), interface: parts.count == 2 ? String(parts[1]) : nil)
  }

  func matches(_ path: String) -> Bool { file == path || file == lastComponent(path) }
}

public struct TapOverrideError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Sendable { case noEquals, noFile, noHost, noInterface, tooManySlashes }
  public let text: String
  public let code: Code

  public var description: String {
    let reason =
      switch code {
      case .noEquals: "it has no ="
      case .noFile: "the file before = is missing"
      case .noHost: "the host after = is missing"
      case .noInterface: "the interface after / is missing"
      case .tooManySlashes: "a host or interface has no / in its name"
      }
    return "--tap \(text): \(reason); write FILE=HOST/INTERFACE, as in n1.pcap=node1/eth0"
  }
}
