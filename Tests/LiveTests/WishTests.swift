import Glibc
import Synchronization
import Testing

@testable import hopscope

/// Signals become bits, and end a wait.
@Suite(.serialized) struct WishTests {
  private static let isOver = Atomic(false)

  private func restore() {
    _ = signal(SIGHUP, SIG_DFL)
    _ = signal(SIGUSR2, SIG_DFL)
    _ = Wishes.take()
  }

  @Test("SIGUSR2 and SIGHUP of a live run are wishes, each its own, and are taken once")
  func wishes() {
    Signals.listenLive()
    defer { restore() }
    _ = Wishes.take()
    raise(SIGUSR2)
    #expect(Wishes.areThere && Wishes.take() == .flush)
    raise(SIGHUP)
    #expect(Wishes.take() == .reload)
    #expect(!Wishes.areThere)
  }

  @Test("A wait for descriptors ends when the signal comes")
  func interruptedWait() throws {
    Signals.listenLive()
    defer { restore() }
    Self.isOver.store(false, ordering: .relaxed)
    var sender = pthread_t()
    let target = UnsafeMutablePointer<pthread_t>.allocate(capacity: 1)
    target.initialize(to: pthread_self())
    defer { target.deallocate() }
    // Again and again: the first may come before the wait.
    let made = pthread_create(
      &sender, nil,
      { raw in
        guard let waiting = raw?.load(as: pthread_t.self) else { return nil }
        while !WishTests.isOver.load(ordering: .relaxed), pthread_kill(waiting, SIGUSR2) == 0 { usleep(10_000) }
        return nil
      }, target)
    try #require(made == 0)
    let (result, number) = (poll(nil, 0, 20_000), errno)
    Self.isOver.store(true, ordering: .relaxed)
    pthread_join(sender, nil)
    #expect(result == -1 && number == EINTR)
    #expect(Wishes.take().contains(.flush))
  }
}
