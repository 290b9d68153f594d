/// Transforms inputs on several threads and hands over the results in the order of the inputs.
///
/// At most `3 · threads` inputs are begun and not yet handed over, so memory doesn't grow with their number. Cancelling
/// the task, or an error from `transform` or `consume`, stops the work after the inputs at hand.
/// - Parameters:
///   - threads: Most transforms at once; at least 1.
///   - transform: Called on any thread, once an input.
///   - consume: Called in the caller's task, in the order of the inputs.
package func mapInOrder<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], threads: Int, transform: @escaping @Sendable (Input) async throws -> Output,
  consume: (Input, Output) throws -> Void
) async throws {
  precondition(threads >= 1, "no work is done by \(threads) threads")
  try await withThrowingTaskGroup(of: (Int, Output).self) { group in
    var begun = 0
    var running = 0
    var consumed = 0
    var waiting: [Int: Output] = [:]

    func beginMore() {
      while running < threads, begun < inputs.count, begun - consumed < 3 * threads {
        let index = begun
        let input = inputs[index]
        group.addTask {
          try Task.checkCancellation()
          let output = try await transform(input)
          // Work that looks at it itself has ended early, and gives no more than that.
          try Task.checkCancellation()
          return (index, output)
        }
        begun += 1
        running += 1
      }
    }

    beginMore()
    while let (index, output) = try await group.next() {
      running -= 1
      waiting[index] = output
      beginMore()
      while let output = waiting.removeValue(forKey: consumed) {
        try consume(inputs[consumed], output)
        consumed += 1
      }
      beginMore()
    }
  }
  try Task.checkCancellation()
}
