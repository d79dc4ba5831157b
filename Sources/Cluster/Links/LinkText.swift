import FoundationEssentials

/// Reads what `ip -j link`, `ip -j -d link` and `ip -j addr` print.
public enum LinkText {
  /// Interfaces of one host; more than that no kernel has been seen to carry.
  static let most = 65_536
  /// Names of the kernel have at most 15 bytes.
  static let longestName = 64

  private static let advice = "Make it on the node with: ip -j -d link > ip-link-NODE.json"

  /// - Parameters:
  ///   - name: what to call the file in errors.
  ///   - host: whose interfaces they are.
  public static func load(
    _ bytes: [UInt8], name: String, host: String, into table: inout LinkTable
  ) throws(LinkLoadError) {
    let entries: [Entry]
    do {
      entries = try JSONDecoder().decode([Entry].self, from: Data(bytes))
    } catch {
      throw LinkLoadError(name, "it is not the list that ip -j link prints. \(advice)")
    }
    guard entries.count <= most else { throw LinkLoadError(name, "it lists more than \(most) interfaces. \(advice)") }
    let links = entries.compactMap(\.link)
    guard !links.isEmpty else { throw LinkLoadError(name, "no interface with a number and a name is in it. \(advice)") }
    table.add(links, host: host)
  }

  /// Members that are not needed, or are of another type than expected, do not matter: ip prints `{}` for what it left out.
  private struct Entry: Decodable {
    struct Info: Decodable {
      var kind: String?
      enum CodingKeys: String, CodingKey { case kind = "info_kind" }
      init(from decoder: any Decoder) throws {
        kind = try? decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .kind)
      }
    }

    enum CodingKeys: String, CodingKey { case ifindex, ifname, master, linkinfo }
    var link: Link?

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      guard let index = try? fields.decode(UInt32.self, forKey: .ifindex), index > 0,
        let name = try? fields.decode(String.self, forKey: .ifname), !name.isEmpty, name.utf8.count <= longestName
      else { return }
      link = Link(
        index: index, name: name, kind: (try? fields.decode(Info.self, forKey: .linkinfo))?.kind,
        master: try? fields.decode(String.self, forKey: .master))
    }
  }
}

/// Why a file names no interfaces.
public struct LinkLoadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What, where, why, what next.
  public var description: String

  init(_ name: String, _ reason: String) { description = "\(name): \(reason)" }
}
