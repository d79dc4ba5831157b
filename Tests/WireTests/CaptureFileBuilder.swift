/// Capture files made by hand, byte by byte, in either byte order.
struct CaptureFileBuilder {
  var big = false
  var bytes: [UInt8] = []

  mutating func put16(_ value: UInt16) { append(big ? value.bigEndian : value.littleEndian) }
  mutating func put32(_ value: UInt32) { append(big ? value.bigEndian : value.littleEndian) }
  mutating func put64(_ value: UInt64) { append(big ? value.bigEndian : value.littleEndian) }
  private mutating func append<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  // MARK: pcap

  mutating func pcapHeader(
    magic: UInt32 = 0xa1b2_c3d4, major: UInt16 = 2, minor: UInt16 = 4, snap: UInt32 = 262_144, link: UInt32 = 1
  ) {
    put32(magic)
    put16(major)
    put16(minor)
    put32(0)
    put32(0)
    put32(snap)
    put32(link)
  }
  mutating func pcapRecord(
    _ seconds: UInt32, _ fraction: UInt32, _ data: [UInt8], captured: UInt32? = nil, original: UInt32? = nil,
    extra: Int = 0
  ) {
    put32(seconds)
    put32(fraction)
    put32(captured ?? UInt32(data.count))
    put32(original ?? UInt32(data.count))
    bytes += [UInt8](repeating: 0xee, count: extra)
    bytes += data
  }

  // MARK: pcapng

  mutating func block(_ type: UInt32, trailer: UInt32? = nil, _ body: (inout CaptureFileBuilder) -> Void) {
    var inner = CaptureFileBuilder(big: big)
    body(&inner)
    while inner.bytes.count % 4 != 0 { inner.bytes.append(0) }
    let length = UInt32(inner.bytes.count + 12)
    put32(type)
    put32(length)
    bytes += inner.bytes
    put32(trailer ?? length)
  }
  mutating func option(_ code: UInt16, _ value: [UInt8]) {
    put16(code)
    put16(UInt16(value.count))
    bytes += value
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
  mutating func option64(_ code: UInt16, _ value: UInt64) {
    put16(code)
    put16(8)
    put64(value)
  }
  mutating func section(major: UInt16 = 1, minor: UInt16 = 0, comment: String = "") {
    block(0x0a0d_0d0a) {
      $0.put32(0x1a2b_3c4d)
      $0.put16(major)
      $0.put16(minor)
      $0.put64(.max)
      if !comment.isEmpty { $0.option(1, Array(comment.utf8)) }
    }
  }
  mutating func interface(
    _ name: String = "", link: UInt16 = 1, snap: UInt32 = 0, resolution: UInt8? = nil, offset: Int64? = nil
  ) {
    block(1) {
      $0.put16(link)
      $0.put16(0)
      $0.put32(snap)
      if !name.isEmpty { $0.option(2, Array(name.utf8)) }
      if let resolution { $0.option(9, [resolution]) }
      if let offset { $0.option64(14, UInt64(bitPattern: offset)) }
      $0.option(0, [])
    }
  }
  mutating func enhanced(
    _ interface: UInt32 = 0, _ time: UInt64, _ data: [UInt8], original: UInt32? = nil, captured: UInt32? = nil,
    flags: UInt32? = nil
  ) {
    block(6) {
      $0.put32(interface)
      $0.put32(UInt32(time >> 32))
      $0.put32(UInt32(truncatingIfNeeded: time))
      $0.put32(captured ?? UInt32(data.count))
      $0.put32(original ?? UInt32(data.count))
      $0.bytes += data
      while $0.bytes.count % 4 != 0 { $0.bytes.append(0) }
      guard let flags else { return }
      $0.put16(2)
      $0.put16(4)
      $0.put32(flags)
    }
  }
  mutating func simple(_ original: UInt32, _ data: [UInt8]) {
    block(3) {
      $0.put32(original)
      $0.bytes += data
    }
  }
}
