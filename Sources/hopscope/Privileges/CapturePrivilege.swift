import CShims
import Glibc

/// Whether this process may capture at all: asked before anything else, so that the answer is one sentence.
enum CapturePrivilege {
  /// Opens a packet socket that receives nothing: a container's capabilities do not count in another's network namespace,
  /// so the kernel is asked instead of the capability set.
  static func check() throws(Failure) {
    let number = hopscope_try_packet_socket()
    if number == 0 { return }
    throw failure(number, isRoot: geteuid() == 0)
  }

  static func failure(_ number: Int32, isRoot: Bool) -> Failure {
    guard number == EPERM || number == EACCES else {
      return Failure(sentence: "this kernel opens no packet socket (AF_PACKET): \(SystemWords.of(number))")
    }
    return Failure(sentence: isRoot ? inContainer : asUser, status: .noPrivilege)
  }

  private static let asUser = """
    capturing needs CAP_NET_RAW: run sudo hopscope live …, or permit it once with sudo setcap cap_net_raw+ep \
    $(command -v hopscope); or capture where it is permitted: kubectl exec POD -- tcpdump -U -w - | hopscope replay -
    """

  private static let inContainer = """
    capturing needs CAP_NET_RAW, which this container does not have although it runs as root: add NET_RAW to \
    securityContext.capabilities.add, or run sudo hopscope live … on the node itself
    """
}

enum SystemWords {
  /// For people: lower case, no full stop.
  static func of(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0).lowercased() } ?? "error \(number)"
  }
}
