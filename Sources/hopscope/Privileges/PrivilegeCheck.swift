import CShims

/// Does not believe the drop, but looks: what the kernel says of every thread, and whether root can be had again.
enum PrivilegeCheck {
  static func confirm(_ report: DropReport) throws(Failure) {
    let threads = ThreadList.numbers
    if threads.isEmpty { throw failure("/proc/self/task cannot be read") }
    for thread in threads {
      guard let status = ThreadList.status(thread) else { continue }
      if let fault = fault(status, report) { throw failure("thread \(thread) \(fault)") }
    }
    if report.user != 0, hopscope_becomes_root() { throw failure("it can become root again") }
  }

  /// - Returns: what the thread has too much; nil when all is well.
  static func fault(_ status: ThreadStatus, _ report: DropReport) -> String? {
    if status.users.contains(where: { $0 != report.user }) { return "is not user \(report.user) alone" }
    let excess = status.effective.union(status.permitted).subtracting(report.kept)
    if !excess.isEmpty { return "still has \(excess.words)" }
    return status.hasNoNewPrivileges ? nil : "can gain privileges by running another program"
  }

  private static func failure(_ reason: String) -> Failure {
    Failure(
      sentence: """
        privileges are not given up: \(reason); hopscope does not go on so: try -Z USER, or setcap cap_net_raw+ep \
        instead of sudo
        """, status: .noPrivilege)
  }
}
