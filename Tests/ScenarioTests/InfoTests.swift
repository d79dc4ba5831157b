import Foundation
import Testing

/// `hopscope info` against capinfos and tshark, where they are installed, and its sum.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct InfoTests {
  static let truthTool = "/usr/bin/capinfos"
  static let hasCapinfos: Bool = FileManager.default.isExecutableFile(atPath: truthTool)
  static let captures: [String] = Scenario.all.filter { $0.objects.pathExtension == "yaml" }.flatMap(\.captures)

  private func objects(_ arguments: [String]) throws -> [[String: Any]] {
    try Tool(["info", "-q", "-o", "json"] + arguments).output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// The columns of `capinfos -T -M`, by their names.
  private func capinfos(_ file: String) throws -> [String: String] {
    let (process, out) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: Self.truthTool)
    process.arguments = ["-T", "-M", "-c", "-d", "-u", "-x", "-i", file]
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let rows = text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    guard rows.count == 2 else { return [:] }
    return Dictionary(zip(rows[0], rows[1])) { first, _ in first }
  }

  @Test("Packets, bytes, duration and rates are capinfos'", .enabled(if: hasCapinfos, "skipped: no capinfos"))
  func truth() throws {
    var compared = 0
    for file in Self.captures {
      let truth = try capinfos(file)
      let own = try #require(try objects([file]).first)
      #expect(own["packets"] as? Int == Int(truth["Number of packets"] ?? ""), "\(file)")
      guard own["packets"] as? Int != 0 else { continue }
      #expect(own["bytes"] as? Int == Int(truth["Data size (bytes)"] ?? ""), "\(file)")
      let duration = try #require(Double(truth["Capture duration (seconds)"] ?? ""))
      let nanoseconds = try #require(own["duration_ns"] as? Int)
      #expect(abs(Double(nanoseconds) / 1e9 - duration) < 1e-5, "\(file)")
      guard nanoseconds > 0 else { continue }
      let packets = try #require(Double(truth["Average packet rate (packets/sec)"] ?? ""))
      let bits = try #require(Double(truth["Data bit rate (bits/sec)"] ?? ""))
      #expect(abs(try #require(own["packets_per_second"] as? Double) - packets) / packets < 0.01, "\(file)")
      #expect(abs(Double(try #require(own["bits_per_second"] as? Int)) - bits) / bits < 0.01, "\(file)")
      compared += 1
    }
    #expect(compared > 100)
  }

  @Test("Several files are followed by their sum, which alone says what they prove")
  func sum() throws {
    let folder = Scenario.root.appending(path: "captures/nginx-service").path
    let objects = try objects([folder])
    #expect(objects.count == 6)
    let sum = try #require(objects.last)
    #expect(sum["files"] as? Int == 5)
    #expect(sum["packets"] as? Int == objects.dropLast().reduce(0) { $0 + ($1["packets"] as? Int ?? 0) })
    #expect(objects.dropLast().allSatisfy { $0["cannotProve"] == nil && $0["file"] != nil })
    let about = { (key: String) in (sum[key] as? [[String: Any]] ?? []).compactMap { $0["about"] as? String } }
    #expect(about("proves") == ["rewriting", "between"])
    #expect(about("cannotProve").contains("drops"))
  }

  @Test("A capture of one uplink says what it does not show, and of which node nothing was captured")
  func coverage() throws {
    let folder = Scenario.root.appending(path: "captures/dns-clusterip").path
    let own = try #require(
      try objects(["\(folder)/worker-2_eth0.pcap", "--cluster", "\(folder)/cluster.yaml"]).first)
    let claims = own["cannotProve"] as? [[String: Any]] ?? []
    #expect(claims.contains { $0["about"] as? String == "podSide" && $0["host"] as? String == "worker-2" })
    #expect(claims.contains { $0["about"] as? String == "missingNode" && $0["host"] as? String == "worker-1" })
    #expect(claims.allSatisfy { !($0["sentence"] as? String ?? "").isEmpty })
  }

  @Test("Lines fit 80 columns, and yaml has the data of json")
  func forms() throws {
    let folder = Scenario.root.appending(path: "captures/nginx-service").path
    let text = try Tool(["info", "-q", folder])
    #expect(text.status == 0)
    for line in text.output.split(separator: "\n") where !line.hasPrefix("/") {
      #expect(line.count <= 80, "\(line)")
    }
    let yaml = try Tool(["info", "-q", folder, "-o", "yaml"])
    #expect(yaml.output.split(separator: "\n").count { $0 == "schema: hopscope.info/1" } == 6)
  }
}
