import ArgumentParser

/// Which Kubernetes objects there are.
struct ClusterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Kubernetes objects: what kubectl get nodes,pods,svc,endpointslices -A -o json (or yaml) printed, plain manifests, \
      a folder of them, or -. Repeat as needed; several dumps of one cluster make a map that changes with time.
      """, valueName: "FILE"), completion: .file(extensions: ["json", "yaml", "yml"]))
  var cluster: [String] = []
}
