import Wire

// What is known of the inputs and their interfaces besides the packets.

extension PacketInput {
  /// Grows as interfaces appear; an index keeps its meaning. Built on each call: not for every packet.
  public var interfaces: [CaptureInterface] {
    var known: [[FileInterface]] = []
    for index in 0..<files.count { known.append(unsafe files.base[index].parser.interfaces) }
    let sums = sums(known)
    return registered.enumerated().map { number, entry in
      let interface = known[entry.file][entry.local]
      let tap = taps[entry.file]
      var captured = CaptureInterface(
        file: entry.file, host: tap.host, isHostKnown: tap.isHostKnown,
        name: tap.interfaceName(inFile: interface.name, index: entry.local), isNameOwn: !interface.name.isEmpty,
        description: interface.description, linkType: interface.linkType, snapLength: interface.snapLength,
        dropped: sums[number].dropped, packets: sums[number].packets)
      captured.recordedHost = interface.host
      return captured
    }
  }

  /// Packets and losses of each interface over the files that it is in.
  private func sums(_ known: [[FileInterface]]) -> [(packets: UInt64, dropped: UInt64?)] {
    var sums: [(packets: UInt64, dropped: UInt64?)] = registered.map { _ in (0, nil) }
    for file in 0..<files.count {
      for (local, number) in unsafe files.base[file].globalInterfaces.enumerated() {
        sums[number].packets += known[file][local].packets
        if let dropped = known[file][local].dropped { sums[number].dropped = (sums[number].dropped ?? 0) &+ dropped }
      }
    }
    return sums
  }

  /// Cheap: a packet whose interface is not below the count seen before is of a new interface.
  public var interfaceCount: Int { registered.count }

  /// In the order of the paths.
  public var inputs: [CaptureInput] {
    (0..<files.count).map { index in
      let parser = unsafe files.base[index].parser
      return unsafe CaptureInput(
        name: files.base[index].name, format: parser.format,
        compression: files.base[index].packing?.rawValue, packets: parser.packets,
        bytesRead: files.base[index].bytesRead, size: files.base[index].reader.size,
        timestampAnomalies: parser.timestampAnomalies, backwardTimes: files.base[index].backwardTimes)
    }
  }

  /// The machine that a file says it was captured on, as recordings of ours do; nil for other files, and pipes.
  public static func recordedHost(in path: String) -> String? {
    guard InputFile.isRepeatable(path), let input = try? PacketInput([path]) else { return nil }
    return input.interfaces.first.flatMap { $0.recordedHost.isEmpty ? nil : $0.recordedHost }
  }

  /// Whether all inputs can be read twice: files, not pipes.
  public static func areRepeatable(_ paths: [String]) -> Bool { paths.allSatisfy(InputFile.isRepeatable) }

  /// Whether one of the inputs is a pipe.
  public static func arePipes(among paths: [String]) -> Bool { paths.contains(where: InputFile.isPipe) }

  /// Of all inputs; with `totalBytes` for a progress bar.
  public var bytesRead: UInt64 {
    (0..<files.count).reduce(0) { unsafe $0 + files.base[$1].bytesRead }
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
  /// What pcapng files say at their ends about packets lost, without reading them through; only before the first packet
  /// was taken.
  /// - Returns: by run-wide number of the interface; nothing where that is not certain.
  public func lossesAtEnds() -> [Int: UInt64] {
    var known: [Int: UInt64] = [:]
    for index in 0..<files.count {
      let losses = unsafe files.base[index].lossesAtEnd()
      for (number, entry) in registered.enumerated() where entry.file == index { known[number] = losses[entry.local] }
    }
    return known
  }
}

extension PacketInput {
  /// Gives run-wide numbers to all interfaces that a file has declared since the last time.
  mutating func register(_ file: Int) {
    while unsafe files.base[file].globalInterfaces.count < files.base[file].parser.interfaceCount {
      let local = unsafe files.base[file].globalInterfaces.count
      changes += 1
      if let number = continuedInterface(file, local) {
        unsafe files.base[file].globalInterfaces.append(number)
        continue
      }
      unsafe files.base[file].globalInterfaces.append(registered.count)
      registered.append((file, local))
    }
  }

  /// The current packet is of another interface than its file's packet before.
  @inline(never)
  mutating func mapInterface() {
    let local = unsafe files.base[currentFile].record.interface
    if unsafe files.base[currentFile].mappedInterface < 0 { begin(currentFile) }
    if unsafe local >= files.base[currentFile].globalInterfaces.count { register(currentFile) }
    unsafe files.base[currentFile].mappedInterface = local
    unsafe files.base[currentFile].globalInterface = files.base[currentFile].globalInterfaces[local]
    unsafe files.base[currentFile].linkType = files.base[currentFile].parser.linkType(of: local)
  }

  /// A file is at its end.
  mutating func close(_ file: Int) {
    if unsafe files.base[file].mappedInterface >= 0 || isFirstPart(file) { register(file) }
    if let problem = unsafe files.base[file].problem { problems.append(problem) }
    if unsafe !files.base[file].isParked { unsafe files.base[file].park() }
  }
}
