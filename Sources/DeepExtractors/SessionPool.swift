import Foundation

/// Sessions of one model that tasks borrow and return, so that there are as many as work at once.
///
/// Sendable because a session is owned by one task or by the pool, never both, and the lock guards the pool. (An `NSLock`, since
/// ThreadSanitizer recognises it, unlike the standard library's `Mutex` on Linux.)
final class SessionPool: @unchecked Sendable {
  private let lock = NSLock()
  private var idle: [any InferenceSession]
  private let model: any InferenceModel

  /// - Parameter first: a session that is there already, and nobody else's from now on.
  init(of model: any InferenceModel, first: any InferenceSession) {
    self.model = model
    idle = [first]
  }

  /// - Throws: ``ModelError`` where no more sessions can be had, and what `body` throws.
  func withSession<Result>(_ body: (any InferenceSession) throws(ModelError) -> Result) throws(ModelError) -> Result {
    let waiting = lock.withLock { idle.popLast() }
    let session = if let waiting { waiting } else { try model.makeSession() }
    defer { lock.withLock { idle.append(session) } }
    return try body(session)
  }
}
