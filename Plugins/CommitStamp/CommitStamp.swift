import Foundation
import PackagePlugin

/// Writes the commit that is being built into a source file of its own, before each build.
///
/// Not in Package.swift: what a manifest found out is kept, and an old commit would be told for a new one.
@main struct CommitStamp: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = context.pluginWorkDirectoryURL
    return [
      .prebuildCommand(
        displayName: "Note the commit", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", Self.script, "stamp", context.package.directoryURL.path, folder.path],
        outputFilesDirectory: folder)
    ]
  }

  /// Without git, or outside of a checkout, it is what `git archive` wrote into `.ci/archived-commit`, or nothing. The file
  /// is written only when it changes.
  private static let script = #"""
    package=$1; file=$2/SourceCommit.swift; commit=
    case $(head -c 64 "$package/.ci/archived-commit" 2>/dev/null) in
      *[!0-9a-f]*|"") ;;
      *) commit=$(cat "$package/.ci/archived-commit") ;;
    esac
    top=$(git -C "$package" rev-parse --show-toplevel 2>/dev/null)
    if [ -n "$top" ] && [ "$(cd "$top" && pwd -P)" = "$(cd "$package" && pwd -P)" ]; then
      commit=$(git -C "$package" rev-parse --short=12 --verify HEAD 2>/dev/null)
      changes=$(git --no-optional-locks -C "$package" status --porcelain --untracked-files=no 2>/dev/null | head -c 1)
      [ -z "$commit" ] || [ -z "$changes" ] || commit="$commit with changes"
    fi
    printf 'enum SourceCommit {\n  /// Empty when it is not known.\n  static let text = "%s"\n}\n' "$commit" > "$file.new"
    if cmp -s "$file.new" "$file"; then rm "$file.new"; else mv "$file.new" "$file"; fi
    """#
}
