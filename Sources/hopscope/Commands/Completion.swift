import ArgumentParser

struct Completion: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a script that completes hopscope's commands, options and names in a shell.",
    discussion: """
      Names of Services, namespaces, pods and nodes are those of the objects that --cluster names on the line being \
      typed, or HOPSCOPE_CLUSTER, or a configuration file.

      Examples:
        hopscope completion bash > ~/.local/share/bash-completion/completions/hopscope
        hopscope completion zsh > ~/.zfunc/_hopscope
        hopscope completion fish > ~/.config/fish/completions/hopscope.fish
        source <(hopscope completion bash)

      zsh finds the file where fpath+=~/.zfunc stands before compinit in ~/.zshrc.
      """)

  @Argument(help: ArgumentHelp("bash, zsh or fish.", valueName: "SHELL"))
  var shell: Shell

  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  func run() throws {
    let script =
      switch shell {
      case .bash: Hopscope.completionScript(for: .bash)
      case .zsh: Hopscope.completionScript(for: .zsh)
      case .fish: Hopscope.completionScript(for: .fish)
      }
    var output = OutputStream()
    try output.write(script)
    try output.close()
  }
}
