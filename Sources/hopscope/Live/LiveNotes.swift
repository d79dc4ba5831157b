import Cluster
import Render

/// What a live run says on standard error before its first packet.
struct LiveNotes {
  let isQuiet: Bool

  func tellStart(_ devices: LiveDevices, _ naming: NodeNaming, _ conntrack: LiveConntrack, _ map: LiveMap) {
    guard !isQuiet else { return }
    Messages.note("capturing \(printable(devices.choice.words)), as \(printable(naming.name))\(source(naming))")
    if let doubt = naming.doubt { Messages.warning(printable(doubt)) }
    if let obstacle = conntrack.obstacle { Messages.note(obstacle) }
    ReplayNotes(isQuiet: false).tellInputs(map.timeline)
  }

  private func source(_ naming: NodeNaming) -> String {
    switch naming.source {
    case .given: " (--node-name)"
    case .environment: " (NODE_NAME)"
    case .address(let address): " (the Node with address \(address))"
    case .hostname: " (this machine's own name)"
    }
  }

  func tell(_ report: DropReport, isVerbose: Bool) {
    guard !isQuiet, isVerbose || report.isChanged || !report.skipped.isEmpty else { return }
    Messages.note("hopscope \(report.words)")
  }
}
