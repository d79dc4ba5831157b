import Capture
import Glibc

/// What `--version` prints: enough to say in a report which program it was.
enum Version {
  static let number = "0.1.0"

  static var text: String {
    let commit = SourceCommit.text.isEmpty ? "commit unknown: not built from a checkout" : "commit \(SourceCommit.text)"
    let libraries = LibraryVersions.all + [libc]
    return """
      hopscope \(number) (\(commit), \(build) build)
      Swift \(compiler), \(triple)
      \(libraries.joined(separator: "\n"))
      """
  }

  /// `glibc 2.36`.
  private static var libc: String {
    var bytes = [CChar](repeating: 0, count: 64)
    let length = confstr(Int32(_CS_GNU_LIBC_VERSION), &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, length - 1)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static var build: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  /// The language has no name for its compiler's version: it can only be compared.
  private static var compiler: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3.3)
      "6.3.3 or later"
    #elseif compiler(>=6.3.2)
      "6.3.2"
    #elseif compiler(>=6.3.1)
      "6.3.1"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  private static var triple: String {
    #if arch(x86_64)
      let machine = "x86_64"
    #elseif arch(arm64)
      let machine = "aarch64"
    #else
      let machine = "unknown"
    #endif
    return "\(machine)-unknown-linux-gnu"
  }
}
