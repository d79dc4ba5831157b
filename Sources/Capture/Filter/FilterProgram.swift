import CPcap
import Wire

/// libpcap's compiler of pcap-filter(7) expressions. Its programs are freed by whoever asked for them.
enum FilterProgram {
  /// What libpcap says of an expression.
  struct Refusal: Error, Equatable {
    var message: String
    /// The grammar ends here; else a word was understood and refused.
    var isSyntax: Bool { message == "syntax error" }
    /// No word is wrong, but no packet is all of it at once.
    var rejectsAll: Bool { message == "expression rejects all packets" }
  }

  /// Longer ones than any person writes only cost time.
  static let longest = 65_536
  private static let snapLength: Int32 = 262_144
  private static let noise = "can't parse filter expression: "

  /// As `tcpdump -r` does: optimized, and with no netmask.
  static func compile(_ expression: String, _ linkType: LinkType) throws(Refusal) -> bpf_program {
    guard expression.utf8.count <= longest else { throw Refusal(message: "longer than \(longest) bytes") }
    guard let handle = unsafe pcap_open_dead(linkType.platformValue, snapLength) else {
      throw Refusal(message: "no memory")
    }
    defer { unsafe pcap_close(handle) }
    var program = unsafe bpf_program()
    guard unsafe pcap_compile(handle, &program, expression, 1, 0) == 0 else {
      throw Refusal(message: unsafe words(String(cString: pcap_geterr(handle))))
    }
    return unsafe program
  }

  /// How long its program is; nil when it does not compile.
  static func instructions(_ expression: String, _ linkType: LinkType) -> Int? {
    guard var program = unsafe try? compile(expression, linkType) else { return nil }
    defer { unsafe free(&program) }
    return unsafe Int(program.bf_len)
  }

  static func free(_ program: inout bpf_program) { unsafe pcap_freecode(&program) }

  /// - Returns: nil when it compiles.
  static func refusal(of expression: String, _ linkType: LinkType) -> Refusal? {
    do throws(Refusal) {
      var program = unsafe try compile(expression, linkType)
      unsafe free(&program)
      return nil
    } catch {
      return error
    }
  }

  @inline(__always)
  static func accepts(_ program: bpf_program, _ bytes: RawSpan, originalLength: Int) -> Bool {
    var header = pcap_pkthdr()
    header.caplen = UInt32(truncatingIfNeeded: bytes.byteCount)
    header.len = UInt32(truncatingIfNeeded: max(originalLength, bytes.byteCount))
    return unsafe bytes.withUnsafeBytes { raw in
      guard let start = raw.baseAddress else { return false }
      return unsafe withUnsafePointer(to: program) { program in
        unsafe pcap_offline_filter(program, &header, start.assumingMemoryBound(to: UInt8.self)) != 0
      }
    }
  }

  private static func words(_ text: String) -> String {
    text.hasPrefix(noise) ? String(text.dropFirst(noise.count)) : text
  }
}
