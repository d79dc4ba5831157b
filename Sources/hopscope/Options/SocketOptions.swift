import ArgumentParser

/// Addresses and ports, at every hop.
struct SocketOptions: ParsableArguments {
  @Option(help: ArgumentHelp("An address of either end, at any hop, before or after NAT.", valueName: "IP|CIDR"))
  var ip: [String] = []

  @Option(help: ArgumentHelp("The client's, also as SNAT made it.", valueName: "IP|CIDR"))
  var fromIP: [String] = []

  @Option(help: ArgumentHelp("What was dialled, and what DNAT made of it.", valueName: "IP|CIDR"))
  var toIP: [String] = []

  @Option(help: ArgumentHelp("A port of either end, at any hop.", valueName: "PORT"))
  var port: [String] = []

  @Option(help: ArgumentHelp("The client's, also as SNAT made it.", valueName: "PORT"))
  var fromPort: [String] = []

  @Option(help: ArgumentHelp("What was dialled, and what DNAT made of it.", valueName: "PORT"))
  var toPort: [String] = []

  @Option(
    name: .customLong("protocol"), help: ArgumentHelp("tcp, udp, sctp, icmp, icmpv6 or udplite.", valueName: "PROTOCOL")
  )
  var transport: [String] = []

  @Option(
    help: ArgumentHelp(
      "A hop of this kind: nodePort, port, targetPort, hostPort, containerPort or direct.", valueName: "KIND"))
  var hop: [String] = []
}
