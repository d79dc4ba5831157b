import ArgumentParser
import Render

/// How connections are put together, and which are left out for it.
struct GroupOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      One row per backend, node, client, workload or zone instead of one per connection, worst first: with -o table (also \
      when no -o is given), json, yaml or csv. service, one per Service and entrance, is what -o table does without it.
      """, valueName: "GROUP"))
  var by: Grouping?

  @Flag(
    help: """
      Leave out the kubelet's probes: what comes from a pod's own node straight to a port of its probes. The last line \
      says how many.
      """)
  var noProbes = false

  /// What to group by in a form; nil for one path at a time.
  func by(_ form: PathForm) -> Grouping? {
    if case .table = form { return by ?? .service }
    return by
  }

  /// How groups are printed; nil for a form that has none.
  func form(_ form: PathForm) -> GroupSink.Form? {
    switch form {
    case .line, .table: .table
    case .json: .json
    case .yaml: .yaml
    case .csv: .csv
    default: nil
    }
  }

  func check(_ output: OutputChoice, isNumeric: Bool) throws {
    guard by == nil || form(output.form) != nil else {
      throw ValidationError("--by prints a row for each group: -o table, json, yaml or csv, not \(output.word).")
    }
    guard !isNumeric || [nil, .service, .backend, .client].contains(by) else {
      throw ValidationError(
        "--numeric puts addresses for names, and --by \(by?.rawValue ?? "") has none: use --by backend or client.")
    }
  }
}

extension Grouping: ExpressibleByArgument {}
