/// How the bytes of a file are packed, by its first bytes: names say nothing.
enum Packing: String, Sendable {
  case gzip, zstd

  /// Bytes that suffice to know it.
  static let signatureLength = 4

  /// - Parameter bytes: the first ones of a file, at least `signatureLength` unless it has fewer.
  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) || Self.isSkippableFrame(bytes) {
      self = .zstd
    } else {
      return nil
    }
  }

  /// A zstd frame of user data (RFC 8878 §3.1.2), with which some writers begin.
  private static func isSkippableFrame(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] & 0xf0 == 0x50 && bytes[1...3].elementsEqual([0x2a, 0x4d, 0x18])
  }
}

/// Why packed bytes cannot be unpacked any further. What was unpacked before is good.
struct PackingProblem: Error, Hashable, Sendable {
  enum Code: Hashable, Sendable {
    /// The file ended within a gzip member or zstd frame.
    case truncated
    case damaged
    /// All of a member or frame is there, but its checksum says that it is not what was packed.
    case checksum
    /// Neither a further member or frame nor padding follows.
    case trailing
    /// A zstd frame wants more memory than a reader need have (128 MiB).
    case window
    case memory
  }

  let packing: Packing
  let code: Code
  /// In the packed file: about where the trouble is.
  let byteOffset: UInt64

  /// What is wrong, and where.
  var reason: String {
    switch code {
    case .truncated: "the \(packing) data is truncated at byte \(byteOffset): it was cut, or is still being written"
    case .damaged: "the \(packing) data is damaged at byte \(byteOffset)"
    case .checksum: "the checksum of the \(packing) data at byte \(byteOffset) is wrong: it is damaged before"
    case .trailing: "what follows the \(packing) data at byte \(byteOffset) is no \(packing) data"
    case .window: "zstd packed it with too large a window; unpack it first, with zstd -d --long=31"
    case .memory: "there is no memory to unpack \(packing) data"
    }
  }
}
