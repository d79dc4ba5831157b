import Capture
import Glibc

/// Whole files that are small beside captures: cluster objects, conntrack tables; packed ones are unpacked.
enum FileBytes {
  private static let largest = 1 << 30

  /// - Parameters:
  ///   - path: `-` is standard input.
  ///   - what: what should be in it, for sentences: "cluster objects".
  ///   - advice: how to make such a file.
  static func read(_ path: String, what: String, advice: String) throws -> [UInt8] {
    do {
      return try WholeFile.read(path, limit: largest)
    } catch .tooLarge {
      throw Failure(sentence: "\(path) is larger than 1 GiB: too large for \(what)")
    } catch .unreadable(let reason) {
      throw Failure(sentence: "cannot read the \(what) in \(path): \(reason); \(advice)")
    }
  }

  /// As messages call it.
  static func name(of path: String) -> String { path == "-" ? "standard input" : path }

  /// Whether something is there under this name: a file, a folder, a pipe.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Does something with a file.
  ///
  /// - Parameter isFound: it only lay in a folder of captures: why it cannot be used is told, and the rest goes on.
  static func use(isFound: Bool, _ work: () throws -> Void) throws {
    do {
      try work()
    } catch let failure as Failure where isFound {
      Messages.warning("not used: \(failure.sentence)")
    }
  }
}
