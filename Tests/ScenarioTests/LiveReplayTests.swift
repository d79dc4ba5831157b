import Foundation
import Testing

/// Replays of what is still coming: real pipes, growing files, signals, and tcpdump in network namespaces.
@Suite(.serialized, .enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct LiveReplayTests {
  private static let folder = Scenario.root.appending(path: "captures/nginx-service")
  private static let capture = folder.appending(path: "worker-1_eth0.pcap")
  private static let options = ["--tap=-=worker-1/eth0", "--cluster", folder.appending(path: "cluster.json").path]
  /// A program of many builds on one machine starts when it can.
  private static let startUp = 10.0

  private func object(_ line: String?) throws -> [String: Any] {
    let text = try #require(line)
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require(object)
  }

  /// A run that has started: the file's header is read.
  private func start(_ more: [String]) throws -> (LiveTool, rest: Data) {
    let bytes = try Data(contentsOf: Self.capture)
    let tool = try LiveTool(["replay", "-"] + Self.options + more)
    try tool.send(bytes[..<24])
    usleep(1_500_000)
    return (tool, Data(bytes[24...]))
  }

  @Test("A path is seen within a second of its packets, while the pipe stays open and silent")
  func withinASecond() throws {
    let (tool, rest) = try start(["-q"])
    try tool.send(rest)
    let begin = Date()
    let line = try #require(tool.line(within: 5))
    #expect(Date().timeIntervalSince(begin) < 1)
    #expect(line.contains("default/nginx-service"))
    #expect(tool.line(within: 1) != nil)
    #expect(tool.line(within: 1) != nil)
    // At their end, 5 s later, nothing is told twice.
    #expect(tool.line(within: 7) == nil)
    try tool.closeInput()
    #expect(tool.end(within: Self.startUp) == 0)
    #expect(tool.line(within: 0.1) == nil)
  }

  @Test("JSON has an event for each: open, close, the summary; a file has close only")
  func events() throws {
    let (tool, rest) = try start(["-q", "-o", "json"])
    try tool.send(rest)
    let opened = try (0..<3).map { _ in try object(tool.line(within: 5)) }
    #expect(opened.allSatisfy { $0["event"] as? String == "open" })
    try tool.closeInput()
    let closed = try (0..<3).map { _ in try object(tool.line(within: Self.startUp)) }
    #expect(closed.allSatisfy { $0["event"] as? String == "close" })
    #expect(Set(opened.compactMap { $0["id"] as? String }) == Set(closed.compactMap { $0["id"] as? String }))
    #expect(try object(tool.line(within: 5))["schema"] as? String == "hopscope.summary/1")
    let file = try Tool(["replay", Self.capture.path, "-q", "-o", "json"])
    #expect(try file.paths().allSatisfy { $0["event"] as? String == "close" })
    #expect(try Set(file.ids()) == Set(closed.compactMap { $0["id"] as? String }))
  }

  @Test("The first interrupt ends with the summary and status 0")
  func interrupt() throws {
    let (tool, rest) = try start(["-o", "json"])
    try tool.send(rest)
    #expect(tool.line(within: 5) != nil)
    tool.interrupt()
    #expect(tool.end(within: 5) == 0)
    var last = ""
    while let line = tool.line(within: 0.1) { last = line }
    #expect(try object(last)["paths"] as? Int == 3)
    #expect(tool.errors.contains("3 paths"), "\(tool.errors)")
  }

  @Test("The second interrupt ends at once with status 130")
  func interruptTwice() throws {
    let (tool, rest) = try start(["-q"])
    // Something comes all the time: the first interrupt waits for more.
    try tool.send(rest)
    #expect(tool.line(within: 5) != nil)
    tool.interrupt()
    usleep(50_000)
    tool.interrupt()
    #expect(tool.end(within: 5) == 130)
  }

  @Test("A growing file: what is appended is told, also with a record in two pieces", arguments: [SIGINT, SIGTERM])
  func follow(_ signal: Int32) throws {
    let bytes = try Data(contentsOf: Self.capture)
    let file = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString).pcap")
    try bytes[..<30].write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let tool = try LiveTool(["replay", "--follow", file.path, "-q"])
    usleep(1_500_000)
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: bytes[30..<bytes.count - 5])
    let begin = Date()
    #expect(tool.line(within: 5) != nil)
    #expect(Date().timeIntervalSince(begin) < 1)
    kill(tool.identifier, signal)
    #expect(tool.end(within: 5) == 0)
    // The piece of a record at the end was waited for, and is no damage.
    #expect(tool.errors.isEmpty)
  }

  @Test("A pipe that brings no capture, nothing, or not all of it")
  func wrongPipes() throws {
    for (bytes, status, words) in [
      (Data("hello, world\n".utf8), Int32(1), "neither pcap nor pcapng"), (Data(), 3, "is empty"),
      (try Data(contentsOf: Self.capture)[..<500], 3, "truncated"),
    ] {
      let tool = try LiveTool(["replay", "-"])
      try tool.send(bytes)
      try tool.closeInput()
      #expect(tool.end(within: Self.startUp) == status)
      #expect(tool.errors.contains(words), "\(tool.errors)")
    }
  }

  private static let canCapture =
    geteuid() == 0 && ["/usr/bin/tcpdump", "/sbin/ip"].allSatisfy(FileManager.default.isExecutableFile)

  /// One refused connection over a pair of interfaces, which tcpdump sees.
  private static let refused = """
    A=hopscope-$$-a; B=hopscope-$$-b
    trap 'ip netns del $A; ip netns del $B' EXIT
    ip netns add $A && ip netns add $B || exit 77
    ip link add eth0 netns $A type veth peer name eth0 netns $B || exit 77
    ip -n $A addr add 10.9.0.1/24 dev eth0; ip -n $B addr add 10.9.0.2/24 dev eth0
    ip -n $A link set eth0 up; ip -n $B link set eth0 up; ip -n $B link set lo up
    ( sleep 2; ip netns exec $A bash -c 'exec 3<>/dev/tcp/10.9.0.2/8081'; date +%s.%N >&2; sleep 3 ) 2>&1 |
      sed -n '/^[0-9.]*$/s/^/dialled /p' &
    # KILL, for a test runner may have its children block other signals, those of timeout(1) too.
    { ip netns exec $A tcpdump -i eth0 --immediate-mode -U -w - 2>/dev/null & capture=$!; sleep 5; kill -KILL $capture; } |
      $HOPSCOPE replay - -q -o json |
      while IFS= read -r line; do echo "$(date +%s.%N) $line"; done
    wait
    """

  @Test(
    "tcpdump -U -w - in a network namespace", .enabled(if: canCapture, "skipped: it takes root, tcpdump and ip"))
  func tcpdump() throws {
    let tool = try LiveTool([], shell: Self.refused)
    var lines: [String] = []
    while let line = tool.line(within: 15) { lines.append(line) }
    let status = tool.end(within: 5)
    if status == 77 { return }
    let dialled = try #require(lines.first { $0.hasPrefix("dialled ") }.flatMap { Double($0.dropFirst(8)) })
    let told = try #require(lines.first { $0.contains("\"event\":\"open\"") && $0.contains("\"state\":\"refused\"") })
    let time = try #require(told.split(separator: " ").first.flatMap { Double($0) })
    #expect(time - dialled < 1)
    #expect(lines.contains { $0.contains("\"event\":\"close\"") && $0.contains("\"state\":\"refused\"") })
  }
}
