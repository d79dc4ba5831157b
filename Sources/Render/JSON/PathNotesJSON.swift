import Cluster
import Trace
import Wire

/// What is said of a path beside its hops: what it rests on, what cannot be concluded, what contradicts.
enum PathNotesJSON {
  static func write(_ path: Path, _ words: Words, _ sources: SourceNames, _ json: inout JSONWriter) {
    if let probe = path.probe { write(probe, path, words, &json) }
    if path.returnsDirectly { json.field("directServerReturn", true) }
    if let delta = path.synProxyDelta { json.field("synProxyDelta", delta) }
    if let next = path.continuation {
      json.key("continuation")
      json.object { json in
        json.field("id", next.id)
        json.field("certainty", "likely")
        json.key("evidence")
        json.array { json in ["time", "payload"].forEach { json.value($0) } }
      }
    }
    write(path.alternatives, sources, &json)
    write(path.gaps, words, &json)
    write(path.disagreements, sources, &json)
  }

  private static func write(_ probe: KubeletProbe, _ path: Path, _ words: Words, _ json: inout JSONWriter) {
    json.key("probe")
    json.object { json in
      json.key("kind")
      json.array { json in for kind in probe.kinds { json.value(kind.rawValue) } }
      json.key("handler")
      json.array { json in for handler in probe.handlers { json.value(handler.rawValue) } }
      json.key("container")
      json.array { json in for container in probe.containers { json.value(container) } }
      json.field("port", probe.probes[0].port)
      json.key("basis")
      json.array { json in ["source", "port"].forEach { json.value($0) } }
      json.field("failure", words.probeFailure(path))
    }
  }

  static func write(_ proofs: [Proof], _ sources: SourceNames, _ json: inout JSONWriter) {
    guard !proofs.isEmpty else { return }
    json.key("packets")
    json.array { json in
      for proof in proofs {
        json.object { json in
          switch proof {
          case .packets(let before, let after):
            write("before", before, sources, &json)
            write("after", after, sources, &json)
          case .conntrack(let entry):
            json.field("conntrack", entry.host)
            // What a kernel told while it happened has no line.
            if entry.line > 0 { json.field("line", entry.line) }
          }
        }
      }
    }
  }

  /// Only when asked for: `--why` and `hopscope path`.
  static func write(_ alternatives: [Alternative], _ sources: SourceNames, _ json: inout JSONWriter) {
    guard !alternatives.isEmpty else { return }
    json.key("alternatives")
    json.array { json in
      for alternative in alternatives {
        json.object { json in
          PathJSON.write(ends: alternative.tuple, &json)
          write("first", alternative.packet, sources, &json)
          json.field("refused", alternative.refusal.rawValue)
        }
      }
    }
  }

  private static func write(
    _ name: String, _ packet: PacketReference, _ sources: SourceNames, _ json: inout JSONWriter
  ) {
    json.key(name)
    json.object { json in
      json.field("file", sources.name(packet.file))
      json.field("packet", packet.number)
    }
  }

  private static func write(_ gaps: [Gap], _ words: Words, _ json: inout JSONWriter) {
    guard !gaps.isEmpty else { return }
    json.key("cannot-conclude")
    json.array { json in
      for gap in gaps {
        json.object { json in
          json.field("about", gap.about.rawValue)
          json.field("reason", gap.reason.rawValue)
          json.field("sentence", words.sentence(gap))
          json.key("needs")
          json.array { json in for need in gap.needs { json.value(words.need(need)) } }
        }
      }
    }
  }

  private static func write(_ disagreements: [Disagreement], _ sources: SourceNames, _ json: inout JSONWriter) {
    guard !disagreements.isEmpty else { return }
    json.key("disagreements")
    json.array { json in
      for disagreement in disagreements {
        json.object { json in
          json.field("host", disagreement.entry.host)
          json.field("line", disagreement.entry.line)
          write("before", disagreement.before, &json)
          write("packets", disagreement.after, &json)
          write("conntrack", disagreement.entry.translated, &json)
        }
      }
    }
  }

  private static func write(_ name: String, _ tuple: Tuple, _ json: inout JSONWriter) {
    json.key(name)
    json.object { json in
      PathJSON.write(ends: tuple, &json)
    }
  }
}
