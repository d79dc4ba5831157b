import ArgumentParser
import Capture
import Render
import Wire

struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is in captures: interfaces, packets, protocols, tunnels, and what could not be read.",
    usage: "hopscope info [<options>] <FILE> ...",
    discussion: """
      Counts are given twice: for the innermost headers (inside VXLAN, Geneve, GRE, IP-in-IP) and for the outermost.

      Examples:
        hopscope info node-1.pcapng
        hopscope info *.pcap -o json
        hopscope info --flows overlay.pcap -o json
      """)

  @OptionGroup var input: InputOptions

  @Option(name: .shortAndLong, help: "text, or json: hopscope.info/1, one object per file.")
  var output = InfoFormat.text

  @Flag(help: "Also list the innermost flows.")
  var flows = false

  @OptionGroup var look: LookOptions

  mutating func run() throws {
    var output = OutputStream()
    var status = ExitStatus.done
    for file in input.files {
      do {
        let report = try InfoRun.read(file, naming: try input.naming([]), isQuiet: look.quiet)
        if let error = report.error {
          Messages.error(error.sentence)
          if status == .done { status = .partial }
        }
        try output.write(render(report))
        try output.flush()
      } catch let failure as Failure {
        Messages.error(failure.sentence)
        status = failure.status
      }
    }
    if status != .done { throw ExitCode(status.rawValue) }
  }

  private func render(_ report: InfoReport) -> [UInt8] {
    switch output {
    case .json: InfoJSON.render(report, withFlows: flows)
    case .text:
      Array(InfoText.render(report, withFlows: flows, style: Style(isColoured: Terminal.wantsColour(look.color))).utf8)
    }
  }
}

enum InfoFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

enum InfoRun {
  static func read(_ file: String, naming: TapNaming, isQuiet: Bool) throws -> InfoReport {
    var input: PacketInput
    do {
      input = try PacketInput([file], naming: naming)
    } catch {
      throw Failure(sentence: error.sentence)
    }
    let decoder = Decoder()
    var headers = Headers()
    var inventory = CaptureInventory()
    var progress = Progress(isQuiet: isQuiet)
    while input.advance() {
      let length = input.packet.bytes.byteCount
      decoder.decode(input.packet, into: &headers)
      inventory.add(headers, capturedLength: length)
      if progress.isDue() { progress.show(input) }
    }
    progress.finish()
    return report(file, input, inventory)
  }

  private static func report(_ file: String, _ input: borrowing PacketInput, _ inventory: CaptureInventory)
    -> InfoReport
  {
    let interfaces = input.interfaces.map { interface in
      InfoReport.Interface(
        name: interface.name, host: interface.isHostKnown ? interface.host : nil, linkType: interface.linkType.name,
        snapLength: interface.snapLength, packets: interface.packets, dropped: interface.dropped)
    }
    let problem = input.problems.first
    return InfoReport(
      file: file, format: input.inputs.first?.format?.rawValue, interfaces: interfaces, inventory: inventory,
      error: problem.map { InfoReport.Problem(sentence: $0.sentence, offset: $0.byteOffset) },
      timestampAnomalies: input.timestampAnomalies)
  }
}
