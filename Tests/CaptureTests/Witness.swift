import Foundation

/// A program of others that reads captures.
struct Witness {
  var status: Int32
  var output: String
  var errors: String

  static func path(_ name: String) -> String? {
    ["/usr/bin/", "/usr/sbin/", "/usr/local/bin/"].map { $0 + name }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  static func areThere(_ names: String...) -> Bool { names.allSatisfy { path($0) != nil } }

  init(_ name: String, _ arguments: [String], in folder: String = "/") throws {
    let (process, out, err) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: Self.path(name) ?? name)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = out
    process.standardError = err
    try process.run()
    output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  var lines: [String] { output.split(separator: "\n").map(String.init) }
}
