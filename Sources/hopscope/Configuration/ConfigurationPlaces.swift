import Glibc

/// Where configuration files lie; the first that sets an option wins.
struct ConfigurationPlaces {
  struct Place: Equatable {
    var path: String
    /// It must be there: somebody named it.
    var isNamed: Bool
  }
  private(set) var places: [Place] = []
  static let system = "/etc/hopscope/hopscope.yaml"

  /// - Parameters:
  ///   - named: what `--config` or HOPSCOPE_CONFIG says.
  ///   - environment: for HOME and XDG_CONFIG_HOME, which must be absolute by the XDG Base Directory Specification.
  init(named: String?, environment: [String: String]) {
    if let named { places.append(Place(path: named, isNamed: true)) }
    let folders = [environment["XDG_CONFIG_HOME"], environment["HOME"].map { $0 + "/.config" }]
    if let folder = folders.compactMap({ $0 }).first(where: { $0.hasPrefix("/") }) {
      places.append(Place(path: "\(folder)/hopscope/config.yaml", isNamed: false))
    }
    places.append(Place(path: Self.system, isNamed: false))
  }

  /// Those that are there, in order.
  var present: [Place] { places.filter { $0.isNamed || Self.isFile($0.path) } }

  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
