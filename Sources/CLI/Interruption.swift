import Dispatch
import Foundation

/// Turns SIGINT and SIGTERM into cancellation, so that a stopped run cleans up after itself.
enum Interruption {
  /// Exit status of an interrupted program, as shells give it for SIGINT.
  static let status: Int32 = 130

  /// The value of `body`, whose task is cancelled by the first signal; a second one ends the program at once.
  static func exitStatus(of body: @escaping @Sendable () async -> Int32) async -> Int32 {
    let task = Task { await body() }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(number, SIG_DFL)
        task.cancel()
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return await task.value
  }
}

/// The run was interrupted and has left work that another one can go on with.
struct ResumableInterruption: Error {
  /// How to go on.
  let hint: String
}
