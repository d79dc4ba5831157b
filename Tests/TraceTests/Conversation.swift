import Wire

/// A whole TCP connection along the taps of its way.
struct Conversation {
  /// A tap, and the request's tuple there.
  struct Stop {
    var tap: Int
    var source: String
    var destination: String
    var ttl: UInt8

    init(_ tap: Int, _ source: String, _ destination: String, ttl: UInt8 = 64) {
      self.tap = tap
      self.source = source
      self.destination = destination
      self.ttl = ttl
    }
  }

  var stops: [Stop]
  /// Where the answers pass, in the order of requests, when they take another way.
  var back: [Stop]?
  var clientISN: UInt32 = 1_000
  var serverISN: UInt32 = 90_000
  /// Of the client's SYN; counts on.
  var id: UInt16 = 100
  var request: [UInt8] = Array("GET / HTTP/1.1 Host: web Accept: any".utf8)
  var answer: [UInt8] = Array("HTTP/1.1 200 OK Content-Length: 0 ok".utf8)
  /// Between one tap and the next, in milliseconds.
  var pace = 0.1
  /// TSval of the SYN; nil: no timestamps.
  var stamp: UInt32? = 5_000

  private enum Way { case request, reply }

  /// Handshake, request, answer, and both FINs; two milliseconds between packets.
  /// - Parameter packets: which of the eight.
  func play(_ stage: inout Stage, at begin: Double, packets: Range<Int> = 0..<8) {
    let asked = clientISN &+ 1 &+ UInt32(request.count)
    let answered = serverISN &+ 1 &+ UInt32(answer.count)
    let script: [(Way, TCPFlags, UInt32, UInt32, [UInt8])] = [
      (.request, .syn, clientISN, 0, []), (.reply, [.syn, .ack], serverISN, clientISN &+ 1, []),
      (.request, .ack, clientISN &+ 1, serverISN &+ 1, []),
      (.request, [.psh, .ack], clientISN &+ 1, serverISN &+ 1, request),
      (.reply, [.psh, .ack], serverISN &+ 1, asked, answer), (.request, [.fin, .ack], asked, answered, []),
      (.reply, [.fin, .ack], answered, asked &+ 1, []), (.request, .ack, asked &+ 1, answered &+ 1, []),
    ]
    for (number, packet) in script.enumerated() where packets.contains(number) {
      let isRequest = packet.0 == .request
      for (place, stop) in (isRequest ? stops : (back ?? stops).reversed()).enumerated() {
        let (from, to) = isRequest ? (stop.source, stop.destination) : (stop.destination, stop.source)
        // A SYN-ACK has no identification (dataplane notes); the server counts apart.
        let own = packet.1.contains([.syn, .ack]) ? 0 : isRequest ? id &+ UInt16(number) : 7_000 &+ UInt16(number)
        let stamps = stamp.map { isRequest ? ($0 &+ UInt32(number), 0) : (88_000 &+ UInt32(number), $0) }
        stage.tcp(
          stop.tap, begin + Double(number) * 2 + Double(place) * pace, from, to, packet.1, packet.2, packet.3,
          payload: packet.4, id: own, ttl: isRequest ? stop.ttl : 64, stamps: stamps)
      }
    }
  }
}
