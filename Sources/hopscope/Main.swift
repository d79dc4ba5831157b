import ArgumentParser

/// The root lists commands and does nothing else.
@main struct Hopscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hopscope", abstract: "Follow Kubernetes packets from the address dialled to the pod that answered.")
}
