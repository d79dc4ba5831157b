import Capture

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
}
