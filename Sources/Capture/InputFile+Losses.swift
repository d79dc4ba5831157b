import Wire

extension InputFile {
  private static let tailLength = 64 << 10

  /// What a pcapng file says at its end; nothing when it is packed, or no file.
  func lossesAtEnd() -> [Int: UInt64] {
    guard state == .packet, parser.format == .pcapng, packing == nil, let size = reader.size else { return [:] }
    let opened = isParked ? try? Syscalls.open(name) : nil
    defer { if let opened { Syscalls.close(opened) } }
    let length = Int(min(size, UInt64(Self.tailLength)))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 64)
    defer { unsafe buffer.deallocate() }
    guard unsafe Syscalls.read(opened ?? reader.source.descriptor, buffer, at: size - UInt64(length)) else {
      return [:]
    }
    return unsafe parser.lossesAtEnd(buffer.bytes, firstPacket: parser.record.timestamp)
  }
}
