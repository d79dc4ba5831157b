import ArgumentParser

/// `--config`: looked for before parsing (`CommandLineWords`), since it says which options there are besides those typed.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Take options that are not given here from this file, before ~/.config/hopscope/config.yaml; see hopscope help \
      config.
      """, valueName: "FILE"), completion: .file(extensions: ["yaml", "yml"]))
  var config: String?
}
