import Foundation

/// Working memory that tasks borrow and return, so that it is allocated once per concurrent task, not per image.
///
/// Results never depend on which workspace is borrowed. Sendable because a workspace is owned by one task or by the pool,
/// never both, and the lock guards the pool. (An `NSLock`, since ThreadSanitizer recognises it, unlike the standard
/// library's `Mutex` on Linux.)
final class WorkspacePool<Workspace: AnyObject>: @unchecked Sendable {
  private let lock = NSLock()
  private var idle: [Workspace] = []
  private let make: @Sendable () -> Workspace

  init(make: @escaping @Sendable () -> Workspace) {
    self.make = make
  }

  func withWorkspace<Result>(_ body: (Workspace) throws -> Result) rethrows -> Result {
    let workspace = lock.withLock { idle.popLast() } ?? make()
    defer { lock.withLock { idle.append(workspace) } }
    return try body(workspace)
  }
}
