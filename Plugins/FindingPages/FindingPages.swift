import Foundation
import PackagePlugin

/// Makes a source file of docs/findings.md, so that `hopscope diagnose --explain` has its pages wherever the program is copied
/// to, and no copy of them can grow stale: it is made anew whenever the document changes.
@main struct FindingPages: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let document = context.package.directoryURL.appending(path: "docs/findings.md")
    let source = context.pluginWorkDirectoryURL.appending(path: "FindingsDocument.swift")
    return [
      .buildCommand(
        displayName: "Take in docs/findings.md", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", Self.script, "pages", document.path, source.path], inputFiles: [document],
        outputFiles: [source])
    ]
  }

  /// The document as a raw string: nothing in it is escaped, so nothing in it may end the string.
  private static let script = #####"""
    if grep -q '"""####' "$1"; then
      echo "error: $1 holds \"\"\"####, which ends the Swift string that it becomes" >&2
      exit 1
    fi
    {
      printf 'enum FindingsDocument {\n  /// docs/findings.md, as it was when this was built.\n'
      printf '  static let text = ####"""\n'
      cat "$1"
      printf '\n"""####\n}\n'
    } > "$2"
    """#####
}
