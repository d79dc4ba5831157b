import Cluster
import Trace

/// What `hopscope map check` says: what is wrong with objects and rules, and what was looked at.
public struct CheckReport: Sendable {
  /// The gravest first.
  public private(set) var findings: [Finding]
  var (services, endpoints, pods, nodes, policies) = (0, 0, 0, 0, 0)
  /// Nodes whose rules were compared, and how many entrances they have.
  var rules: [(node: String, entrances: Int)]
  /// Sentences on objects and rules that could not be read; what they hold was not looked at.
  public private(set) var unread: [String]

  public init(
    _ findings: [Finding], _ map: ServiceMap, rules: [ObjectCheck.Rules], unread: [String]
  ) {
    self.findings = findings
    self.unread = unread
    services =
      Set(map.servicePorts.map { FindingSubject.Name($0.namespace, $0.name) }).count + map.servicesWithoutPort.count
    var seen: Set<FindingSubject.Name> = []
    for port in map.servicePorts where seen.insert(.init(port.namespace, port.name)).inserted {
      endpoints += Set(port.backends.compactMap { $0.socket?.ip }).count
    }
    pods = map.podIDs.count(where: map.isCurrent)
    nodes = map.nodes.count
    policies = map.networkPolicies.count
    self.rules = rules.map { ($0.node, $0.rules.fronts.count) }
  }

  /// The gravest severity there is; nil where nothing was found.
  public var gravest: Severity? { findings.map(\.kind.severity).min() }

  /// `15 Services with 24 endpoints, 18 pods and 3 nodes`.
  var objects: String {
    let services = SizeText.plural(services, "Service"), endpoints = SizeText.plural(endpoints, "endpoint")
    return "\(services) with \(endpoints), \(SizeText.plural(pods, "pod")) and \(SizeText.plural(nodes, "node"))"
  }

  /// `the rules of node n1 (24 entrances)`.
  var ruleWords: String? {
    guard !rules.isEmpty else { return nil }
    let list = rules.prefix(8).map { "\($0.node) (\(SizeText.plural($0.entrances, "entrance")))" }
    let more = rules.count > 8 ? " and \(rules.count - 8) more" : ""
    return "the rules of \(rules.count == 1 ? "node" : "nodes") \(printable(list.joined(separator: ", ")))\(more)"
  }
}

/// `hopscope map check` for people.
public struct CheckText: Sendable {
  private let findings: FindingText
  private let columns: Int
  private let style: Style

  /// - Parameter columns: that no line but a command exceeds, as far as words allow.
  public init(columns: Int, style: Style) {
    findings = FindingText(files: [], columns: columns, style: style)
    self.columns = max(40, columns)
    self.style = style
  }

  public func render(_ report: CheckReport) -> String {
    var lines = filled(head(report).split(separator: " "), columns: columns).map { style(.strong, $0) }
    for finding in report.findings { lines += [""] + findings.lines(finding) }
    return style.spelled(lines.map { $0 + "\n" }.joined())
  }

  private func head(_ report: CheckReport) -> String {
    let isWell = report.findings.isEmpty && report.unread.isEmpty
    if isWell {
      let rules = report.ruleWords.map { " \($0.prefix(1).uppercased() + $0.dropFirst()) agree with them." } ?? ""
      return "All is well with \(report.objects).\(rules)"
    }
    let result = report.findings.isEmpty ? "Nothing wrong was found" : FindingRoll.counts(report.findings)
    let looked = [report.objects, report.ruleWords].compactMap { $0 }.joined(separator: "; ")
    let unread = report.unread.isEmpty ? "" : " \(SizeText.plural(report.unread.count, "thing")) could not be read."
    return "\(result): checked \(looked).\(unread)"
  }
}

/// `hopscope map check -o json`: `hopscope.finding/1` for each finding, then `hopscope.check/1`: what was looked at.
public enum CheckJSON {
  /// One JSON text each.
  public static func objects(_ report: CheckReport) -> [[UInt8]] {
    report.findings.map(FindingJSON(files: []).render) + [summary(report)]
  }

  private static func summary(_ report: CheckReport) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("schema", "hopscope.check/1")
      json.field("complete", report.unread.isEmpty)
      json.field("findings", report.findings.count)
      json.field("services", report.services)
      json.field("endpoints", report.endpoints)
      json.field("pods", report.pods)
      json.field("nodes", report.nodes)
      json.field("networkPolicies", report.policies)
      json.list("rules", report.rules) { one, json in
        json.object { json in
          json.field("node", one.node)
          json.field("entrances", one.entrances)
        }
      }
      json.list("errors", report.unread) { $1.value($0) }
    }
    json.endLine()
    return json.bytes
  }
}
