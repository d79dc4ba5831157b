/// How far the decoder has come in one packet.
struct Walk: ~Escapable {
  /// Not yet read, without what the layers so far say is padding.
  private(set) var bytes: RawSpan
  /// Where `bytes` begins in the captured packet.
  private(set) var offset = 0
  /// Bytes from here to the end of the current layer on the wire; may be more than were captured.
  private(set) var length: Int
  /// Link-layer headers since the start or the last IP header.
  private var layers = 0
  /// A tunnel was entered and its inner IP header has not been met: becomes `Headers.encapsulation` there.
  var tunnel = TunnelKind.none
  var tunnelIdentifier: UInt32 = 0
  /// By which the last network header announced what follows it.
  var protocolNumber: UInt8 = 0

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, length: Int) {
    self.bytes = bytes
    self.length = max(length, bytes.byteCount)
  }

  /// Moves past a header whose bytes are there.
  @inline(__always) mutating func skip(_ count: Int) {
    bytes = bytes.dropping(count)
    offset += count
    length -= count
  }

  /// A header says that `count` bytes follow from here; more than there are is not believed.
  @inline(__always) mutating func limit(to count: Int) {
    guard count < length else { return }
    length = count
    bytes = bytes.keeping(count)
  }

  @inline(__always) mutating func beginNetwork() { layers = 0 }

  /// One more link-layer header: false when there were too many.
  @inline(__always) mutating func enterLayer() -> Bool {
    layers += 1
    return layers <= Decoder.maximumLayers
  }

  /// Ends decoding at the header that begins here.
  /// - Parameter needed: of `unsupported`, the number of the protocol that follows.
  @inline(never)
  func end(_ layer: Layer, _ reason: StopReason, needed: Int = 0, _ headers: inout Headers) -> Layer {
    headers.stop = Stop(layer, reason, offset: offset, needed: needed, present: bytes.byteCount)
    return .none
  }

  /// Ends decoding because fewer than `needed` bytes are here: `cut` when the capture lacks them, `malformed` when a
  /// header's length field says that the packet itself does.
  @inline(never)
  func endShort(_ layer: Layer, needed: Int, _ headers: inout Headers) -> Layer {
    end(layer, length < needed ? .malformed : .cut, needed: needed, &headers)
  }
}
