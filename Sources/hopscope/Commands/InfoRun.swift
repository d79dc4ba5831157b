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
    var report = InfoReport(
      subject: .file(file), format: input.inputs.first?.format?.rawValue,
      interfaces: interfaces.map { interface in
        InfoReport.Interface(
          name: interface.name, host: interface.isHostKnown ? interface.host : nil, linkType: interface.linkType.name,
          snapLength: interface.snapLength, packets: interface.packets, dropped: interface.dropped)
      },
      contents: contents, vantages: Vantage.merged(vantages(interfaces, contents.sightings)),
      error: problem.map { InfoReport.Problem(sentence: $0.sentence, offset: $0.byteOffset) },
      timestampAnomalies: input.timestampAnomalies)
    report.compression = input.inputs.first?.compression
    return report
  }

  // MARK: - Where it was captured

  private func vantages(_ interfaces: [CaptureInterface], _ sightings: DeviceSightings) -> [Vantage] {
    let silent = interfaces.indices.filter { number in !sightings.devices.contains { $0.interface == number } }
    let devices = sightings.devices + silent.map { DeviceSightings.Device(interface: $0, index: 0) }
    let places = VantageNaming(map: map, links: links)
    return devices.map { sighting in
      let interface = interfaces[sighting.interface]
      let isCooked2 = interface.linkType == .linuxCooked2
      var vantage = places.vantage(
        VantageNaming.Sight(
          host: interface.isHostKnown ? interface.host : nil, name: interface.name,
          index: isCooked2 ? sighting.index : 0, isCooked2: isCooked2, isCooked1: interface.linkType == .linuxCooked))
      for device in vantage.devices.indices {
        vantage.devices[device].packets = sighting.packets
        vantage.devices[device].tunnelled = sighting.tunnelled
        // Encapsulated packets leave and enter a node there.
        let isUnknown = vantage.devices[device].place == .unknown
        if isUnknown, sighting.tunnelled > 0 { vantage.devices[device].place = .uplink }
      }
      return vantage
    }
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
