/// The blocks of each handle that the engine has not read yet, in their order.
struct BlockQueues {
  struct Place {
    var block = -1
    var offset = 0
  }

  /// By handle: where its first packet is.
  var places: [Place] = []
  private(set) var waiting: [[Int]] = []
  private var heads: [Int] = []
  private var isClosed: [Bool] = []
  /// Handles that are open, with packets or not.
  var open = 0
  /// Handles that are closed and still have packets here.
  private(set) var closedWaiting = 0

  /// - Returns: whether the handle had none before.
  mutating func append(_ block: Int, handle: Int) -> Bool {
    reserve(handle)
    guard places[handle].block >= 0 else {
      places[handle] = Place(block: block, offset: 0)
      if isClosed[handle] { closedWaiting += 1 }
      return true
    }
    waiting[handle].append(block)
    return false
  }

  /// It brings no more than what is on its way.
  mutating func close(_ handle: Int) {
    reserve(handle)
    guard !isClosed[handle] else { return }
    isClosed[handle] = true
    if places[handle].block >= 0 { closedWaiting += 1 }
  }

  private mutating func reserve(_ handle: Int) {
    while places.count <= handle {
      places.append(Place())
      waiting.append([])
      heads.append(0)
      isClosed.append(false)
    }
  }

  /// Goes to the handle's next block.
  mutating func advance(_ handle: Int) -> Int? {
    guard heads[handle] < waiting[handle].count else {
      places[handle] = Place()
      waiting[handle].removeAll(keepingCapacity: true)
      heads[handle] = 0
      if isClosed[handle] { closedWaiting -= 1 }
      return nil
    }
    let block = waiting[handle][heads[handle]]
    heads[handle] += 1
    if heads[handle] >= 1024, heads[handle] * 2 >= waiting[handle].count { forgetRead(handle) }
    places[handle] = Place(block: block, offset: 0)
    return block
  }

  /// A handle that always has more would otherwise keep the numbers of all its blocks.
  private mutating func forgetRead(_ handle: Int) {
    waiting[handle].removeFirst(heads[handle])
    heads[handle] = 0
  }
}
