struct Builder {
  var map = ServiceMap(unbuilt: ())
  init(_ objects: ClusterObjects) {}
}
extension ServiceMap {
  init(unbuilt: Void) {}
  init(_ builder: Builder) { self = builder.map }
}
