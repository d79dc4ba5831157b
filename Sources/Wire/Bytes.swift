/// Big-endian reads at an offset that a header's `init` has already checked: the only unsafe loads of this module.
extension RawSpan {
  @inline(__always) func byte(_ offset: Int) -> UInt8 {
    assert(offset < byteCount)
    return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  @inline(__always) func be16(_ offset: Int) -> UInt16 {
    assert(offset + 2 <= byteCount)
    return unsafe UInt16(bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self))
  }

  @inline(__always) func be32(_ offset: Int) -> UInt32 {
    assert(offset + 4 <= byteCount)
    return unsafe UInt32(bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  @inline(__always) func be64(_ offset: Int) -> UInt64 {
    assert(offset + 8 <= byteCount)
    return unsafe UInt64(bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// Without the first `count` bytes; `count` is at most `byteCount`.
  @inline(__always) @_lifetime(copy self) func dropping(_ count: Int) -> RawSpan {
    assert(count <= byteCount)
    return unsafe extracting(unchecked: count..<byteCount)
  }

  /// The first `count` bytes, or all when there are fewer.
  @inline(__always) @_lifetime(copy self) func keeping(_ count: Int) -> RawSpan {
    assert(count >= 0)
    return count < byteCount ? unsafe extracting(unchecked: 0..<count) : self
  }
}
