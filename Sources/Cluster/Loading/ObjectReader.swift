import Wire

/// One document: an object, a list of objects (`List`, `PodList` …), or an array of objects.
///
/// An object that cannot be read is skipped and named in `objects.problems`; the others are not touched by it. Where a
/// member appears twice in a JSON object its first value counts; kubectl never writes that.
struct Document: Decodable {
  var objects = ClusterObjects()
  /// The document is an object with a kind, or a list; else it is not of Kubernetes.
  var isKubernetes = false
  /// `message` of a `Status`, which an API server answers instead of what was asked for.
  var refusal: String?

  init(from decoder: any Swift.Decoder) throws {
    if var array = try? decoder.unkeyedContainer() {
      try read(&array, kind: nil)
      isKubernetes = objects.count + objects.ignored + objects.problems.count > 0
      return
    }
    let fields = try decoder.container(keyedBy: Member.self)
    let kind = try fields.text("kind")
    isKubernetes = kind != nil || fields.contains("items")
    if kind == "Status" {
      refusal = try fields.anyText("message") ?? fields.anyText("reason") ?? "no reason given"
    } else if fields.contains("items") {
      guard try fields.isPresent("items") else { return }
      var items = try fields.nestedUnkeyedContainer(forKey: "items")
      try read(&items, kind: kind.flatMap { $0.hasSuffix("List") ? String($0.dropLast(4)) : nil })
    } else if kind != nil {
      objects.read(decoder, kind: nil)
    }
  }

  private mutating func read(_ items: inout any UnkeyedDecodingContainer, kind: String?) throws {
    let kind = kind?.isEmpty == true ? nil : kind
    while !items.isAtEnd { objects.read(try items.superDecoder(), kind: kind) }
  }
}

extension ClusterObjects {
  /// Reads one object, or says why not.
  ///
  /// - Parameter kind: the kind when the object does not say, as in an API server's own lists.
  mutating func read(_ decoder: any Swift.Decoder, kind: String?) {
    let fields: Fields
    do {
      fields = try decoder.container(keyedBy: Member.self)
    } catch {
      return skip("An item", error, below: decoder.codingPath.count)
    }
    var found = kind
    do {
      found = try fields.text("kind") ?? kind
      guard let found else { throw fields.failure("kind", "is missing") }
      if try read(fields, kind: found) {
        count += 1
        note(NewestTime.of(fields), NewestTime.revision(of: fields))
      } else {
        ignore(found)
      }
    } catch {
      if found == "NetworkPolicy" { policies.append(NetworkPolicy(unread: fields)) }
      skip(Self.title(fields, found), error, below: decoder.codingPath.count)
    }
  }

  /// - Returns: false for a kind that is not needed.
  private mutating func read(_ fields: Fields, kind: String) throws -> Bool {
    switch kind {
    case "Node": nodes.append(try NodeObject(fields))
    case "Pod": try append(PodObject(fields))
    case "Service": services.append(try ServiceObject(fields))
    case "EndpointSlice": slices.append(try SliceObject(fields))
    case "Endpoints": endpoints.append(try EndpointsObject(fields))
    case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController":
      if let template = try PodObject(workload: fields, kind: kind) { templates.append(template) }
      if let object = try OwnedObject(fields, kind: kind) { owned.append(object) }
    case "NetworkPolicy" where try NetworkPolicy.isKubernetes(fields): policies.append(try NetworkPolicy(fields))
    case "Namespace": namespaces.append(try NamespaceObject(fields))
    case "ServiceCIDR": serviceCIDRs += try fields.fields("spec")?.prefixes("cidrs") ?? []
    case "IPPool": podCIDRs += try fields.fields("spec")?.text("cidr").flatMap(IPPrefix.init).map { [$0] } ?? []
    case "ConfigMap": return try read(configMap: fields)
    default: return false
    }
    return true
  }

  /// Kinds are names out of a file: only so many are remembered.
  private mutating func ignore(_ kind: String) {
    ignored += 1
    if kind == "Secret" { secrets += 1 }
    if ignoredKinds.count < 8 { ignoredKinds.insert(String(kind.prefix(64))) }
  }

  private mutating func note(_ time: Int64?, _ revision: UInt64?) {
    newest = newest.later(time)
    newestRevision = max(newestRevision ?? 0, revision ?? 0)
  }

  private mutating func append(_ pod: PodObject) {
    pods.append(pod)
    serviceCIDRs += pod.serviceCIDRs
    podCIDRs += pod.podCIDRs
  }

  /// Of all ConfigMaps only two fields of two are looked at; nothing else of their data is kept.
  private mutating func read(configMap fields: Fields) throws -> Bool {
    guard let data = try fields.fields("data") else { return false }
    switch try fields.fields("metadata")?.text("name") {
    case "kubeadm-config":
      guard let text = try data.decodeIfPresent(String.self, forKey: "ClusterConfiguration") else { return false }
      let settings = YAMLText.settings(text)
      serviceCIDRs += settings.serviceSubnet
      podCIDRs += settings.podSubnet
    case "kube-proxy":
      guard let text = try data.decodeIfPresent(String.self, forKey: "config.conf") else { return false }
      podCIDRs += YAMLText.settings(text).clusterCIDR
    default: return false
    }
    return true
  }

  /// `Service default/web`, as far as the object can be read.
  private static func title(_ fields: Fields, _ kind: String?) -> String {
    let metadata = try? fields.fields("metadata")
    let name = (try? metadata?.anyText("name")) ?? "without a name"
    let namespace = (try? metadata?.anyText("namespace")).map { "\($0)/" } ?? ""
    return "\(kind ?? "An object") \(namespace)\(name)"
  }

  private mutating func skip(_ title: String, _ error: any Error, below depth: Int) {
    let reason = ReadFailure.sentence(error, below: depth)
    problems.append(
      ClusterProblem(
        .skippedObject, object: title, sentence: "\(title) was left out: \(reason)."))
  }

  /// Adds all of another reading.
  mutating func append(_ other: ClusterObjects) {
    nodes += other.nodes
    pods += other.pods
    services += other.services
    slices += other.slices
    endpoints += other.endpoints
    templates += other.templates
    owned += other.owned
    policies += other.policies
    namespaces += other.namespaces
    serviceCIDRs += other.serviceCIDRs
    podCIDRs += other.podCIDRs
    note(other.newest, other.newestRevision)
    count += other.count
    ignored += other.ignored
    secrets += other.secrets
    ignoredKinds.formUnion(other.ignoredKinds)
    problems += other.problems
  }
}

/// A decoding error in words.
enum ReadFailure {
  /// - Parameter depth: leading parts of the path that lead to the object itself.
  static func sentence(_ error: any Error, below depth: Int) -> String {
    guard let error = error as? DecodingError else { return "it cannot be decoded" }
    switch error {
    case .typeMismatch(_, let context): return path(context, depth) + " has the wrong type"
    case .valueNotFound(_, let context): return path(context, depth) + " is null"
    case .keyNotFound(let key, let context): return path(context, depth, key) + " is missing"
    case .dataCorrupted(let context): return path(context, depth) + " " + reason(context.debugDescription)
    @unknown default: return "it cannot be decoded"
    }
  }

  /// Our own reasons begin with a verb; a decoder's are a sentence.
  private static func reason(_ text: String) -> String {
    text.first?.isLowercase == true ? text : "cannot be read (\(text.prefix(160)))"
  }

  /// `spec.ports[0].port`.
  private static func path(_ context: DecodingError.Context, _ depth: Int, _ last: (any CodingKey)? = nil) -> String {
    var text = ""
    for key in context.codingPath.dropFirst(depth) + (last.map { [$0] } ?? []) {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + String(key.stringValue.prefix(64))
      }
    }
    return text.isEmpty ? "it" : text
  }
}
