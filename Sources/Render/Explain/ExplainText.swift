import Cluster
import Wire

/// An explanation for a person who never heard of these words.
public struct ExplainText {
  private let names: ExplainNames
  private let prose: Prose
  private let style: Style
  private let explanation: Explanation
  private let hasCaptures: Bool

  /// - Parameters:
  ///   - width: columns that no line but a long command or socket exceeds.
  ///   - hasCaptures: captures were asked already who was behind the socket.
  public init(_ explanation: Explanation, width: Int, style: Style, hasCaptures: Bool = false) {
    self.explanation = explanation
    self.hasCaptures = hasCaptures
    names = ExplainNames(map: explanation.map)
    prose = Prose(width: max(40, width))
    self.style = style
  }

  public func render() -> String {
    var lines = [style(.strong, names.subject(explanation.subject))]
    lines += RoleWords(names: names).sentences(explanation).flatMap { prose.lines($0, indent: 2) }
    lines += wrongPorts()
    lines += section("The way of a connection", diagrams())
    lines += section("Ports of this node", nodePorts())
    lines += section("Good to know", facts())
    lines += section("How to reach it", reach())
    lines += section("See the same with kubectl", commands())
    let words = Glossary.rows(for: lines.joined(separator: "\n"), hasService: !explanation.services.isEmpty)
    lines += section("Words", prose.columns(words, style: style))
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", style(.strong, title)] + lines
  }

  private func wrongPorts() -> [String] {
    guard let role = explanation.roles.first else { return [] }
    let words = WrongPortWords(names: names)
    var lines = explanation.wrongPorts.flatMap {
      prose.lines(words.sentence($0, at: role.role.addressKind, asked: role.transport), indent: 2)
    }
    if explanation.moreOwners > 0 {
      lines.append("  … and \(explanation.moreOwners) more objects have a port of this number")
    }
    return lines
  }

  private var asked: Socket? {
    guard case .address(let ip, let port?, _) = explanation.subject else { return nil }
    return Socket(ip, port)
  }

  /// Mappings that are drawn.
  private static let mostDiagrams = 4

  private func diagrams() -> [String] {
    guard !explanation.isNode else { return [] }
    let diagram = MappingDiagram(names: names, prose: prose, style: style)
    let ports = explanation.services.flatMap(\.shown).filter { explanation.map[$0].type != .externalName }
    var pictures = ports.prefix(Self.mostDiagrams).map { diagram.lines($0, asked: asked) }
    if ports.count > Self.mostDiagrams { pictures.append(["  … and \(ports.count - Self.mostDiagrams) more ports"]) }
    let isHostPort = explanation.roles.contains { $0.role.portKind == .hostPort }
    pictures += hostPortPods.map { diagram.lines(hostPortsOf: $0, asked: isHostPort ? asked : nil) }
    return Array(pictures.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private var hostPortPods: [PodID] {
    explanation.pods.filter { id in
      let pod = explanation.map[id]
      return !pod.hostNetwork && pod.containerPorts.contains { $0.hostPort != nil }
    }.prefix(Self.mostDiagrams).map { $0 }
  }

  private func nodePorts() -> [String] {
    guard explanation.isNode else { return [] }
    let map = explanation.map
    var rows: [(label: String, text: String)] = []
    for id in explanation.services.flatMap(\.ports) {
      guard let nodePort = map[id].nodePort else { continue }
      rows.append(
        (
          "\(nodePort)",
          "nodePort of \(names.service(id)) (\(names.transport(map[id].transport))) → targetPort \(names.targetName(id)); on every node"
        ))
    }
    for pod in explanation.pods {
      for port in map[pod].containerPorts {
        guard let hostPort = port.hostPort else { continue }
        let way =
          map[pod].hostNetwork ? ", in the node's own network" : " → containerPort \(port.port); on this node only"
        rows.append(("\(hostPort)", "hostPort of \(names.pod(pod)) (\(names.transport(port.transport)))\(way)"))
      }
    }
    var lines = prose.columns(Array(rows.prefix(Self.mostPorts)), style: style)
    if rows.count > Self.mostPorts {
      lines.append("  … and \(rows.count - Self.mostPorts) more: hopscope explain -o json has all")
    }
    return lines
  }

  private static let mostPorts = 40

  private func facts() -> [String] {
    let words = FactWords(names: names, explanation: explanation, hasCaptures: hasCaptures)
    return explanation.facts.map(words.sentence).filter { !$0.isEmpty }.flatMap { sentence in
      prose.lines("- \(sentence)", indent: 2, hanging: 2)
    }
  }

  private func reach() -> [String] {
    let words = ReachWords(names: names)
    return prose.columns(explanation.reach.map { (words.label($0.origin), words.sentence($0)) }, style: style)
  }

  private func commands() -> [String] { explanation.commands.map { "  \(KubectlText.line($0))" } }
}
