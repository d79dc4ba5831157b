import Trace

/// A plan for a person, who copies its lines.
public struct PlanText {
  private let plan: CapturePlan
  private let commands: PlanCommands
  private let prose: Prose
  private let style: Style

  public init(_ plan: CapturePlan, cluster: [String], width: Int, style: Style) {
    self.plan = plan
    self.style = style
    prose = Prose(width: max(40, width))
    commands = PlanCommands(plan: plan, cluster: cluster, filter: plan.expression.isEmpty ? "" : "\"$filter\"")
  }

  public func render() -> String {
    var lines = [style(.strong, "Where to capture for \(plan.title)")]
    let rows = plan.nodes.map { ("\(printable($0.name))", $0.reasons.map(\.words).joined(separator: "; ")) }
    lines += prose.columns(rows.map { (label: $0.0, text: $0.1) }, style: style)
    lines += others + plan.notes.flatMap { prose.lines("- \(printable($0))", indent: 2, hanging: 2) }
    lines += filterLines
    for node in plan.nodes { lines += section(node) }
    lines += podLines
    lines += ["", style(.strong, "Then, with all files in one folder")] + command(commands.replay())
    return lines.joined(separator: "\n") + "\n"
  }

  private var others: [String] {
    guard !plan.others.isEmpty else { return [] }
    let list = plan.others.prefix(10).map { printable($0) }.joined(separator: ", ")
    let more = plan.others.count > 10 ? ", …" : ""
    return prose.lines(
      "- \(plan.others.count) more nodes may be it, too: \(list)\(more). --entrance NODE says which clients dial.",
      indent: 2, hanging: 2)
  }

  /// In quotes a line may be broken: to a filter all white space is the same.
  private var filterLines: [String] {
    guard !plan.expression.isEmpty else { return [] }
    let text = prose.lines("filter='\(plan.expression)'", hanging: 2)
    return ["", style(.strong, "In each shell first, the filter: it cuts no path")] + text
  }

  private func section(_ node: CapturePlan.Node) -> [String] {
    let name = printable(node.name)
    return ["", style(.strong, "On \(name); stop with Ctrl-C")] + commands.onNode(node.name).flatMap(command)
      + ["", style(.faint, "  or watch there, with no file")] + command(commands.live(node.name))
      + ["", style(.faint, "  or from here")] + commands.withKubectl(node.name).flatMap(command)
  }

  private var podLines: [String] {
    guard !plan.pods.isEmpty else { return [] }
    let why = """
      Only where a node does not show what happens in a pod: a sidecar (Istio, Linkerd), or Cilium, which hands packets \
      over behind the node's taps. Add the file to the last line.
      """
    var lines = ["", style(.strong, "In pods")] + prose.lines(why, indent: 2)
    for pod in plan.pods { lines += commands.inPod(pod).flatMap(command) }
    return lines
  }

  /// A command that does not fit goes on behind a backslash; an option stays with its value.
  private func command(_ line: String) -> [String] {
    var lines: [String] = []
    var current = ""
    for word in Self.units(line) {
      let joined = current.isEmpty ? word : "\(current) \(word)"
      if !current.isEmpty, displayWidth(joined) + 2 > prose.width {
        lines.append("\(current) \\")
        current = "  \(word)"
      } else {
        current = joined
      }
    }
    return lines + [current]
  }

  private static func units(_ line: String) -> [String] {
    var units: [String] = []
    var isOpen = false
    for word in words(line) {
      if isOpen, !word.hasPrefix("-") { units[units.count - 1] += " \(word)" } else { units.append(word) }
      isOpen = word == ">" || word == "|" || word.hasPrefix("-")
    }
    return units
  }

  /// At spaces outside of quotes, in which a backslash is one, as a shell reads them.
  private static func words(_ line: String) -> [String] {
    var words = [""]
    var (isQuoted, isEscaped) = (false, false)
    for character in line {
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = !isQuoted
      } else if character == "'" {
        isQuoted.toggle()
      }
      if character == " ", !isQuoted { words.append("") } else { words[words.count - 1].append(character) }
    }
    return words.filter { !$0.isEmpty }
  }
}
