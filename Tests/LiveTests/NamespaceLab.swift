import Glibc

/// Whether this machine lets us make network namespaces; the tests of live capture need them.
enum NamespaceLab {
  /// Nil when they can be made; else why not, in words.
  static var obstacle: String? {
    geteuid() == 0 ? nil : "network namespaces need root"
  }
}
