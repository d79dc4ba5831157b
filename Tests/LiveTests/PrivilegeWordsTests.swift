import Glibc
import Testing

@testable import hopscope

/// Who a live run becomes, what is checked afterwards, and what is said when something is not permitted.
@Suite struct PrivilegeWordsTests {
  private func user(
    _ variables: [String: String] = [:], asked: String? = nil, effective: UInt32 = 0
  ) throws -> RunUser? {
    try RunUser.choose(asked: asked, effective: effective, environment: { variables[$0] }) { name in
      ["nobody": .init(user: 65534, group: 65534), "root": .init(user: 0, group: 0), "33": .init(user: 33, group: 34)][
        name]
    }
  }

  @Test("Whoever called sudo; without sudo nobody else; -Z before all")
  func choice() throws {
    let sudo = ["SUDO_UID": "1000", "SUDO_GID": "1001"]
    #expect(try user(sudo) == RunUser(user: 1000, group: 1001))
    #expect(try user() == nil)
    #expect(try user(["SUDO_UID": "0", "SUDO_GID": "0"]) == nil)
    #expect(try user(sudo, asked: "nobody") == RunUser(user: 65534, group: 65534))
    #expect(try user(asked: "33") == RunUser(user: 33, group: 34))
    #expect(try user(asked: "7:8") == RunUser(user: 7, group: 8))
    #expect(try user(sudo, asked: "root") == RunUser(user: 0, group: 0))
  }

  @Test("A variable that anybody may set means nothing unless root has it")
  func notRoot() throws {
    #expect(try user(["SUDO_UID": "77", "SUDO_GID": "77"], effective: 1000) == nil)
  }

  @Test(
    "Numbers are digits alone; 2³²−1, which setresuid takes for “leave it”, is none",
    arguments: ["", " 1", "+1", "-1", "1 ", "0x10", "1e3", "4294967295", "4294967296", "99999999999", "١"])
  func strictNumbers(_ text: String) {
    #expect(throws: Failure.self) { try user(["SUDO_UID": text, "SUDO_GID": "1"]) }
    #expect(throws: Failure.self) { try user(["SUDO_UID": "1", "SUDO_GID": text]) }
    #expect(throws: Failure.self) { try user(asked: "\(text):1") }
  }

  @Test("An unknown user, and a number without a group, are errors of usage")
  func unknownUsers() throws {
    for asked in ["nosuch", "1234", "1234:", ":5", ""] {
      let failure = #expect(throws: Failure.self) { try user(asked: asked) }
      #expect(failure?.status == .usage && failure?.sentence.hasPrefix("-Z \(asked): ") == true)
    }
  }

  private func status(
    uid: String = "1000\t1000\t1000\t1000", effective: String = "2000", permitted: String = "2000", flag: String = "1"
  ) throws -> ThreadStatus {
    try #require(
      ThreadStatus(
        "Name:\thopscope\nUid:\t\(uid)\nCapInh:\t0\nCapPrm:\t\(permitted)\nCapEff:\t\(effective)\nNoNewPrivs:\t\(flag)\n"
      ))
  }

  @Test("Every excess of a thread is named")
  func excess() throws {
    let report = DropReport(kept: .netRaw, user: 1000, group: 1000)
    #expect(PrivilegeCheck.fault(try status(), report) == nil)
    #expect(PrivilegeCheck.fault(try status(effective: "0"), report) == nil)
    #expect(PrivilegeCheck.fault(try status(effective: "3000"), report) == "still has CAP_NET_ADMIN")
    #expect(PrivilegeCheck.fault(try status(permitted: "0000000000202000"), report) == "still has capability 21")
    #expect(PrivilegeCheck.fault(try status(uid: "1000 1000 0 1000"), report) == "is not user 1000 alone")
    #expect(PrivilegeCheck.fault(try status(flag: "0"), report) != nil)
    #expect(ThreadStatus("Uid:\t0\t0\t0\t0\n") == nil)
  }

  @Test("This very process: the kernel's words are understood")
  func ownStatus() throws {
    let thread = try #require(ThreadList.numbers.first)
    let status = try #require(ThreadList.status(thread))
    #expect(status.users == [getuid(), geteuid(), geteuid(), geteuid()])
    #expect(status.effective == Capabilities.effective)
  }

  @Test("A process with several threads, as this one, does not drop: the others would keep what they have")
  func severalThreads() throws {
    try #require(ThreadList.count > 1)
    let failure = #expect(throws: Failure.self) { try PrivilegeDrop.drop(keepingConntrack: false, user: nil) }
    #expect(failure?.status == .noPrivilege)
    #expect(throws: Failure.self) { try NetworkNamespace.enter("/proc/self/ns/net") }
  }

  @Test("Without the privilege: one sentence with the remedies, and 77")
  func remedies() {
    let failure = CapturePrivilege.failure(EPERM, isRoot: false)
    #expect(failure.status == .noPrivilege && !failure.sentence.contains("\n"))
    for part in ["sudo hopscope live", "setcap cap_net_raw+ep $(command -v hopscope)", "| hopscope replay -"] {
      #expect(failure.sentence.contains(part))
    }
    #expect(CapturePrivilege.failure(EPERM, isRoot: true).sentence.contains("NET_RAW to securityContext"))
    #expect(CapturePrivilege.failure(EAFNOSUPPORT, isRoot: true).status == .failed)
  }

  @Test(
    "--netns: a path, a process or a name",
    arguments: [
      ("/run/netns/a", "/run/netns/a"), ("123", "/proc/123/ns/net"), ("blue", "/run/netns/blue"),
      ("12a", "/run/netns/12a"),
    ])
  func namespaces(_ text: String, _ path: String) { #expect(NetworkNamespace.path(of: text) == path) }

  @Test("What is wrong with a namespace")
  func namespaceFaults() {
    #expect(NetworkNamespace.notOpened("99", "/proc/99/ns/net", ENOENT).sentence.contains("no process has this number"))
    #expect(
      NetworkNamespace.notOpened("blue", "/run/netns/blue", ENOENT).sentence.contains("there is no /run/netns/blue"))
    #expect(NetworkNamespace.notOpened("9", "/proc/9/ns/net", EACCES).status == .noPrivilege)
    #expect(NetworkNamespace.notEntered("/x", "/x", EINVAL).sentence.contains("is no network namespace"))
    #expect(NetworkNamespace.notEntered("/x", "/x", EPERM).sentence.contains("CAP_SYS_ADMIN"))
  }
}
