import ArgumentParser
import Cluster

/// What options that take names of cluster objects are completed with: `@Option(completion: .services)`.
extension CompletionKind {
  static var services: CompletionKind { names { $0.servicePorts.map { "\($0.namespace)/\($0.name)" } } }
  static var pods: CompletionKind { names { $0.pods.map { "\($0.namespace)/\($0.name)" } } }
  static var nodes: CompletionKind { names { $0.nodes.map(\.name) } }
  static var namespaces: CompletionKind { names { $0.servicePorts.map(\.namespace) + $0.pods.map(\.namespace) } }
  /// What `hopscope explain` takes by name.
  static var objects: CompletionKind {
    names { map in
      map.servicePorts.map { "svc/\($0.namespace)/\($0.name)" } + map.pods.map { "pod/\($0.namespace)/\($0.name)" }
        + map.nodes.map { "node/\($0.name)" }
    }
  }

  private static func names(_ list: @escaping @Sendable (ServiceMap) -> [String]) -> CompletionKind {
    .custom { words, _, prefix in TypedLine(words).names(startingWith: prefix, list) }
  }
}
