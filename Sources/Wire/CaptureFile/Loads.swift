/// Integer loads at an offset that the caller has compared with the window's length. The only unchecked accesses of this folder.
extension RawSpan {
  @inline(__always)
  func load32(_ offset: Int, swapped: Bool) -> UInt32 {
    assert(offset >= 0 && offset + 4 <= byteCount)
    let value = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)
    return swapped ? value.byteSwapped : value
  }

  @inline(__always)
  func load16(_ offset: Int, swapped: Bool) -> UInt16 {
    assert(offset >= 0 && offset + 2 <= byteCount)
    let value = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self)
    return swapped ? value.byteSwapped : value
  }

  @inline(__always)
  func load64(_ offset: Int, swapped: Bool) -> UInt64 {
    assert(offset >= 0 && offset + 8 <= byteCount)
    let value = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    return swapped ? value.byteSwapped : value
  }

  @inline(__always)
  func load8(_ offset: Int) -> UInt8 {
    assert(offset >= 0 && offset < byteCount)
    return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
  }
}
