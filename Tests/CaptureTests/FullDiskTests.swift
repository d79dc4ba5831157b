import Foundation
import Testing
import Wire

@testable import Capture

/// A disk that is full: 256 KiB of memory, seen by one thread only (a mount namespace of its own).
@Suite(.enabled(if: geteuid() == 0, "skipped: mounting needs root"))
struct FullDiskTests {
  private let folder = TemporaryFolder()

  private final class Answer<Value>: @unchecked Sendable { var value: Value? }

  /// Runs `body` where `folder` is a small disk.
  private func onSmallDisk<Value>(_ body: @escaping @Sendable (String) throws -> Value) throws -> Value {
    let (answer, done, path) = (Answer<Value>(), DispatchSemaphore(value: 0), folder.path)
    let thread = Thread {
      defer { done.signal() }
      guard Self.leaveMounts(), mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0,
        mount("tmpfs", path, "tmpfs", 0, "size=256k") == 0
      else { return }
      answer.value = try? body(path)
    }
    thread.start()
    done.wait()
    return try #require(answer.value)
  }

  /// unshare(2), which the module map of glibc leaves out; CLONE_NEWNS is 0x20000 (linux/sched.h).
  private static func leaveMounts() -> Bool {
    guard let symbol = dlsym(nil, "unshare") else { return false }
    return unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)(0x20000) == 0
  }

  @Test("Recording: the file is cut to its last whole block, and every packet is counted once")
  func recorder() throws {
    try onSmallDisk { folder in
      let path = folder + "/node.pcapng"
      var recorder = try Recorder(Recording.settings(path), now: Recording.moment)
      recorder.add()
      let data = [UInt8](repeating: 1, count: 1_000)
      for number in 0..<1_000 {
        recorder.take(Int64(number), data)
        if number % 7 == 0 { recorder.flush() }
        if number == 900 { recorder.add("late") }
      }
      recorder.close(Recording.moment + 1_000)
      #expect(recorder.problem?.words == "No space left on device" && recorder.problem?.path == path)
      #expect(recorder.recorded + recorder.missed == 1_000 && recorder.recorded > 200)
      let reading = read([path])
      #expect(reading.problems.isEmpty && UInt64(reading.count) == recorder.recorded)
    }
  }

  @Test("The ring: what it held and could not write is counted")
  func ring() throws {
    try onSmallDisk { folder in
      let path = folder + "/case.pcapng"
      var ring = PacketRing(
        Recording.settings(path), span: Recording.second, after: Recording.second, mostBytes: 10_000_000)
      ring.add()
      let data = [UInt8](repeating: 1, count: 1_000)
      for number in 0..<1_000 { ring.take(Int64(number), data) }
      ring.trigger(at: Recording.moment + 1_000)
      #expect(ring.problem?.words == "No space left on device")
      for number in 1_000..<1_100 { ring.take(Int64(number), data) }
      ring.close(Recording.moment + 2_000)
      #expect(ring.recorded + ring.missed == 1_100 && ring.recorded > 200)
      let reading = read([path])
      #expect(reading.problems.isEmpty && UInt64(reading.count) == ring.recorded)
    }
  }
}
