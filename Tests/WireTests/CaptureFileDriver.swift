import Wire

/// What a parser said about one file.
struct CaptureFileReading: Equatable {
  struct Seen: Equatable {
    var number: UInt64
    var timestamp: Int64
    var interface: Int
    var originalLength: Int
    var direction: PacketDirection
    var data: [UInt8]
  }
  var packets: [Seen] = []
  var error: CaptureFileError?
  var interfaces: [FileInterface] = []
  var anomalies: UInt64 = 0
  /// The longest window that the parser asked for.
  var longestNeed = 0
}

/// Feeds `bytes` in pieces of `chunk`, as a file reader would, keeping only what is not consumed.
func readCaptureFile(_ bytes: [UInt8], chunk: Int = .max) -> CaptureFileReading {
  var parser = CaptureFileParser()
  var reading = CaptureFileReading()
  var window: [UInt8] = []
  var offset = 0
  var fed = 0
  loop: while true {
    switch parser.next(window.span.bytes, &offset) {
    case .packet:
      let record = parser.record
      reading.packets.append(
        .init(
          number: record.number, timestamp: record.timestamp, interface: record.interface,
          originalLength: record.originalLength, direction: record.direction,
          data: Array(window[record.offset..<record.offset + record.length])))
    case .damaged:
      reading.error = parser.failure
      break loop
    case .needs(let count):
      reading.longestNeed = max(reading.longestNeed, count)
      if count <= window.count - offset { fatalError("asks for what it has") }
      if fed == bytes.count {
        reading.error = parser.end(window.span.bytes, offset)
        break loop
      }
      window.removeFirst(offset)
      offset = 0
      let next = chunk > bytes.count - fed ? bytes.count : fed + chunk
      window += bytes[fed..<next]
      fed = next
    }
  }
  reading.interfaces = parser.interfaces
  reading.anomalies = parser.timestampAnomalies
  return reading
}
