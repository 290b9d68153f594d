import Foundation

/// Working memory that tasks borrow and give back, so that it is allocated once for each task at work, not for each image.
///
/// What is computed never depends on which workspace is borrowed. Sendable because a workspace is in one task's hands or
/// in the pool, never both, and the lock guards the pool. (An `NSLock`, since ThreadSanitizer sees it and doesn't see
/// the standard library's `Mutex` on Linux.)
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
