import CShims
import Glibc

/// Gives up, for good, everything that a live run needs no more: after sockets and first handles are open, and while there
/// is one thread. Threads that exist already would keep what they have.
enum PrivilegeDrop {
  /// - Parameters:
  ///   - keepingConntrack: connection tracking is read: CAP_NET_ADMIN stays.
  ///   - user: `-Z`.
  static func drop(keepingConntrack: Bool, user: String?) throws(Failure) -> DropReport {
    let target = try RunUser.choose(
      asked: user, effective: geteuid(), environment: Terminal.environment, lookUp: RunUser.machineEntry)
    guard ThreadList.count == 1 else { throw fault("counting threads", "there is not exactly one in /proc/self/task") }
    let had = Capabilities.effective
    let wanted: Capabilities = keepingConntrack ? [.netRaw, .netAdmin] : .netRaw
    var report = DropReport(kept: wanted.intersection(.permitted), user: geteuid(), group: getegid())
    try dropForLaterPrograms(had, &report)
    try changeUser(target, isAsked: user != nil, had, &report)
    try demand("reducing capabilities", hopscope_set_capabilities(report.kept.rawValue))
    try demand("PR_SET_NO_NEW_PRIVS", hopscope_set_no_new_privileges())
    try demand("PR_SET_DUMPABLE", hopscope_set_undumpable())
    return report
  }

  private static func dropForLaterPrograms(_ had: Capabilities, _ report: inout DropReport) throws(Failure) {
    if had.contains(.setPCAP) {
      try demand("dropping the bounding set", hopscope_drop_bounding_set())
    } else {
      report.skipped.append("the bounding set stays (no CAP_SETPCAP)")
    }
    try demand("clearing ambient capabilities", hopscope_clear_ambient_set())
  }

  private static func changeUser(
    _ target: RunUser?, isAsked: Bool, _ had: Capabilities, _ report: inout DropReport
  ) throws(Failure) {
    let isSame = target.map { $0.user == getuid() && $0.user == report.user && $0.group == report.group } ?? true
    guard had.isSuperset(of: [.setUID, .setGID]) else {
      if isAsked && !isSame { throw Failure(sentence: noChange, status: .noPrivilege) }
      if !isSame { report.skipped.append("the user stays (no CAP_SETUID and CAP_SETGID)") }
      return
    }
    try leaveGroups(isSame, &report)
    guard let target, !isSame else { return }
    try demand("keeping capabilities", hopscope_keep_capabilities(true))
    try demand("becoming group \(target.group)", hopscope_set_group(target.group))
    try demand("becoming user \(target.user)", hopscope_set_user(target.user))
    try demand("keeping capabilities no longer", hopscope_keep_capabilities(false))
    (report.user, report.group, report.isChanged) = (target.user, target.group, true)
  }

  /// A user namespace whose maker had no right to (`/proc/self/setgroups`: `deny`) keeps its groups.
  private static func leaveGroups(_ isSame: Bool, _ report: inout DropReport) throws(Failure) {
    let number = hopscope_clear_groups()
    if number == EPERM && isSame {
      report.skipped.append("its groups stay (the user namespace forbids setgroups)")
    } else {
      try demand("leaving groups", number)
    }
  }

  private static let noChange =
    "-Z needs CAP_SETUID and CAP_SETGID to become another user: run it with sudo, or without -Z"

  private static func demand(_ step: String, _ number: Int32) throws(Failure) {
    if number != 0 { throw fault(step, SystemWords.of(number)) }
  }

  private static func fault(_ step: String, _ reason: String) -> Failure {
    Failure(
      sentence: "privileges could not be given up: \(step): \(reason); nothing was captured", status: .noPrivilege)
  }
}

/// What a process still is and may do.
struct DropReport: Equatable {
  var kept: Capabilities
  var user: UInt32
  var group: UInt32
  /// It was another user before.
  var isChanged = false
  /// What could not be given up, and why; sentences without a full stop.
  var skipped: [String] = []

  /// `runs as user 1000 with CAP_NET_RAW alone; the bounding set stays (no CAP_SETPCAP)`
  var words: String {
    ([kept.isEmpty ? "runs as user \(user) without capabilities" : "runs as user \(user) with \(kept.words) alone"]
      + skipped)
      .joined(separator: "; ")
  }
}
