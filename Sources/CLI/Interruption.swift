import Dispatch
import Foundation
import Runs

/// Turns SIGINT and SIGTERM into cancellation, so that a stopped run cleans up after itself; one that doesn't come to it in time, as a
/// library or the system keeps it, ends as it is, which is no worse than being killed.
enum Interruption {
  /// Exit status of an interrupted program, as shells give it for SIGINT.
  static let status: Int32 = 130
  /// Seconds that a stopped run has for cleaning up.
  private static let patience = 1.5

  /// The value of `body`, whose task is cancelled by the first signal; a second one ends the program at once.
  static func exitStatus(of body: @escaping @Sendable () async -> Int32) async -> Int32 {
    let task = Task { await body() }
    // A queue of its own: the threads of the global one are those that work on photos, one a core, and may all be busy.
    let queue = DispatchQueue(label: "signals")
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        signal(number, SIG_DFL)
        task.cancel()
        queue.asyncAfter(deadline: .now() + patience) {
          CommandFailure.interrupted.report(asJSON: isJSONWanted)
          _exit(status)
        }
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return await task.value
  }
}

/// A run ended early and has left work that another one can go on with.
struct ResumableRun: Error {
  /// Why it ended; nil where it was interrupted.
  let reason: (any Error)?
  let output: String

  var message: String {
    let hint = "what is finished is in \(output).partial: give the same command with --resume to go on"
    return reason.map { "\($0); \(hint)" } ?? "interrupted; \(hint)"
  }
}

/// The result of a run that keeps its finished part beside `output`.
func resumable<Result>(output: String, _ run: () async throws -> Result) async throws -> Result {
  do {
    return try await run()
  } catch let error where canResume(to: output) && !(error is JournalError) {
    throw ResumableRun(reason: error is CancellationError ? nil : error, output: output)
  }
}
