import Synchronization

/// Working memory that tasks borrow and give back, so that it is allocated once for each task at work, not for each image.
///
/// What is computed never depends on which workspace is borrowed.
final class WorkspacePool<Workspace: AnyObject>: Sendable {
  /// A workspace is in one task's hands or in the pool, never both, which is what makes handing it over safe.
  private struct Idle: @unchecked Sendable {
    var workspaces: [Workspace] = []
  }

  private let idle = Mutex(Idle())
  private let make: @Sendable () -> Workspace

  init(make: @escaping @Sendable () -> Workspace) {
    self.make = make
  }

  func withWorkspace<Result>(_ body: (Workspace) throws -> Result) rethrows -> Result {
    let borrowed = idle.withLock { idle in Borrowed(workspace: idle.workspaces.popLast()) }
    let workspace = borrowed.workspace ?? make()
    let returned = Borrowed(workspace: workspace)
    defer { idle.withLock { $0.workspaces.append(returned.workspace!) } }
    return try body(workspace)
  }

  private struct Borrowed: @unchecked Sendable {
    let workspace: Workspace?
  }
}
