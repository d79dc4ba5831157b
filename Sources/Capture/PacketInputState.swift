import Wire

// What is known of the inputs and their interfaces besides the packets.

extension PacketInput {
  /// Grows as interfaces appear; an index keeps its meaning. Built on each call: not for every packet.
  public var interfaces: [CaptureInterface] {
    var known: [[FileInterface]] = []
    for index in 0..<files.count { known.append(unsafe files.base[index].parser.interfaces) }
    return registered.map { entry in
      let interface = known[entry.file][entry.local]
      let tap = taps[entry.file]
      return CaptureInterface(
        file: entry.file, host: tap.host, isHostKnown: tap.isHostKnown,
        name: tap.interfaceName(inFile: interface.name, index: entry.local), description: interface.description,
        linkType: interface.linkType, snapLength: interface.snapLength, dropped: interface.dropped,
        packets: interface.packets)
    }
  }

  /// Cheap: a packet whose interface is not below the count seen before is of a new interface.
  public var interfaceCount: Int { registered.count }

  /// In the order of the paths.
  public var inputs: [CaptureInput] {
    (0..<files.count).map { index in
      let parser = unsafe files.base[index].parser
      return unsafe CaptureInput(
        name: files.base[index].name, format: parser.format, packets: parser.packets,
        bytesRead: files.base[index].reader.bytesRead, size: files.base[index].reader.size,
        timestampAnomalies: parser.timestampAnomalies, backwardTimes: files.base[index].backwardTimes)
    }
  }

  /// Whether all inputs can be read twice: files, not pipes.
  public static func areRepeatable(_ paths: [String]) -> Bool { paths.allSatisfy(InputFile.isRepeatable) }

  /// Whether one of the inputs is a pipe.
  public static func arePipes(among paths: [String]) -> Bool { paths.contains(where: InputFile.isPipe) }

  /// Of all inputs; with `totalBytes` for a progress bar.
  public var bytesRead: UInt64 {
    (0..<files.count).reduce(0) { unsafe $0 + files.base[$1].reader.bytesRead }
  }
  /// Nil when one input is a pipe.
  public var totalBytes: UInt64? {
    var total: UInt64 = 0
    for index in 0..<files.count {
      guard let size = unsafe files.base[index].reader.size else { return nil }
      total += size
    }
    return total
  }
  /// Times of all inputs that were clamped, are out of range in their own field, or absent.
  public var timestampAnomalies: UInt64 {
    (0..<files.count).reduce(0) { unsafe $0 + files.base[$1].parser.timestampAnomalies }
  }
}

extension PacketInput {
  /// Gives run-wide numbers to all interfaces that a file has declared since the last time.
  mutating func register(_ file: Int) {
    while unsafe files.base[file].globalInterfaces.count < files.base[file].parser.interfaceCount {
      let local = unsafe files.base[file].globalInterfaces.count
      unsafe files.base[file].globalInterfaces.append(registered.count)
      registered.append((file, local))
    }
  }

  /// The current packet is of another interface than its file's packet before.
  @inline(never)
  mutating func mapInterface() {
    let local = unsafe files.base[currentFile].record.interface
    if unsafe local >= files.base[currentFile].globalInterfaces.count { register(currentFile) }
    unsafe files.base[currentFile].mappedInterface = local
    unsafe files.base[currentFile].globalInterface = files.base[currentFile].globalInterfaces[local]
    unsafe files.base[currentFile].linkType = files.base[currentFile].parser.linkType(of: local)
  }

  /// A file is at its end.
  mutating func close(_ file: Int) {
    register(file)
    if let problem = unsafe files.base[file].problem { problems.append(problem) }
  }
}
