/// Stream Control Transmission Protocol (RFC 9260): common header and the start of the first chunk.
///
///     0             2                  4                  8          12
///     | source port | destination port | verification tag | checksum | chunks
///     chunk: | type 1 | flags 1 | length 2 | INIT, INIT ACK: initiate tag 4 …
public struct SCTPHeader: ~Escapable {
  public static let headerLength = 12
  static let initiation: UInt8 = 1
  static let initiationAcknowledgement: UInt8 = 2
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var sourcePort: UInt16 { bytes.be16(0) }
  public var destinationPort: UInt16 { bytes.be16(2) }
  public var verificationTag: UInt32 { bytes.be32(4) }
  /// Type of the first chunk, when it was captured.
  public var chunkType: UInt8? { bytes.byteCount > 12 ? bytes.byte(12) : nil }
  /// Of INIT and INIT ACK: the tag that the peer will verify with.
  public var initiateTag: UInt32? {
    guard bytes.byteCount >= 20, bytes.byte(12) == Self.initiation || bytes.byte(12) == Self.initiationAcknowledgement
    else { return nil }
    return bytes.be32(16)
  }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}
