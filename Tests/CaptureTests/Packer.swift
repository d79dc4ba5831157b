import CZlib
import CZstd

/// Packs bytes by the formats' own libraries.
enum Packer {
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    var source = bytes
    var target = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    source.withUnsafeMutableBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        deflate(&stream, Z_FINISH)
      }
    }
    defer { deflateEnd(&stream) }
    return Array(target[..<Int(stream.total_out)])
  }

  /// With a checksum, as the zstd program writes.
  static func zstd(_ bytes: [UInt8], windowLog: Int32? = nil) -> [UInt8] {
    let context = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    if let windowLog {
      ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
      ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
    }
    var target = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count) + 64)
    guard windowLog != nil else {
      let count = ZSTD_compress2(context, &target, target.count, bytes, bytes.count)
      return Array(target[..<count])
    }
    return bytes.withUnsafeBytes { source in
      let capacity = target.count
      return target.withUnsafeMutableBytes { room in
        var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        var output = ZSTD_outBuffer(dst: room.baseAddress, size: capacity, pos: 0)
        ZSTD_compressStream2(context, &output, &input, ZSTD_e_flush)
        ZSTD_compressStream2(context, &output, &input, ZSTD_e_end)
        return Array(room[..<output.pos])
      }
    }
  }

  /// RFC 8878 §3.1.2: user data, which a reader passes over.
  static func skippableFrame(_ data: [UInt8]) -> [UInt8] {
    [0x53, 0x2a, 0x4d, 0x18, UInt8(data.count), 0, 0, 0] + data
  }
}
