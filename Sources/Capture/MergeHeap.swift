/// The next packet's time of each input that has one, earliest first; equal times in the order of the inputs.
struct MergeHeap {
  struct Entry: BitwiseCopyable {
    var timestamp: Int64
    var file: Int32

    static func < (left: Entry, right: Entry) -> Bool {
      left.timestamp != right.timestamp ? left.timestamp < right.timestamp : left.file < right.file
    }
  }

  private var entries: [Entry] = []

  var first: Entry? { entries.first }
  /// What is first when the first is gone.
  var second: Entry? {
    guard entries.count > 2 else { return entries.count == 2 ? entries[1] : nil }
    return entries[2] < entries[1] ? entries[2] : entries[1]
  }
  var count: Int { entries.count }

  mutating func insert(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child] < entries[parent] else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// Gives the first entry a later time.
  mutating func replaceFirst(_ timestamp: Int64) {
    entries[0].timestamp = timestamp
    siftDown()
  }

  mutating func removeFirst() {
    entries.swapAt(0, entries.count - 1)
    entries.removeLast()
    siftDown()
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < entries.count else { return }
      let right = left + 1
      let child = right < entries.count && entries[right] < entries[left] ? right : left
      guard entries[child] < entries[parent] else { return }
      entries.swapAt(child, parent)
      parent = child
    }
  }
}
