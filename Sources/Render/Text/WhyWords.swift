import Cluster
import Trace
import Wire

/// `--why`: what one translation rests on.
struct WhyWords {
  let words: Words
  let sources: SourceNames

  func lines(_ translation: Translation, _ path: Path) -> [String] {
    var lines = [evidence(translation)]
    lines += translation.proofs.map(proof)
    if let entry = mapEntry(path), translation.evidence.contains(.map) { lines.append("map: \(entry)") }
    lines += translation.alternatives.map(alternative)
    return lines
  }

  private func evidence(_ translation: Translation) -> String {
    let parts = translation.evidence.map { word in
      word == .port ? "source port kept (not counted)" : "\(words.evidence([word])) (\(word.bits) bits)"
    }
    let bits = translation.evidence.reduce(0) { $0 + $1.bits }
    return "\(translation.confidence.rawValue): " + parts.joined(separator: " + ") + " = \(bits) bits"
      + " of \(Evidence.certainty) for certain"
  }

  private func proof(_ proof: Proof) -> String {
    switch proof {
    case .packets(let before, let after): "packets: \(packet(before)) became \(packet(after))"
    case .conntrack(let entry):
      "conntrack of \(printable(entry.host)), \(entry.line > 0 ? "line \(entry.line)" : "live"): \(tuple(entry.original)) became \(tuple(entry.translated))"
    }
  }

  private func packet(_ packet: PacketReference) -> String {
    "\(printable(sources.name(packet.file))) #\(packet.number)"
  }

  func tuple(_ tuple: Tuple) -> String {
    let source = words.address(Socket(tuple.source, tuple.sourcePort), tuple.transport)
    return source + " → " + words.address(Socket(tuple.destination, tuple.destinationPort), tuple.transport)
  }

  /// The objects that say this front may become this backend.
  private func mapEntry(_ path: Path) -> String? {
    guard let service = path.names.service else {
      guard let pod = words.pod(path.names.backend), path.names.front?.portKind == .hostPort else { return nil }
      return "Pod \(printable(pod.namespace))/\(printable(pod.name)) has this hostPort"
    }
    let pod = words.pod(path.names.backend).map { " (Pod \(printable($0.namespace))/\(printable($0.name)))" } ?? ""
    let endpoint = path.backend.map { ", endpoint \($0.description)\(pod)" } ?? ""
    return "Service \(words.title(service)): \(words.mapping(service, reached: path.backend))\(endpoint)"
  }

  func alternative(_ alternative: Alternative) -> String {
    "not \(tuple(alternative.tuple)) at \(packet(alternative.packet)): \(reason(alternative.refusal))"
  }

  private func reason(_ refusal: Refusal) -> String {
    switch refusal {
    case .map: "the map leads this front to other endpoints, or both are pods"
    case .timestamp: "TCP timestamps too far apart for a repeated SYN"
    case .serverISN: "the server's ISN differs"
    case .time: "further apart in time than a handshake lasts"
    case .isnAlone: "only the ISN agrees, and ISNs repeat"
    case .worse: "another candidate agrees in more"
    case .payload: "the payload differs further on"
    case .clientISN: "the connections began with different ISNs"
    case .direction: "the packets are alike, but go the other way"
    }
  }
}
