import Cluster
import Wire

/// A world's packets as text, for failure messages.
extension Screening {
  /// - Parameter connections: only these; all when empty.
  func dump(_ connections: Set<Int> = [], lines: Int = 60) -> String {
    let chosen = watch.records.filter {
      connections.isEmpty || connections.contains(film.copies[$0.copy].owner.connection)
    }
    var text = "world of \(film.world.nodes.count) nodes, \(film.world.overlay), map \(knowledge)\n"
    for connection in film.connections where connections.isEmpty || connections.contains(connection.index) {
      text += "#\(connection.index) \(connection.route) \(connection.transport.word), \(connection.story)\n"
      for journey in connection.journeys {
        text +=
          "   " + journey.forms.map { ($0.isHalf ? "½" : "") + Dump.line($0.tuple) }.joined(separator: " ⇒ ") + "\n"
      }
    }
    for record in chosen.prefix(lines) { text += line(record) + "\n" }
    return chosen.count > lines ? text + "… and \(chosen.count - lines) more\n" : text
  }

  private func line(_ record: Record) -> String {
    let copy = film.copies[record.copy]
    let tap = watch.files[record.file].tap
    let tunnel = copy.crossing.tunnel.map { " [\(film.world.overlay) \($0.from + 1)→\($0.to + 1)]" } ?? ""
    let interface = record.interface.map { "if\($0)" } ?? tap.interface
    let direction = record.interface == nil ? "?" : copy.crossing.leaves ? "out" : "in"
    let milliseconds = Double((record.time - Film.start) / 1000) / 1000
    return "\(milliseconds) \(tap.host ?? "?")/\(interface) \(direction)\(tunnel) \(Dump.line(copy.crossing.tuple))"
      + " \(Dump.words(copy)) ttl \(copy.ttl) #\(copy.owner.connection).\(copy.owner.mapping)"
  }
}

enum Dump {
  static func line(_ tuple: Tuple) -> String {
    "\(Socket(tuple.source, tuple.sourcePort))>\(Socket(tuple.destination, tuple.destinationPort))"
  }

  static func words(_ copy: Copy) -> String {
    let segment = copy.segment
    let id = copy.crossing.tuple.source.isIPv4 ? "id \(segment.identification)" : "label \(segment.label)"
    guard copy.crossing.tuple.transport == .tcp else {
      return
        "\(copy.crossing.tuple.transport.word) \(segment.flags) \(segment.sequence) len \(segment.payload.count) \(id)"
    }
    let flags = ["F", "S", "R", "P", "."].enumerated().filter { segment.flags >> $0.offset & 1 == 1 }.map(\.element)
    let stamp = segment.stamps.map { " ts \($0.value)" } ?? ""
    return "\(flags.joined()) \(segment.sequence):\(segment.acknowledgement) len \(segment.payload.count)\(stamp) \(id)"
  }
}
