import ArgumentParser
import Capture
import Cluster

/// What is captured, and how. Letters mean what they mean to tcpdump.
struct LiveCaptureOptions: ParsableArguments {
  @Option(
    name: [.customShort("i"), .customLong("interface")],
    help: ArgumentHelp(
      """
      Where to capture; repeat as needed. A device (eth0), any, a number of -D, a pattern ('veth*'), or uplink, all-pods, \
      all-veth, all-bridges, all-tunnels, all. Devices that appear later count too. Without it: this node's uplink, tunnels \
      and pods, and that is told.
      """, valueName: "DEVICE"))
  var interface: [String] = []

  @Flag(
    name: [.customShort("D"), .customLong("list-interfaces")], help: "List the devices, say what each is, and end.")
  var listInterfaces = false

  @Option(name: [.customShort("c"), .customLong("count")], help: ArgumentHelp("End after N packets.", valueName: "N"))
  var count: Int?

  @Option(help: ArgumentHelp("End after this time, as 60s or 5m.", valueName: "TIME"))
  var duration: TimeSpan?

  @Option(
    name: [.customShort("s"), .customLong("snapshot-length")],
    help: ArgumentHelp(
      "Bytes taken of each packet. 320 hold the headers of two tunnels with options; 0 is all, 262144.",
      valueName: "BYTES"))
  var snapLength = 320

  @Option(
    name: [.customShort("B"), .customLong("buffer-size")],
    help: ArgumentHelp("The kernel's buffer for each device, in KiB.", valueName: "KIB"))
  var bufferKiB = 8192

  @Flag(
    name: [.customShort("p"), .customLong("promiscuous-mode")],
    inversion: .prefixedNo,
    help: """
      Promiscuous or not; -p is tcpdump's for not, which is how it is anyway: it changes what a bridge passes on.
      """)
  var promiscuous = false

  @Flag(
    help: """
      Each packet at once instead of in blocks of a twentieth of a second; costs twenty times the work.
      """)
  var immediateMode = false

  @Option(
    name: [.customShort("Q"), .customLong("direction")],
    help: ArgumentHelp("in, out or inout: the way of packets at the device.", valueName: "DIRECTION"))
  var direction = LiveDirection.both

  @Option(
    name: [.customShort("F"), .customLong("filter-file")],
    help: ArgumentHelp("Take the packet filter from a file.", valueName: "FILE"), completion: .file())
  var filterFile: String?

  @Option(
    help: ArgumentHelp(
      "Capture in another network namespace: /run/netns/NAME, NAME, /proc/PID/ns/net or PID.", valueName: "NAMESPACE"))
  var netns: String?

  @Option(
    help: ArgumentHelp(
      """
      Which Node this machine is. Without it: NODE_NAME, the Node that has one of this machine's addresses, or the host's \
      own name.
      """, valueName: "NAME"), completion: .nodes)
  var nodeName: String?

  @Option(
    name: [.customShort("Z"), .customLong("user")],
    help: ArgumentHelp(
      "Be this user once the devices are open. Without it: who called sudo.", valueName: "USER"))
  var user: String?

  @Flag(
    help: """
      Do not read the kernel's connection tracking, which also needs CAP_NET_ADMIN: join paths from packets alone.
      """)
  var noConntrack = false

  func validate() throws {
    guard count.map({ $0 >= 1 }) ?? true else { throw ValidationError("-c must be at least 1.") }
    guard (0...262_144).contains(snapLength), snapLength == 0 || snapLength >= 64 else {
      throw ValidationError("-s must lie between 64 and 262144, or be 0 for all of each packet.")
    }
    guard (16...4_194_304).contains(bufferKiB) else {
      throw ValidationError("-B must lie between 16 and 4194304 KiB.")
    }
  }

  /// What `-i` names; none for the default.
  func patterns() throws(DeviceProblem) -> [DevicePattern] {
    var patterns: [DevicePattern] = []
    for text in interface { patterns += try DevicePattern.parse(text) }
    return patterns
  }

  /// The person's own filter.
  /// - Parameter words: as they stand on the command line.
  /// - Throws: when there are both, or the filter's file cannot be read.
  func expression(_ words: String?) throws -> String? {
    guard let filterFile else { return words }
    guard words == nil else { throw ValidationError("Give the filter as words or with -F, not both.") }
    let bytes = try FileBytes.read(filterFile, what: "packet filter", advice: "name a file that can be read")
    guard bytes.count <= 65_536 else { throw Failure(sentence: "\(filterFile) is no filter: it is larger than 64 KiB") }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.allSatisfy(\.isWhitespace) ? nil : text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  var settings: LiveSettings {
    var settings = LiveSettings()
    settings.snapLength = snapLength == 0 ? 262_144 : snapLength
    settings.bufferBytes = bufferKiB * 1024
    settings.isPromiscuous = promiscuous
    settings.isImmediate = immediateMode
    settings.direction = direction
    return settings
  }
}

extension LiveDirection: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "in": self = .incoming
    case "out": self = .outgoing
    case "inout": self = .both
    default: return nil
    }
  }

  public var defaultValueDescription: String { "inout" }
  public static var allValueStrings: [String] { ["in", "out", "inout"] }
}
