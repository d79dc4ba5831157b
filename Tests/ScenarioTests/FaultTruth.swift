import Foundation

/// One line of a `findings.txt`: what was broken, written by whoever broke it.
///
///     F03 certain service=default/web node=worker-2 connections=3
struct FaultTruth: CustomStringConvertible {
  var code: String
  /// The catalogue says that packets and objects suffice; else the code must be among the first three causes.
  var isCertain: Bool
  var details: [String: String]
  var description: String

  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count >= 2, words[0].hasPrefix("F") else { return nil }
    code = String(words[0])
    isCertain = words[1] == "certain"
    description = String(line)
    details = [:]
    for word in words.dropFirst(2) {
      let parts = word.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { details[String(parts[0])] = String(parts[1]) }
    }
  }

  /// Codes that may stand beside another one, because they say the same from another side: a selector that matches nothing
  /// is also a Service without endpoints, a wrong kind of port also one that nobody has there.
  static let companions: [String: Set<String>] = [
    "F34": ["F01"], "F35": ["F01"], "F51": ["F02", "F06", "F07"], "F21": ["F09"], "F22": ["F09"],
  ]
}

/// One `hopscope.finding/1`, as a test looks at it.
struct FaultFound: CustomStringConvertible {
  var code: String
  var isGrave: Bool
  var isCertain: Bool
  /// The first three, when probable.
  var causes: [String]
  var details: [String: String]
  var description: String

  init?(_ line: Substring) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      object["schema"] as? String == "hopscope.finding/1", let code = object["code"] as? String
    else { return nil }
    self.code = code
    isGrave = ["error", "warning"].contains(object["severity"] as? String)
    isCertain = object["certainty"] as? String == "certain"
    causes = (object["causes"] as? [[String: Any]] ?? []).prefix(3).compactMap { $0["code"] as? String }
    details = ["connections": "\(object["count"] as? Int ?? 0)"]
    for key in ["service", "pod"] {
      guard let name = object[key] as? [String: String] else { continue }
      details[key] = "\(name["namespace"] ?? "")/\(name["name"] ?? "")"
    }
    details["node"] = object["node"] as? String
    description = "\(code) \(isCertain ? "certain" : "probable \(causes)") \(object["sentence"] ?? "") \(details)"
  }

  /// What it may be about.
  var codes: Set<String> { Set([code] + (isCertain ? [] : causes)) }

  func names(_ truth: FaultTruth) -> Bool {
    if truth.isCertain { return isCertain && code == truth.code }
    return code == truth.code || (!isCertain && causes.contains(truth.code))
  }

  /// What it says otherwise than the truth. The place is only a person's help.
  func differences(_ truth: FaultTruth) -> [String] {
    truth.details.filter { $0.key != "place" && details[$0.key] != $0.value }.map {
      "\($0.key) is \(details[$0.key] ?? "–")"
    }
  }
}

/// One of the two captures of a fault.
struct FaultFolder {
  static let root = Scenario.root.appending(path: "captures/faults")
  static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).sorted()

  var path: URL
  var files: [String]

  init(_ name: String, isBroken: Bool) {
    path = Self.root.appending(path: name).appending(path: isBroken ? "broken" : "healthy")
    files = ((try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []).sorted()
  }

  var captures: [URL] {
    files.filter { $0.hasSuffix(".pcap") || $0.hasSuffix(".pcapng") }.map { path.appending(path: $0) }
  }

  var truths: [FaultTruth] {
    let text = try? String(contentsOf: path.appending(path: "findings.txt"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").compactMap(FaultTruth.init)
  }

  /// Objects, and when they were so.
  var objects: [String] {
    let dumps = ["cluster.yaml", "cluster.json", "before.yaml", "after.yaml"].filter(files.contains)
    let times = (try? String(contentsOf: path.appending(path: "times.txt"), encoding: .utf8)) ?? ""
    return dumps.flatMap { ["--cluster", path.appending(path: $0).path] }
      + times.split(separator: "\n").flatMap { ["--at", path.path + "/" + $0] }
  }

  /// What hopscope finds in captures, with this folder's objects.
  func diagnose(_ captures: [URL]) throws -> [FaultFound] {
    let tool = try Tool(["diagnose"] + captures.map(\.path) + objects + ["-o", "json", "-q"])
    guard tool.status == 0 else { throw Failed(text: "exit \(tool.status): \(tool.errors)") }
    return tool.output.split(separator: "\n").compactMap(FaultFound.init)
  }

  struct Failed: Error { var text: String }
}
