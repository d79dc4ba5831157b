extension OwnerReference {
  /// The owner that controls an object; there is at most one.
  init?(controllerOf metadata: Fields?) throws {
    var found: OwnerReference?
    try metadata?.each("ownerReferences") { fields in
      guard found == nil, try fields.flag("controller") else { return }
      found = OwnerReference(kind: try fields.name("kind"), name: try fields.name("name"))
    }
    guard let found else { return nil }
    self = found
  }
}

extension OwnedObject {
  /// A workload; only these can own pods and be owned.
  init?(_ fields: Fields, kind: String) throws {
    guard let metadata = try fields.fields("metadata"), let name = try metadata.text("name") else { return nil }
    self.init(
      kind: kind, namespace: try metadata.text("namespace") ?? "default", name: name,
      owner: try OwnerReference(controllerOf: metadata))
  }
}
