import Dispatch
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ends connections that send and send what never becomes a request.
///
/// The HTTP library reads a line to its end however long it is, in a time that grows with the square of its length: a line of a
/// megabyte keeps a processor busy for minutes. A request of the page, head and body, takes no more than 20 kB, however long it waits.
/// So whoever has had more than that waiting at every look of one and a half seconds, and has no answer under way, is cut off. What is
/// waiting then is still read, but it is no more than ``PromptSockets`` lets wait.
///
/// Sendable because the lock guards what is known of connections.
final class StuckConnections: @unchecked Sendable {
  private let queue = DispatchQueue(label: "connections")
  private let lock = NSLock()
  private var timer: (any DispatchSourceTimer)?
  /// Answers under way, by the port of who asked.
  private var answering: [UInt16: Int] = [:]
  /// How often in a row too much was waiting, by the port of who sends them. Only on the queue.
  private var looks: [UInt16: Int] = [:]

  private static let interval = DispatchTimeInterval.milliseconds(500)
  private static let mostLooks = 3
  /// Bytes that may wait: more than a request takes.
  private static let mostWaiting = 32 << 10
  /// A browser has six connections.
  private static let mostDescriptors = 1024

  /// Begins to look at the connections of a port of this machine.
  func watch(_ port: UInt16) {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval)
    timer.setEventHandler { [self] in look(at: port) }
    lock.withLock { self.timer = timer }
    timer.resume()
  }

  func end() {
    lock.withLock {
      timer?.cancel()
      timer = nil
    }
  }

  /// Does what answers a request, during which more of them may wait.
  func answering<Answer>(_ peer: UInt16?, _ answer: () async throws -> Answer) async rethrows -> Answer {
    guard let peer else { return try await answer() }
    lock.withLock { answering[peer, default: 0] += 1 }
    defer {
      lock.withLock {
        answering[peer, default: 1] -= 1
        if answering[peer] == 0 { answering[peer] = nil }
      }
    }
    return try await answer()
  }

  private func look(at port: UInt16) {
    let busy = lock.withLock { answering }
    var waiting: [UInt16: Int] = [:]
    for descriptor in 3..<Int32(Self.mostDescriptors) {
      guard Self.port(of: descriptor, getsockname) == port, let peer = Self.port(of: descriptor, getpeername),
        busy[peer] == nil, Self.hasTooMuch(descriptor)
      else { continue }
      let count = looks[peer, default: 0] + 1
      if count < Self.mostLooks {
        waiting[peer] = count
      } else {
        shutdown(descriptor, Int32(SHUT_RDWR))
      }
    }
    looks = waiting
  }

  private static func hasTooMuch(_ descriptor: Int32) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: mostWaiting, alignment: 1) { buffer in
      recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == buffer.count
    }
  }

  /// One of a connection's two ports; nil for what is no connection by TCP and IPv4.
  private static func port(
    of descriptor: Int32,
    _ name: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> UInt16? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(descriptor, $0, &length) }
    }
    guard status == 0, Int32(address.sin_family) == AF_INET else { return nil }
    return UInt16(bigEndian: address.sin_port)
  }
}
