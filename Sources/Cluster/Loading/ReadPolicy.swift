import Wire

/// `v1 Namespace`: its labels, by which NetworkPolicies choose namespaces.
struct NamespaceObject: Sendable, Equatable {
  var name: String
  var labels: [String: String]

  init(_ fields: Fields) throws {
    let metadata = try fields.fields("metadata")
    name = try metadata?.name("name") ?? fields.name("metadata")
    labels = try metadata?.labels("labels") ?? [:]
  }
}

extension NetworkPolicy {
  /// Network plugins have kinds of that name, too: theirs say `selector` instead of `podSelector`.
  static func isKubernetes(_ fields: Fields) throws -> Bool {
    guard let version = try fields.text("apiVersion") else {
      return try fields.fields("spec")?.isPresent("selector") != true
    }
    return version.hasPrefix("networking.k8s.io/") || version.hasPrefix("extensions/")
  }

  /// `networking.k8s.io/v1 NetworkPolicy`.
  init(_ fields: Fields) throws {
    let metadata = try fields.fields("metadata")
    namespace = try metadata?.text("namespace") ?? "default"
    name = try metadata?.name("name") ?? fields.name("metadata")
    guard let spec = try fields.fields("spec") else { throw fields.failure("spec", "is missing") }
    podSelector = try spec.selector("podSelector") ?? LabelSelector()
    let types = try spec.texts("policyTypes")
    let out = try Self.rules(spec, "egress", peers: "to")
    if types.isEmpty || types.contains("Ingress") { ingress = try Self.rules(spec, "ingress", peers: "from") }
    if types.isEmpty ? !out.isEmpty : types.contains("Egress") { egress = out }
  }

  /// What is known of one that cannot be read.
  init(unread fields: Fields) {
    let metadata = try? fields.fields("metadata")
    let name = (try? metadata?.anyText("name")) ?? "without a name"
    self.init(unread: (try? metadata?.text("namespace")) ?? "default", name)
  }

  private static func rules(_ spec: Fields, _ key: Member, peers: Member) throws -> [Rule] {
    var rules: [Rule] = []
    try spec.each(key) { fields in
      var rule = Rule()
      try fields.each(peers) { rule.peers.append(try Peer($0)) }
      try fields.each("ports") { rule.ports.append(try Port($0)) }
      rules.append(rule)
    }
    return rules
  }
}

extension NetworkPolicy.Peer {
  fileprivate init(_ fields: Fields) throws {
    let (pods, namespaces) = (try fields.selector("podSelector"), try fields.selector("namespaceSelector"))
    guard let block = try fields.fields("ipBlock") else {
      guard pods != nil || namespaces != nil else {
        throw fields.failure("ipBlock", "is missing, and so are podSelector and namespaceSelector")
      }
      self = .pods(pods, namespaces: namespaces)
      return
    }
    guard pods == nil, namespaces == nil else {
      throw fields.failure("ipBlock", "cannot stand beside podSelector or namespaceSelector")
    }
    let text = try block.name("cidr")
    guard let cidr = IPPrefix(text) else { throw block.failure("cidr", "is not a CIDR block") }
    self = .block(cidr, except: try block.prefixes("except"))
  }
}

extension NetworkPolicy.Port {
  fileprivate init(_ fields: Fields) throws {
    transport = try fields.transport()
    let end = try fields.port("endPort")
    switch try fields.portOrName("port") {
    case nil: number = .all
    case .name(let name): number = .name(name)
    case .number(let first):
      guard first <= end ?? first else { throw fields.failure("endPort", "is less than port") }
      number = .range(first...(end ?? first))
    }
  }
}

extension KeyedDecodingContainer where K == Member {
  /// nil when absent, which differs from an empty one.
  fileprivate func selector(_ key: Member) throws -> LabelSelector? {
    guard let fields = try fields(key) else { return nil }
    let pairs = try fields.labels("matchLabels").sorted { $0.key < $1.key }
    var selector = LabelSelector(pairs.map { .init($0.key, .isOne(of: [$0.value])) })
    try fields.each("matchExpressions") { selector.requirements.append(try .init($0)) }
    return selector
  }
}

extension LabelSelector.Requirement {
  fileprivate init(_ fields: Fields) throws {
    key = try fields.name("key")
    switch try fields.name("operator") {
    case "In": condition = .isOne(of: Set(try fields.texts("values")))
    case "NotIn": condition = .isNone(of: Set(try fields.texts("values")))
    case "Exists": condition = .exists
    case "DoesNotExist": condition = .doesNotExist
    default: throw fields.failure("operator", "is not In, NotIn, Exists or DoesNotExist")
    }
  }
}
