extension KeyedDecodingContainer where K == Member {
  /// An RFC 3339 time; nil when it is absent or anything else, for a bad time costs no object.
  func time(_ key: Member) -> Int64? {
    guard let text = try? text(key) else { return nil }
    return TimeParser.rfc3339(text)
  }

  /// The objects of an array that are of the right shape until one is not.
  fileprivate func eachGood(_ key: Member, _ body: (Fields) -> Void) { try? each(key, body) }

  fileprivate func eachContainerStatus(_ body: (Fields) -> Void) {
    for key: Member in ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"] {
      eachGood(key, body)
    }
  }
}

/// The latest moment at which an object says that something happened to it.
///
/// A dump was made no earlier than the latest of its objects. `deletionTimestamp` is left out: it may lie ahead.
enum NewestTime {
  static func of(_ object: Fields) -> Int64? {
    var newest: Int64?
    func note(_ fields: Fields, _ keys: Member...) {
      for key in keys { newest = newest.later(fields.time(key)) }
    }
    if let metadata = try? object.fields("metadata") {
      note(metadata, "creationTimestamp")
      metadata.eachGood("managedFields") { note($0, "time") }
    }
    guard let status = try? object.fields("status") else { return newest }
    note(status, "startTime", "completionTime")
    status.eachGood("conditions") { note($0, "lastTransitionTime", "lastHeartbeatTime", "lastUpdateTime") }
    status.eachContainerStatus { container in
      for moment: Member in ["state", "lastState"] {
        guard let state = try? container.fields(moment) else { continue }
        if let running = try? state.fields("running") { note(running, "startedAt") }
        if let ended = try? state.fields("terminated") { note(ended, "startedAt", "finishedAt") }
      }
    }
    return newest
  }

  static func revision(of object: Fields) -> UInt64? {
    guard let metadata = try? object.fields("metadata"), let text = try? metadata.text("resourceVersion") else {
      return nil
    }
    return UInt64(text)
  }
}

extension PodObject {
  /// When the pod may have held its address: from the kubelet's first knowledge of it to its last container's end.
  mutating func readTimes(_ metadata: Fields?, _ status: Fields?) {
    created = metadata?.time("creationTimestamp")
    info.from = status?.time("startTime") ?? created
    info.deletionTime = metadata.flatMap(Self.deletion)
    guard info.isFinished, let status else { return }
    status.eachContainerStatus { container in
      guard let ended = try? container.fields("state")?.fields("terminated") else { return }
      info.until = info.until.later(ended.time("finishedAt"))
    }
    if let from = info.from, let until = info.until, until < from { info.until = nil }
  }

  /// The API server writes when the pod shall be gone at the latest, and how long it gave it.
  private static func deletion(_ metadata: Fields) -> Int64? {
    guard let end = metadata.time("deletionTimestamp") else { return nil }
    let grace = (try? metadata.number("deletionGracePeriodSeconds")).flatMap { $0 } ?? 0
    let (start, overflow) = end.subtractingReportingOverflow(Int64(max(0, min(grace, 1 << 31))) * 1_000_000_000)
    return overflow ? nil : start
  }
}

extension Int64? {
  /// The later of two times that may be unknown.
  func later(_ other: Int64?) -> Int64? {
    guard let self, let other else { return self ?? other }
    return Swift.max(self, other)
  }
}
