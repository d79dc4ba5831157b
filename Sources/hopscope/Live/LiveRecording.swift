import Capture
import Render
import Trace
import Wire

/// What keeps packets while they are traced: nothing.
struct LiveRecording: ~Copyable {
  var isOn: Bool { false }
  var isOver: Bool { false }
  var hasFailed: Bool { false }
  var problems: [String] { [] }
  var missed: UInt64 { 0 }

  init(_ options: RecordOptions, _ run: borrowing LiveRun) throws {}
  mutating func add(_ interface: CaptureInterface) {}
  mutating func record(_ packet: borrowing Packet) {}
  mutating func note(_ devices: LiveDevices) {}
  mutating func tick(_ counters: [LiveCounters], _ input: borrowing LiveInput) {}
  mutating func noteDrops() {}
  mutating func flush() {}
  mutating func close(_ counters: [LiveCounters], _ input: borrowing LiveInput) {}
}
