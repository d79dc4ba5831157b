import Cluster

/// A command as one line for a POSIX shell.
enum KubectlText {
  static func line(_ command: KubectlCommand) -> String { command.arguments.map(quoted).joined(separator: " ") }

  /// In single quotes when a shell could read it otherwise.
  static func quoted(_ argument: String) -> String {
    let isPlain = !argument.isEmpty && argument.utf8.allSatisfy(isPlain)
    return isPlain
      ? argument
      : "'" + argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: "-_./:=,@%+".utf8.contains(byte)
    }
  }
}
