import Wire

@testable import Capture

/// Short words for what tests of recordings write.
enum Recording {
  static let moment: Int64 = 1_795_862_400_000_000_000
  static let second: Int64 = 1_000_000_000

  static func settings(_ path: String) -> RecordingSettings { RecordingSettings(path: path, application: "hopscope 1") }

  static func interface(_ name: String = "eth0", _ linkType: LinkType = .ethernet) -> CaptureInterface {
    CaptureInterface(
      file: 0, host: "worker-1", isHostKnown: true, name: name, isNameOwn: true, description: "", linkType: linkType,
      snapLength: 320, dropped: nil, packets: 0)
  }

  static func counts(_ received: UInt64, _ own: UInt64 = 0, _ kernel: UInt64 = 0) -> RecordedCounts {
    RecordedCounts(received: received, droppedByInterface: own, dropped: kernel)
  }
}

extension Recorder {
  mutating func add(_ name: String = "eth0", _ linkType: LinkType = .ethernet) {
    addInterface(Recording.interface(name, linkType), description: "an uplink", filter: "tcp")
  }

  /// - Parameter time: nanoseconds after the moment.
  mutating func take(_ time: Int64, _ data: [UInt8], interface: Int = 0) {
    record(
      Packet(
        number: 1, timestamp: Recording.moment + time, interface: interface, linkType: .ethernet,
        originalLength: data.count, bytes: data.span.bytes))
  }
}

extension PacketRing {
  mutating func add(_ name: String = "eth0") { addInterface(Recording.interface(name), description: "", filter: nil) }

  mutating func take(_ time: Int64, _ data: [UInt8], interface: Int = 0) {
    record(
      Packet(
        number: 1, timestamp: Recording.moment + time, interface: interface, linkType: .ethernet,
        originalLength: data.count, bytes: data.span.bytes))
  }
}
