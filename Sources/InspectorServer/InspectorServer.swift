import FlyingFox
import FlyingSocks
import Foundation
import Inspection

/// A run's pairs as pages of a browser on the same machine: see docs/inspect.md for what it answers.
///
/// Only this machine can reach it (127.0.0.1), and only who has the ``InspectorToken`` is answered.
package struct InspectorServer: Sendable {
  private let run: InspectedRun
  private let token: InspectorToken
  private let port: UInt16

  /// Seconds that an answer may take: a first story may need the stories of other queries.
  private static let patience = 600.0

  /// - Parameters:
  ///   - port: 0 lets the system choose one.
  ///   - token: what a request has to know.
  package init(_ run: InspectedRun, port: UInt16 = 0, token: InspectorToken = InspectorToken()) {
    self.run = run
    self.port = port
    self.token = token
  }

  /// Answers requests until the task is cancelled.
  ///
  /// - Parameter listening: is called once, with the address that opens the page.
  /// - Throws: ``PortIsTaken``, `CancellationError`, and what the system says where sockets can't be had.
  package func serve(listening: @escaping @Sendable (_ address: String) async -> Void) async throws {
    let guardian = RequestGuard(token: token)
    let stuck = StuckConnections()
    let server = try HTTPServer(
      config: HTTPServer.Configuration(
        address: .inet(ip4: "127.0.0.1", port: port), timeout: Self.patience,
        pool: PromptSockets(HTTPServer.defaultPool()), logger: .disabled),
      handler: InspectorRoutes(run, guardian: guardian, connections: stuck))
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        group.addTask {
          try await server.waitUntilListening()
          guard case .ip4(_, let port)? = await server.listeningAddress else { return }
          guardian.listen(on: port)
          stuck.watch(port)
          await listening("http://127.0.0.1:\(port)/#\(token.text)")
          // Until the server ends, which cancels this.
          try await Task.sleep(for: .seconds(Int32.max))
        }
        defer {
          stuck.end()
          group.cancelAll()
        }
        try await group.next()
      }
    } catch SocketError.failed("Bind", let code, let reason) {
      throw PortIsTaken(port: port, reason: code == EADDRINUSE ? "another program has it" : reason)
    } catch  where Task.isCancelled {
      // Whatever the sockets say of it.
      throw CancellationError()
    }
    try Task.checkCancellation()
  }
}

/// The port that was asked for can't be had.
package struct PortIsTaken: Error, Sendable, Hashable, CustomStringConvertible {
  package let port: UInt16
  package let reason: String

  package var description: String {
    "port \(port) can't be had: \(reason); without --port the system chooses a free one"
  }
}
