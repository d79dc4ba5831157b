import Foundation
import Glibc

/// A terminal without a screen: what is written to its slave comes out of its master.
struct PseudoTerminal {
  let slave: FileHandle
  private let master: FileHandle

  struct Unavailable: Error {}

  init(columns: Int) throws {
    // Glibc's unlockpt and ptsname are not imported: these are the requests that they make.
    let (lock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, index): (Int32, Int32) = (0, 0)
    guard master >= 0, ioctl(master, lock, &locked) == 0, ioctl(master, number, &index) == 0 else {
      throw Unavailable()
    }
    var size = winsize(ws_row: 40, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    let slave = open("/dev/pts/\(index)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0, ioctl(slave, UInt(TIOCSWINSZ), &size) == 0 else { throw Unavailable() }
    self.master = FileHandle(fileDescriptor: master, closeOnDealloc: true)
    self.slave = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
  }

  /// Waits until all who could write have ended.
  func readToEnd() -> String {
    try? slave.close()
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(master.fileDescriptor, &block, block.count)
      if count > 0 { bytes += block[..<count] } else if count == 0 || errno != EINTR { break }
    }
    return String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
  }
}
