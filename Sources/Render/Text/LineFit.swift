import Wire

/// What of a line is shown, and what goes next when it is too long.
struct LineFit {
  private var hasAddresses = true
  private var remarks: [LineParts.Remark]
  private var hasNode = true
  private var hasBackendKind = true
  private var hasFrontKind = true
  private var isAligned = true
  private var hasFraction = true
  private var endingColumns = Int.max
  private var hasClientPort = true
  private var hasNamespace = true
  private var hasNamespaceMark = true
  private var nameColumns = Int.max
  private var subjectColumns = Int.max
  private let parts: LineParts
  private let style: Style

  /// In this order. The outcome, the Service, both ends and the id always stay, names cut in their middle.
  private enum Step: CaseIterable {
    case addresses, remarks, node, backendKind, alignment, fraction, frontKind, clientPort, namespace, ending, names,
      namespaceMark, subject, reason
  }
  private static let leastEnding = 16
  private static let (mostName, leastName) = (24, 6)
  private static let leastSubject = 8

  private init(_ parts: LineParts, _ style: Style) {
    self.parts = parts
    self.style = style
    remarks = parts.remarks
  }

  static func line(_ parts: LineParts, _ style: Style, width: Int?) -> String {
    var fit = LineFit(parts, style)
    guard let width else { return fit.text }
    for step in Step.allCases {
      while displayWidth(fit.text) > width, fit.takes(step, excess: displayWidth(fit.text) - width) {}
    }
    return fit.text
  }

  /// - Returns: false when this step has nothing more to give.
  private mutating func takes(_ step: Step, excess: Int) -> Bool {
    switch step {
    case .addresses: return Self.clear(&hasAddresses)
    case .remarks: return dropRemark()
    case .node: return Self.clear(&hasNode)
    case .alignment: return Self.clear(&isAligned)
    case .fraction: return Self.clear(&hasFraction)
    case .ending:
      let columns = displayWidth(parts.ending ?? "")
      guard columns > Self.leastEnding, endingColumns == .max else { return false }
      endingColumns = max(Self.leastEnding, columns - excess)
    case .subject:
      let columns = displayWidth(parts.subject.split(separator: "/").last.map(String.init) ?? "")
      guard columns > Self.leastSubject, subjectColumns == .max else { return false }
      subjectColumns = max(Self.leastSubject, columns - excess)
    case .reason:
      defer { endingColumns = 0 }
      return endingColumns > 0 && parts.ending != nil
    case .backendKind: return Self.clear(&hasBackendKind)
    case .frontKind: return Self.clear(&hasFrontKind)
    case .clientPort: return Self.clear(&hasClientPort)
    case .namespace: return Self.clear(&hasNamespace)
    case .namespaceMark: return Self.clear(&hasNamespaceMark)
    case .names:
      guard nameColumns > Self.leastName else { return false }
      nameColumns = min(Self.mostName, nameColumns - 1)
    }
    return true
  }

  private static func clear(_ flag: inout Bool) -> Bool {
    defer { flag = false }
    return flag
  }

  private mutating func dropRemark() -> Bool {
    guard let least = remarks.map(\.weight).min(), let place = remarks.lastIndex(where: { $0.weight == least }) else {
      return false
    }
    remarks.remove(at: place)
    return true
  }

  private var text: String {
    let time = hasFraction ? parts.time : parts.shortTime ?? parts.time
    let outcome = isAligned ? parts.outcome.padded(8) : parts.outcome
    let subject = isAligned ? parts.subject.padded(22) : subject
    var fields = [style(.faint, time), style(parts.isOK ? .good : .bad, outcome), subject, route]
    fields += remarks.map { remark in remark.tone.map { style($0, remark.text) } ?? remark.text }
    fields.append(style(.faint, parts.id))
    return style.spelled(fields.joined(separator: isAligned ? "  " : " "))
  }

  /// `…/web` where there is no room for the namespace, and `web` where there is none for this either.
  private var subject: String {
    guard !hasNamespace, let slash = parts.subject.lastIndex(of: "/") else { return parts.subject }
    return (hasNamespaceMark ? "…/" : "") + String(parts.subject[slash...].dropFirst()).cutMiddle(to: subjectColumns)
  }

  private var route: String {
    var route = end(parts.client, hasPort: hasClientPort) + " → "
    if let front = parts.front {
      route += end(front, hasPort: true) + (hasFrontKind ? kind(parts.frontKind) : "")
      if parts.backend != nil { route += " ⇒ " }
    }
    if let backend = parts.backend {
      route += reached(backend) + (hasBackendKind ? kind(parts.backendKind) : "") + place
    }
    if let ending = parts.ending, endingColumns > 0 { route += " " + style(.bad, "✗ ") + ending.cut(to: endingColumns) }
    return route
  }

  private func kind(_ kind: String) -> String { " " + style(.name, kind) }

  private func reached(_ end: LineParts.End) -> String {
    guard hasAddresses, let name = end.name else { return self.end(end, hasPort: true) }
    return "\(name) \(address(end, hasPort: true))"
  }

  private var place: String {
    guard hasNode, let node = parts.node else { return "" }
    return parts.backend?.name == nil ? " (\(node))" : " @\(node)"
  }

  private func end(_ end: LineParts.End, hasPort: Bool) -> String {
    guard let name = end.name else { return address(end, hasPort: hasPort) }
    let shown = name.cutMiddle(to: nameColumns)
    return end.hasPort && hasPort ? "\(shown):\(end.socket.port)" : shown
  }

  private func address(_ end: LineParts.End, hasPort: Bool) -> String {
    end.hasPort && hasPort ? end.socket.description : end.socket.ip.description
  }
}
