import Foundation

/// A folder that goes away with the value. Files in it are made by tests.
final class TemporaryFolder {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "hopscope-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// - Returns: the path of the written file.
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = path + "/" + name
    try? Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}
