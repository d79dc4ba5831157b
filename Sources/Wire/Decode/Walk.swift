/// How far the decoder has come in one packet.
struct Walk: ~Escapable, BitwiseCopyable {
  private let packet: RawSpan
  /// Where the bytes not yet read begin in the captured packet.
  private(set) var offset = 0
  /// Where the current layer ends: what was captured of it, and on the wire, which may be more.
  private var capturedEnd: Int
  private var end: Int
  /// Link-layer headers since the start or the last IP header.
  private var layers = 0
  /// A tunnel was entered and its inner IP header has not been met: becomes `Headers.encapsulation` there.
  var tunnel = TunnelKind.none
  var tunnelIdentifier: UInt32 = 0
  /// By which the last network header announced what follows it.
  var protocolNumber: UInt8 = 0

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, length: Int) {
    packet = bytes
    capturedEnd = bytes.byteCount
    end = max(length, bytes.byteCount)
  }

  /// Not yet read, without what the layers so far say is padding.
  @inline(__always) var bytes: RawSpan {
    @_lifetime(copy self) get { unsafe packet.extracting(unchecked: offset..<capturedEnd) }
  }
  /// Bytes from here to the end of the current layer on the wire.
  @inline(__always) var length: Int { end &- offset }

  /// Moves past a header whose bytes are there.
  @inline(__always) mutating func skip(_ count: Int) {
    assert(count <= capturedEnd - offset)
    offset &+= count
  }

  /// A header says that `count` bytes follow from here; more than there are is not believed.
  @inline(__always) mutating func limit(to count: Int) {
    guard count < length else { return }
    end = offset &+ count
    capturedEnd = min(capturedEnd, end)
  }

  @inline(__always) mutating func beginNetwork() { layers = 0 }

  /// One more link-layer header: false when there were too many.
  @inline(__always) mutating func enterLayer() -> Bool {
    layers &+= 1
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
  ///
  /// A header whose length stands in itself needs at least one byte more than the ones that did not suffice.
  @inline(never)
  func endShort(_ layer: Layer, needed: Int, _ headers: inout Headers) -> Layer {
    let least = max(needed, bytes.byteCount + 1)
    return end(layer, length < least ? .malformed : .cut, needed: least, &headers)
  }
}
