import FlyingSocks
import Foundation

/// Sockets that send at once, and let little wait. Without TCP_NODELAY, an answer's body waits for 40 ms until the browser has
/// acknowledged its head; and what waits of a connection that is cut off is still read (``StuckConnections``).
struct PromptSockets<Pool: AsyncSocketPool>: AsyncSocketPool {
  private let pool: Pool

  /// Bytes that may wait to be read.
  private static var mostWaiting: Int32 { 64 << 10 }

  init(_ pool: Pool) { self.pool = pool }

  func prepare() async throws { try await pool.prepare() }

  func run() async throws { try await pool.run() }

  /// The listening socket waits before it has any connection, which inherits the settings.
  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    if events == .connection {
      try? socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
      try? socket.setValue(Self.mostWaiting, for: .receiveBufferSize)
    }
    try await pool.suspendSocket(socket, untilReadyFor: events)
  }
}
