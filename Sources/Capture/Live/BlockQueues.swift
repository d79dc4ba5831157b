/// The blocks of each handle that the engine has not read yet, in their order.
struct BlockQueues {
  struct Place {
    var block = -1
    var offset = 0
  }

  /// By handle: where its first packet is.
  private(set) var first = 0
  var places: [Place] = []
  private var waiting: [[Int]] = []
  private var heads: [Int] = []
  /// Handles that are open, with packets or not.
  var open = 0

  /// - Returns: whether the handle had none before.
  mutating func append(_ block: Int, handle: Int) -> Bool {
    while places.count <= handle {
      places.append(Place())
      waiting.append([])
      heads.append(0)
    }
    guard places[handle].block >= 0 else {
      places[handle] = Place(block: block, offset: 0)
      return true
    }
    waiting[handle].append(block)
    return false
  }

  /// Goes to the handle's next block.
  mutating func advance(_ handle: Int) -> Int? {
    guard heads[handle] < waiting[handle].count else {
      places[handle] = Place()
      waiting[handle].removeAll(keepingCapacity: true)
      heads[handle] = 0
      return nil
    }
    let block = waiting[handle][heads[handle]]
    heads[handle] += 1
    places[handle] = Place(block: block, offset: 0)
    return block
  }
}
