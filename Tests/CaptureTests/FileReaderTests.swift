import Foundation
import Testing

@testable import Capture

@Suite struct FileReaderTests {
  let folder = TemporaryFolder()

  private func reader(_ count: Int, block: Int) throws -> FileReader {
    let path = folder.write("bytes", (0..<count).map { UInt8(truncatingIfNeeded: $0) })
    return FileReader(ByteSource(descriptor: try Syscalls.open(path), owned: true), size: nil, block: block)
  }

  @Test func theBufferGrowsWithArrivingBytesAndShrinksAgain() throws {
    var reader = try reader(1_000, block: 16)
    var offset = 0
    #expect(try reader.fill(10, &offset) == .filled)
    #expect(reader.capacity == 16)
    offset = 3
    #expect(try reader.fill(100, &offset) == .filled)
    #expect(offset == 0)
    #expect(reader.capacity == 128)
    offset = 120
    #expect(try reader.fill(9, &offset) == .filled)
    #expect(reader.capacity == 16)
    #expect(reader.start.load(as: UInt8.self) == 123)
    #expect(try reader.fill(1 << 40, &offset) == .ended)
    #expect(reader.capacity == 1_024)
    #expect(reader.bytesRead == 1_000)
    #expect(reader.end == 1_000 - 123)
  }

  @Test func failuresAreTyped() {
    #expect(throws: SystemError(number: ENOENT)) { try Syscalls.open(folder.path + "/none") }
    #expect(throws: SystemError(number: EBADF)) { try Syscalls.status(-1 as Int32) }
    #expect(SystemError(number: ENOENT).words == "no such file")
    #expect(SystemError(number: EMFILE).words.contains("ulimit -n"))
    #expect(!SystemError(number: ENOSPC).words.isEmpty)
  }
}
