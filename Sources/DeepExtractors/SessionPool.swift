import Locks

/// Sessions of one model that tasks borrow and return, so that there are as many as work at once. A session is owned by one task or by
/// the pool, never both.
final class SessionPool: Sendable {
  private let idle: Guarded<[any InferenceSession]>
  private let model: any InferenceModel

  /// - Parameter first: a session that is there already, and nobody else's from now on.
  init(of model: any InferenceModel, first: sending any InferenceSession) {
    self.model = model
    idle = Guarded([first])
  }

  /// - Throws: ``ModelError`` where no more sessions can be had, and what `body` throws.
  func withSession<Result>(_ body: (any InferenceSession) throws(ModelError) -> Result) throws(ModelError) -> Result {
    let waiting = idle.withLock { $0.popLast() }
    let session = if let waiting { waiting } else { try model.makeSession() }
    defer { idle.withLock { $0.append(session) } }
    return try body(session)
  }
}
