import Foundation
import Testing

/// The scripts in the shells they are for.
@Suite(.enabled(if: Program.isThere("hopscope"), "skipped: the program is not beside this test bundle"))
struct ShellCompletionTests {
  private static let dump = "captures/nginx-service/cluster.yaml"
  /// What is typed, what must be offered, and what must not.
  private static let lines: [(String, [String], [String])] = [
    ("hopscope re", ["replay"], ["info"]), ("hopscope replay --clu", ["--cluster"], ["--quiet"]),
    ("hopscope info --color ", ["auto", "always", "never"], ["json"]),
    ("hopscope explain --cluster \(dump) svc/", ["svc/default/nginx-service"], ["pod/default/nginx-service"]),
    ("hopscope explain --cluster \(dump) --namespace d", ["default"], ["kube-system"]),
    (
      "hopscope replay x.pcap --cluster \(dump) --service default/n", ["default/nginx-service"],
      ["default/mysql-service"]
    ),
    ("hopscope replay x.pcap --cluster \(dump) --not --state re", ["reset", "refused", "rejected"], ["ok"]),
    ("hopscope completion ", ["bash", "zsh", "fish"], ["replay"]),
  ]

  private func check(_ answer: Program.Answer, _ line: (String, [String], [String])) {
    let offered = Set(
      answer.output.split(whereSeparator: \.isNewline).map { $0.split(separator: "\t").first.map(String.init) ?? "" }
        .map { $0.trimmingCharacters(in: .whitespaces) })
    #expect(offered.isSuperset(of: line.1), "\(line.0): \(answer.output)")
    #expect(offered.isDisjoint(with: line.2), "\(line.0): \(answer.output)")
  }

  @Test("bash", .enabled(if: Program.isThere("bash"), "skipped: no bash"), arguments: lines)
  func bash(_ line: (String, [String], [String])) throws {
    let script = """
      source <(hopscope completion bash)
      read -ra words <<< "$1"
      [ "${1: -1}" = " " ] && words+=("")
      COMP_WORDS=("${words[@]}"); COMP_CWORD=$((${#words[@]} - 1)); COMP_LINE=$1; COMP_POINT=${#1}; COMP_TYPE=9
      _hopscope hopscope "${words[COMP_CWORD]}" "${words[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    check(try Program.run("bash", ["-c", script, "bash", line.0]), line)
  }

  @Test("fish", .enabled(if: Program.isThere("fish"), "skipped: no fish"), arguments: lines)
  func fish(_ line: (String, [String], [String])) throws {
    // `complete -C` has no cursor; at a prompt it is at the end of the word.
    let script = """
      hopscope completion fish | source
      function commandline
        if contains -- -tC $argv; string length -- (builtin commandline -t); else; builtin commandline $argv; end
      end
      complete -C '\(line.0)'
      """
    let home = FileManager.default.temporaryDirectory.appending(path: "hopscope-fish-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    check(try Program.run("fish", ["--no-config", "-c", script], environment: ["HOME": home.path]), line)
  }

  @Test("zsh", .enabled(if: Program.isThere("zsh"), "skipped: no zsh"), arguments: lines)
  func zsh(_ line: (String, [String], [String])) throws {
    // A shell in a pseudo-terminal is asked to list what it would complete, one a line.
    let script = """
      zmodload zsh/zpty
      zpty z zsh -f -i
      zpty -w z 'PS1=; stty -echo; autoload -Uz compinit; compinit -D -u; source <(hopscope completion zsh)'
      zpty -w z 'compadd() { if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
        local -a offered; builtin compadd -A offered "$@"; print -rl -- "${offered[@]}"; builtin compadd "$@" }'
      zpty -w z 'zle -C offer complete-word _generic; zstyle ":completion:offer:*" completer _complete'
      zpty -w z 'ask() { print; zle offer; print -r -- END-OF-LIST; zle kill-buffer }; zle -N ask; bindkey "^T" ask'
      zpty -w z 'print REA""DY'
      while zpty -r z text; do [[ $text == *READY* ]] && break; done
      zpty -n -w z "$1"$'\\C-t'
      while zpty -r z text; do print -r -- "$text"; [[ $text == *END-OF-LIST* ]] && break; done
      zpty -d z
      """
    check(try Program.run("zsh", ["-f", "-c", script, "zsh", line.0]), line)
  }
}
