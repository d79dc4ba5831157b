import Cluster
import Testing
import Wire

/// Whose a pod's address was at a moment, within one dump.
@Suite struct PodIntervalTests {
  static let job = PodText(name: "job", ip: "10.244.1.9", phase: "Succeeded", started: "10:00", finished: "10:05")

  @Test("A completed Job's pod has its address from its start to its last container's end, with a second's slack")
  func completed() throws {
    let map = try ClusterTests.map(list(nodeText, "\(Self.job)"))
    for (time, name) in [
      ("09:59:58", nil), ("09:59:59", "job"), ("10:00", "job"), ("10:03", "job"), ("10:05", "job"),
      ("10:05:01", "job"), ("10:05:02", nil), ("11:00", nil),
    ] as [(String, String?)] {
      #expect(map.podOwning(ip("10.244.1.9"), at: clock(time)).map { map[$0].name } == name, "\(time)")
      #expect(map.isPodAddress(ip("10.244.1.9"), at: clock(time)) == (name != nil), "\(time)")
      let role = map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: clock(time))
      #expect(role.addressKind == .podIP)
      #expect(map.names(role.pods) == (name.map { [$0] } ?? []), "\(time)")
      #expect(role.portKind == (name == nil ? nil : .containerPort), "\(time)")
    }
    let early = map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: clock("09:00"))
    #expect(early.note == "Pod batch/job got this address only later.")
    let late = map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: clock("11:00"))
    #expect(late.note == "Pod batch/job had this address before.")
  }

  @Test("As of the dump a finished pod has no address, whether or not its interval is known")
  func asOfDump() throws {
    let unknown = PodText(name: "job", ip: "10.244.1.9", phase: "Failed")
    let unstarted = PodText(name: "job", ip: "10.244.1.9", phase: "Failed", finished: "10:05")
    for pod in [Self.job, unknown, unstarted] {
      let map = try ClusterTests.map(list(nodeText, "\(pod)"))
      #expect(map.podOwning(ip("10.244.1.9")) == nil)
      #expect(!map.isPodAddress(ip("10.244.1.9")))
      #expect(map.role("10.244.1.9:8080").note == "In a pod range, but no pod of the map has it.")
      #expect(map.role("10.244.1.9:8080").pods.isEmpty)
    }
    #expect(try ClusterTests.map(list(nodeText, "\(unknown)")).pods.isEmpty)
    #expect(try ClusterTests.map(list(nodeText, "\(unstarted)")).pods.isEmpty)
  }

  @Test("One address, a Job's pod and then a server's: each packet is named by its time")
  func reuse() throws {
    let server = PodText(name: "web", ip: "10.244.1.9", started: "10:10")
    let map = try ClusterTests.map(list(nodeText, "\(Self.job)", "\(server)"))
    func owner(_ time: String) -> String? { map.podOwning(ip("10.244.1.9"), at: clock(time)).map { map[$0].name } }
    #expect(owner("10:02") == "job")
    #expect(owner("10:07") == nil)
    #expect(owner("10:10") == "web")
    #expect(owner("23:00") == "web")
    #expect(map.podOwning(ip("10.244.1.9")).map { map[$0].name } == "web")
    let between = map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: clock("10:07"))
    #expect(between.pods.isEmpty)
    #expect(between.note == "Pod batch/job had this address before; Pod batch/web got this address only later.")
    #expect(map.clientRole("10.244.1.9", at: "10:02") == ["job"])
    #expect(map.clientRole("10.244.1.9", at: "10:12") == ["web"])
  }

  @Test("Intervals that overlap are ambiguous, and so are two running pods")
  func overlap() throws {
    let server = PodText(name: "web", ip: "10.244.1.9", started: "10:04")
    let map = try ClusterTests.map(list(nodeText, "\(Self.job)", "\(server)"))
    #expect(map.podOwning(ip("10.244.1.9"), at: clock("10:04:30")) == nil)
    let role = map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: clock("10:04:30"))
    #expect(role.isAmbiguous)
    #expect(map.names(role.pods) == ["web", "job"])

    let twin = PodText(name: "twin", ip: "10.244.1.9", started: "10:06")
    let twins = try ClusterTests.map(list(nodeText, "\(twin)", "\(server)"))
    #expect(twins.podOwning(ip("10.244.1.9")) == nil)
    #expect(twins.podOwning(ip("10.244.1.9"), at: clock("10:05")).map { twins[$0].name } == "web")
    #expect(twins.podOwning(ip("10.244.1.9"), at: clock("10:07")) == nil)
  }

  @Test("The healthy twin: a pod without times has its address at all times")
  func timeless() throws {
    let map = try ClusterTests.map(list(nodeText, "\(PodText(name: "web", ip: "10.244.1.9"))"))
    for time: Int64 in [.min, 0, clock("10:00"), .max - 1, .max] {
      #expect(map.podOwning(ip("10.244.1.9"), at: time) != nil)
      #expect(map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: time) == map.role("10.244.1.9:8080"))
    }
  }

  @Test("The address alone says less where pods and nodes share a range: PodIP is a conclusion, or unknown")
  func sharedRange() throws {
    let server = PodText(name: "web", ip: "172.31.7.7", started: "10:10")
    let map = try ClusterTests.map(list(nodeText, "\(server)"))
    let early = map.role(of: at("172.31.7.7:80"), transport: .tcp, at: clock("10:00"))
    #expect(early.addressKind == .podIP)
    #expect(early.inferred)
    var job = Self.job
    job.ip = "172.31.7.7"
    let ended = try ClusterTests.map(list(nodeText, "\(job)"))
    #expect(ended.role(of: at("172.31.7.7:80"), transport: .tcp, at: clock("11:00")).addressKind == .unknown)
    #expect(ended.role("172.31.7.7:80").addressKind == .external)
  }

  static let service = """
    - kind: Service
      metadata: {name: web, namespace: batch}
      spec: {clusterIP: 10.96.0.10, ports: [{port: 80, targetPort: 8080}], selector: {app: web}}
    - kind: EndpointSlice
      metadata: {name: web-a, namespace: batch, labels: {kubernetes.io/service-name: web}}
      addressType: IPv4
      ports: [{port: 8080}]
      endpoints: [{addresses: [10.244.1.9], targetRef: {kind: Pod, name: web}}]

    """

  @Test("A packet to a Job's pod is not to the Service whose endpoint has the address later")
  func endpoints() throws {
    let server = PodText(name: "web", ip: "10.244.1.9", started: "10:10")
    let map = try ClusterTests.map(list(nodeText, "\(Self.job)", "\(server)", Self.service))
    let early = map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: clock("10:02"))
    #expect(early.services.isEmpty)
    #expect(early.portKind == .containerPort)
    #expect(map.names(early.pods) == ["job"])
    let late = map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: clock("10:12"))
    #expect(map.names(late.services) == ["web"])
    #expect(late.portKind == .targetPort)
    #expect(map[map.servicePortIDs[0]].backends.count == 1)
    // A translation that was seen did lead there, so an earlier pod must have been the endpoint: nobody knows which.
    let seen = map.resolve(
      client: at("192.168.1.1:5000"), front: at("10.96.0.10:80"), backend: at("10.244.1.9:8080"), transport: .tcp,
      at: clock("10:07"))
    #expect(seen.service == map.servicePortIDs[0])
    #expect(seen.backend?.portKind == .targetPort)
    #expect(seen.backend?.pods.isEmpty == true)
  }

  @Test("Terminating begins a grace period before the deletion time")
  func terminating() throws {
    let pod = PodText(name: "web", ip: "10.244.1.9", started: "10:00", deletion: "10:10:30")
    let map = try ClusterTests.map(list(nodeText, "\(pod)"))
    func isTerminating(_ time: Int64) -> Bool {
      let role = map.role(of: at("10.244.1.9:8080"), transport: .tcp, at: time)
      let names = map.resolve(
        client: at("10.244.1.9:1"), front: nil, backend: at("10.244.1.9:8080"), transport: .tcp, at: time)
      #expect(names.client.terminating == role.terminating)
      #expect(names.backend?.terminating == role.terminating)
      return role.terminating
    }
    #expect(!isTerminating(clock("10:09:59")))
    #expect(isTerminating(clock("10:10")))
    #expect(isTerminating(clock("10:20")))
    #expect(isTerminating(.max))
    let healthy = try ClusterTests.map(list(nodeText, "\(PodText(name: "web", ip: "10.244.1.9", started: "10:00"))"))
    #expect(!healthy.role("10.244.1.9:8080").terminating)
    #expect(!healthy.role(of: at("10.244.1.9:8080"), transport: .tcp, at: clock("10:20")).terminating)
  }

  @Test("A host port or host network pod that began later is not named before")
  func hostPorts() throws {
    let pod = """
      - kind: Pod
        metadata: {name: agent}
        spec: {nodeName: n1, hostNetwork: true, containers: [{ports: [{containerPort: 9100}]}]}
        status: {phase: Running, podIP: 192.168.1.1, hostIP: 192.168.1.1, startTime: "\(stamp("10:10"))"}
      - kind: Pod
        metadata: {name: influx}
        spec: {nodeName: n1, containers: [{ports: [{containerPort: 8086, hostPort: 18086}]}]}
        status: {phase: Running, podIP: 10.244.1.20, hostIP: 192.168.1.1, startTime: "\(stamp("10:10"))"}

      """
    let map = try ClusterTests.map(list(nodeText, pod))
    for (socket, name) in [("192.168.1.1:9100", "agent"), ("192.168.1.1:18086", "influx")] {
      let late = map.role(of: at(socket), transport: .tcp, at: clock("10:20"))
      #expect(map.names(late.pods) == [name])
      #expect(late == map.role(socket))
      let early = map.role(of: at(socket), transport: .tcp, at: clock("10:00"))
      #expect(early.pods.isEmpty)
      #expect(early.addressKind == .nodeIP)
      #expect(early.note?.hasSuffix("only later.") == true, "\(early.note ?? "")")
    }
  }

  @Test(
    "Times that cannot be, or are none, cost no object and name nothing",
    arguments: [
      #""9999-12-31T23:59:59Z""#, #""0001-01-01T00:00:00Z""#, #""yesterday""#, "7", "null", "[]", "{}", "-1e400",
      "true",
      #""2026-11-24T10:15:60Z""#, #""2262-04-11T23:47:16.854775807Z""#, #""1677-09-21T00:12:44Z""#,
    ])
  func hostile(time: String) throws {
    let objects = try load(
      """
      {"kind":"Pod","metadata":{"name":"p","creationTimestamp":\(time),"deletionTimestamp":\(time),
      "deletionGracePeriodSeconds":9223372036854775807,"managedFields":[{"time":\(time)}, 7],"resourceVersion":"x"},
      "status":{"phase":"Succeeded","podIP":"10.244.1.9","startTime":\(time),
      "conditions":[{"type":"Ready","status":"False","lastTransitionTime":\(time)}],
      "containerStatuses":[{"state":{"terminated":{"startedAt":\(time),"finishedAt":\(time)}}},{"state":7},7]}}
      """)
    #expect(objects.problems.isEmpty)
    let map = ServiceMap(objects)
    for time: Int64 in [.min, .min + 1, -1, 0, clock("10:00"), .max - 1] {
      _ = map.role(of: at("10.244.1.9:80"), transport: .tcp, at: time)
      _ = map.podOwning(ip("10.244.1.9"), at: time)
    }
    #expect(map.podOwning(ip("10.244.1.9")) == nil)
    #expect(map.podOwning(ip("10.244.1.9"), at: clock("10:00")) == nil)
  }

  @Test("A pod that ended before it began holds nothing")
  func backwards() throws {
    var pod = Self.job
    pod.finished = "09:00"
    #expect(try ClusterTests.map(list(nodeText, "\(pod)")).pods.isEmpty)
  }

  @Test("A sidecar that ended last keeps the address until then")
  func sidecar() throws {
    let map = try ClusterTests.map(
      list(
        nodeText,
        """
        - kind: Pod
          metadata: {name: job, namespace: batch}
          status:
            phase: Succeeded
            podIP: 10.244.1.9
            startTime: "\(stamp("10:00"))"
            containerStatuses: [{state: {terminated: {finishedAt: "\(stamp("10:05"))"}}}]
            initContainerStatuses: [{state: {terminated: {finishedAt: "\(stamp("10:08"))"}}}]

        """))
    #expect(map.podOwning(ip("10.244.1.9"), at: clock("10:07")) != nil)
    #expect(map.podOwning(ip("10.244.1.9"), at: clock("10:09")) == nil)
  }
}

extension ServiceMap {
  fileprivate func clientRole(_ address: String, at time: String) -> [String] {
    let result = resolve(
      client: Socket(ip(address), 40000), front: nil, backend: nil, transport: .tcp, at: clock(time))
    return names(result.client.pods)
  }
}
