/// Does some work unless time runs out.
///
/// - Parameter deadline: when the work is given up; nil for never.
/// - Returns: nil where it was given up.
func finish<Result: Sendable>(
  by deadline: ContinuousClock.Instant?, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
  guard let deadline else { return try await work() }
  guard ContinuousClock.now < deadline else { return nil }
  return try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(until: deadline, clock: .continuous)
      return nil
    }
    defer { group.cancelAll() }
    return try await group.next() ?? nil
  }
}
