import Capture
import Wire

/// Everything that one run over some inputs said.
struct Reading {
  struct Seen: Equatable {
    var number: UInt64
    var timestamp: Int64
    var interface: Int
    var linkType: LinkType
    var data: [UInt8]
  }
  var packets: [Seen] = []
  var count = 0
  var problems: [InputProblem] = []
  var interfaces: [CaptureInterface] = []
  var inputs: [CaptureInput] = []
  var bytesRead: UInt64 = 0
  var totalBytes: UInt64?
  /// Instead of all the others.
  var thrown: InputProblem?
}

func read(_ paths: [String], naming: TapNaming = TapNaming(), keeping: Bool = false) -> Reading {
  var reading = Reading()
  do throws(InputProblem) {
    var input = try PacketInput(paths, naming: naming)
    while input.advance() {
      reading.count += 1
      if keeping { reading.packets.append(seen(input.packet)) }
    }
    reading.problems = input.problems
    reading.interfaces = input.interfaces
    reading.inputs = input.inputs
    reading.bytesRead = input.bytesRead
    reading.totalBytes = input.totalBytes
  } catch {
    reading.thrown = error
  }
  return reading
}

private func seen(_ packet: borrowing Packet) -> Reading.Seen {
  let bytes = packet.bytes
  var data: [UInt8] = []
  for index in 0..<bytes.byteCount { data.append(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) }
  return Reading.Seen(
    number: packet.number, timestamp: packet.timestamp, interface: packet.interface, linkType: packet.linkType,
    data: data)
}
