/// The words that an explanation uses, each in one line: only those that stand in it.
enum Glossary {
  private static let words: [(word: String, meaning: String)] = [
    ("NodeIP", "address of a node, that is, of a machine of the cluster"),
    ("PodIP", "address of a pod: the program and its own network"),
    ("ClusterIP", "a Service's virtual address, valid inside the cluster"),
    ("LoadBalancerIP", "address at which a load balancer takes connections for a Service"),
    ("ExternalIP", "further address of a Service, routed to a node by somebody"),
    ("nodePort", "a Service's port on every node, usually 30000 to 32767"),
    ("port", "a Service's port on its ClusterIP, LoadBalancerIP and ExternalIP"),
    ("targetPort", "the port on which the pods behind a Service listen"),
    ("hostPort", "port of one pod's node that leads to this pod"),
    ("containerPort", "port that a pod declares"),
    ("Service", "one name and address for a group of pods"),
    ("endpoint", "one pod behind a Service; ready: it takes connections"),
    ("DNAT", "a node writes another destination on a packet"),
    ("SNAT", "a node writes another source on a packet, often its own"),
  ]

  /// - Parameter hasService: else “port” is no term of a Service.
  static func rows(for text: String, hasService: Bool) -> [(label: String, text: String)] {
    let used = Set(text.split { !$0.isLetter }.map(String.init))
    return words.filter { word, _ in
      (used.contains(word) || used.contains(word + "s")) && (word != "port" || hasService)
    }.map { ($0.word, $0.meaning) }
  }
}
