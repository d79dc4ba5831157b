import Wire

/// What a file is by its first bytes, whatever it is called.
public enum FileContent: Hashable, Sendable {
  case capture(CaptureFormat)
  /// Packed: what it holds is known when it is unpacked.
  case packed(FileFormat)
  /// Kubernetes objects as JSON or YAML.
  case objects
  /// What conntrack or `/proc/net/nf_conntrack` says.
  case conntrack
  /// What `ip -j link` says.
  case links
  /// Nothing that hopscope reads; in words, as "a text".
  case other(String)
}

extension FileContent {
  /// Bytes that suffice: kubectl's own beginning of a list is shorter, and so are some lines of conntrack.
  public static let window = 64 << 10

  /// - Parameters:
  ///   - bytes: the first ones, at most `window`.
  ///   - isWhole: there are no more.
  public init(firstBytes bytes: [UInt8], isWhole: Bool) {
    if bytes.isEmpty {
      self = .other("an empty file")
    } else if let format = CaptureFormat(firstBytes: bytes) {
      self = .capture(format)
    } else if let content = Self.foreign(bytes) {
      self = content
    } else if bytes.contains(0) {
      self = .other("a binary file of unknown kind")
    } else {
      let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
      self = Self.text(bytes[start...], isWhole: isWhole)
    }
  }

  /// Formats with a signature, JSON excepted.
  private static func foreign(_ bytes: [UInt8]) -> FileContent? {
    switch FileFormat(firstBytes: bytes) {
    case nil, .json: nil
    case .gzip: .packed(.gzip)
    case .zstd: .packed(.zstd)
    case .some(let format): .other(format.name)
    }
  }

  private static func text(_ text: ArraySlice<UInt8>, isWhole: Bool) -> FileContent {
    let said = text.lazy.filter { !ClusterLoader.isSpace($0) }.prefix(2)
    guard let first = said.first else { return .other("a blank text") }
    // conntrack's events begin with [, too: [1795398611.223628] or [NEW].
    let isList = first == UInt8(ascii: "[") && said.dropFirst().first.map { "{[]".utf8.contains($0) } ?? true
    if first == UInt8(ascii: "{") || isList { return JSONSketch(text).content }
    if ConntrackSniff.isConntrack(Array(text), isWhole: isWhole) { return .conntrack }
    return TextSketch(text).content
  }
}
