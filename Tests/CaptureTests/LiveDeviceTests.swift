import Foundation
import Synchronization
import Testing
import Wire

@testable import Capture

/// Real devices, in a network namespace that only one thread of this process has.
@Suite(.serialized, .enabled(if: getuid() == 0, "needs root, to make devices in a network namespace of its own"))
struct LiveDeviceTests {
  /// Runs something on a thread of its own, in a new network namespace.
  private func apart(_ body: @escaping @Sendable () -> Void) {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      if Self.leaveNamespace() { body() } else { Issue.record("no network namespace: errno \(errno)") }
      done.signal()
    }
    thread.start()
    #expect(done.wait(timeout: .now() + 60) == .success)
  }

  /// unshare(2) of CLONE_NEWNET (linux/sched.h): of the calling thread only. Glibc's module does not show it.
  private static func leaveNamespace() -> Bool {
    guard let found = dlsym(nil, "unshare") else { return false }
    return unsafeBitCast(found, to: (@convention(c) (Int32) -> Int32).self)(0x4000_0000) == 0
  }

  /// A command of ip(8), in the calling thread's namespace.
  private static func ip(_ arguments: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ip"] + arguments.split(separator: " ").map(String.init)
    do {
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "ip \(arguments)")
    } catch { Issue.record("ip \(arguments): \(error)") }
  }

  private static func cable(_ name: String, _ network: Int) {
    ip("link add \(name)a type veth peer name \(name)b")
    for end in ["a", "b"] { ip("link set \(name)\(end) up") }
    ip("addr add 10.9.\(network).1/24 dev \(name)a")
    ip("neigh add 10.9.\(network).2 lladdr 02:00:00:00:00:02 dev \(name)a")
  }

  /// Datagrams to port 9 of the cable's other end.
  private static func send(_ count: Int, _ network: UInt32) {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(9).bigEndian
    address.sin_addr.s_addr = (0x0a09_0002 | network << 8).bigEndian
    var sent = 0
    for _ in 0..<count {
      let got = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(descriptor, "hello", 5, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if got == 5 { sent += 1 }
    }
    #expect(sent == count)
  }

  private static func take(_ input: inout LiveInput, until isEnough: (Int) -> Bool) -> Int {
    let deadline = Date().addingTimeInterval(120)
    var count = 0
    while !isEnough(count), Date() < deadline {
      switch input.step() {
      case .packet: count += 1
      case .waiting: input.wait(milliseconds: 50)
      case .end: return count
      }
    }
    return count
  }

  private static func capture(_ devices: [String], _ change: (inout LiveSettings) -> Void = { _ in }) throws
    -> LiveCapture
  {
    var settings = LiveSettings()
    change(&settings)
    let capture = LiveCapture(settings)
    try capture.setFilter("udp and port 9")
    for device in devices { _ = try capture.open(device) }
    return capture
  }

  @Test("Every datagram is taken once, and stop takes what the kernel holds")
  func exact() {
    apart {
      Self.cable("x", 1)
      do {
        let capture = try Self.capture(["xa", "xb"])
        var input = LiveInput(capture, host: "n")
        capture.start()
        Self.send(5_000, 1)
        capture.stop()
        #expect(Self.take(&input) { _ in false } == 10_000)
        #expect(capture.counters().map(\.taken) == [5_000, 5_000])
        #expect(capture.counters().map(\.received) == [5_000, 5_000])
        #expect(capture.counters().map(\.lost) == [0, 0])
      } catch { Issue.record("\(error)") }
    }
  }

  @Test("Nobody takes the blocks: what is taken and what is lost is what was sent")
  func queueDrops() {
    apart {
      Self.cable("x", 1)
      do {
        let capture = try Self.capture(["xa"]) {
          $0.queueBytes = 1
          $0.bufferBytes = 32 << 20
        }
        capture.start()
        Self.send(20_000, 1)
        let deadline = Date().addingTimeInterval(120)
        while capture.counters()[0].queueDrops == 0, Date() < deadline { usleep(10_000) }
        capture.stop()
        while !capture.hasEnded.load(ordering: .acquiring), Date() < deadline { usleep(10_000) }
        let counters = capture.counters()[0]
        #expect(counters.queueDrops > 0)
        #expect(counters.taken + counters.queueDrops + counters.kernelDrops == 20_000)
        #expect(counters.received == 20_000)
      } catch { Issue.record("\(error)") }
    }
  }

  @Test("A device goes away: it is told, and the other one goes on; a closed one's last packets are taken")
  func deviceGone() {
    apart {
      Self.cable("x", 1)
      Self.cable("y", 2)
      do {
        let capture = try Self.capture(["xa", "ya"])
        var input = LiveInput(capture, host: "n")
        capture.start()
        Self.ip("link del xa")
        var events: [LiveEvent] = []
        let deadline = Date().addingTimeInterval(120)
        while events.isEmpty, Date() < deadline {
          input.wait(milliseconds: 50)
          events += capture.takeEvents()
        }
        #expect(events.map(\.device) == ["xa"])
        Self.send(100, 2)
        #expect(Self.take(&input) { $0 == 100 } == 100)
        Self.send(7, 2)
        capture.close(1)
        #expect(Self.take(&input) { $0 == 7 } == 7)
        capture.stop()
        #expect(Self.take(&input) { _ in false } == 0)
        #expect(capture.counters()[1].taken == 107)
      } catch { Issue.record("\(error)") }
    }
  }
}
