import Capture
import Cluster
import Render
import Trace
import Wire

/// Reads captures one after the other and says what is in each.
struct InfoRun {
  let naming: TapNaming
  let map: ServiceMap
  let links: LinkTable
  let isQuiet: Bool

  func read(_ file: String) throws -> InfoReport {
    var input: PacketInput
    do {
      input = try PacketInput([file], naming: naming)
    } catch {
      throw Failure(sentence: error.sentence)
    }
    let decoder = Decoder()
    var headers = Headers()
    var contents = CaptureContents()
    var progress = Progress(isQuiet: isQuiet)
    while input.advance() {
      let packet = input.packet
      decoder.decode(packet, into: &headers)
      contents.add(headers, packet)
      if progress.isDue() { progress.show(input) }
    }
    progress.finish()
    return report(file, input, contents)
  }

  private func report(_ file: String, _ input: borrowing PacketInput, _ contents: CaptureContents) -> InfoReport {
    let interfaces = input.interfaces
    let problem = input.problems.first
    return InfoReport(
      subject: .file(file), format: input.inputs.first?.format?.rawValue,
      interfaces: interfaces.map { interface in
        InfoReport.Interface(
          name: interface.name, host: interface.isHostKnown ? interface.host : nil, linkType: interface.linkType.name,
          snapLength: interface.snapLength, packets: interface.packets, dropped: interface.dropped)
      },
      contents: contents, vantages: Vantage.merged(vantages(interfaces, contents.sightings)),
      error: problem.map { InfoReport.Problem(sentence: $0.sentence, offset: $0.byteOffset) },
      timestampAnomalies: input.timestampAnomalies)
  }

  // MARK: - Where it was captured

  private func vantages(_ interfaces: [CaptureInterface], _ sightings: DeviceSightings) -> [Vantage] {
    let silent = interfaces.indices.filter { number in !sightings.devices.contains { $0.interface == number } }
    let devices = sightings.devices + silent.map { DeviceSightings.Device(interface: $0, index: 0) }
    return devices.map { sighting in
      let interface = interfaces[sighting.interface]
      let host = interface.isHostKnown ? interface.host : nil
      let kind = kind(host)
      return Vantage(host: host, kind: kind, devices: [device(sighting, interface, host, isPod: kind == .pod)])
    }
  }

  private func device(
    _ sighting: DeviceSightings.Device, _ interface: CaptureInterface, _ host: String?, isPod: Bool
  ) -> Vantage.Device {
    let isCooked2 = interface.linkType == .linuxCooked2
    let isBlind = interface.linkType == .linuxCooked && ["any", "if0"].contains(interface.name)
    let link = isCooked2 ? links.link(host: host, index: sighting.index) : links.link(host: host, name: interface.name)
    let name = isCooked2 && sighting.index > 0 ? link?.name ?? "if\(sighting.index)" : interface.name
    var place = isBlind ? .any : DevicePlace(name: name, link: link, isPod: isPod)
    // Encapsulated packets leave and enter a node there.
    if place == .unknown, sighting.tunnelled > 0 { place = .uplink }
    return Vantage.Device(
      name: name, place: place, isOfAny: isCooked2 || isBlind, packets: sighting.packets, tunnelled: sighting.tunnelled)
  }

  private func kind(_ host: String?) -> Vantage.Kind {
    guard let host else { return .unknown }
    if map.nodes.contains(where: { $0.name == host }) { return .node }
    if host.hasPrefix("pod-") || map.pods.contains(where: { $0.name == host }) { return .pod }
    return map.nodes.isEmpty ? .unknown : .outside
  }

  // MARK: - What it proves

  func claims(_ report: InfoReport) -> [Claim] {
    let contents = report.contents
    let ends = contents.sightings.peers
    return Claim.all(
      CaptureFacts(
        vantages: report.vantages, shapes: contents.inventory.shapes, headersCut: contents.headersCut,
        drops: report.dropped, clockJumps: contents.steps.jumps, nodesInvolved: nodes(contents.inventory, ends),
        tunnelEnds: ends, hasMap: !map.nodes.isEmpty))
  }

  /// Whose addresses, or whose pods' addresses, are in the packets.
  private func nodes(_ inventory: CaptureInventory, _ ends: Set<IPAddress>) -> Set<String> {
    guard !map.nodes.isEmpty else { return [] }
    var addresses = ends
    for (flow, _) in inventory.innermostFlows {
      addresses.insert(flow.low)
      addresses.insert(flow.high)
    }
    let time = inventory.start ?? 0
    return Set(
      addresses.compactMap { address in
        let node = map.nodeOwning(address) ?? map.podOwning(address, at: time).flatMap { map[$0].node }
        return node.map { map[$0].name }
      })
  }
}
