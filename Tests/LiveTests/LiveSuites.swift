import Testing

/// `hopscope live` among real clients, nodes and pods. One after the other: they share the labs, and some of them are about seconds.
@Suite(.serialized, .live) enum LiveSuites {}
