/// Why a file of objects could not be read at all; single bad objects are in `ClusterObjects.problems`.
public struct ClusterLoadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What, where, why, what next.
  public var description: String
  /// Line of the file, counted from 1, when known.
  public var line: Int?
}

/// Reads Kubernetes objects from JSON or YAML.
public enum ClusterLoader {
  /// - Parameters:
  ///   - bytes: one file.
  ///   - name: what to call it in errors.
  ///   - objects: what to add to; unchanged when it throws.
  public static func load(_ bytes: [UInt8], name: String, into objects: inout ClusterObjects) throws(ClusterLoadError) {
    throw ClusterLoadError(description: "\(name): reading Kubernetes objects is not built yet.")
  }
}
