/// A probe of one container that the kubelet makes over the network; `exec` probes make no packets.
public struct PodProbe: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable { case startup, liveness, readiness }
  public enum Handler: String, Sendable, CaseIterable { case httpGet, tcpSocket, grpc }

  public var kind: Kind
  public var handler: Handler
  public var container: String
  /// The number, also where the probe names one of the container's ports.
  public var port: UInt16
  /// `httpGet.scheme` is HTTPS.
  public var isTLS = false
  /// So many failures in a row count.
  public var failureThreshold = 3

  public init(kind: Kind, handler: Handler, container: String, port: UInt16) {
    self.kind = kind
    self.handler = handler
    self.container = container
    self.port = port
  }
}

/// Probes that a connection may have been made for: all of one pod and port.
public struct KubeletProbe: Sendable, Equatable {
  public var pod: PodID
  /// At least one.
  public var probes: [PodProbe]

  public init(pod: PodID, probes: [PodProbe]) {
    self.pod = pod
    self.probes = probes
  }

  public var kinds: [PodProbe.Kind] { PodProbe.Kind.allCases.filter { kind in probes.contains { $0.kind == kind } } }
  public var handlers: [PodProbe.Handler] {
    PodProbe.Handler.allCases.filter { handler in probes.contains { $0.handler == handler } }
  }
  public var containers: [String] { Set(probes.map(\.container)).sorted() }
}
