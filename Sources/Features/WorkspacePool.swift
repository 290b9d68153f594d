import Locks

/// Working memory that tasks borrow and return, so that it is allocated once per concurrent task, not per image.
///
/// Results never depend on which workspace is borrowed, and a workspace is owned by one task or by the pool, never both.
final class WorkspacePool<Workspace: AnyObject>: Sendable {
  private let idle = Guarded<[Workspace]>([])
  private let make: @Sendable () -> Workspace

  init(make: @escaping @Sendable () -> Workspace) {
    self.make = make
  }

  func withWorkspace<Result>(_ body: (Workspace) throws -> Result) rethrows -> Result {
    let workspace = idle.withLock { $0.popLast() } ?? make()
    defer { idle.withLock { $0.append(workspace) } }
    return try body(workspace)
  }
}
