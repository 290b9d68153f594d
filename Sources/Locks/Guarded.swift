import Foundation

/// A value that several tasks share, and the lock without which nobody gets at it.
///
/// Sendable because of the lock. (An `NSLock`, since ThreadSanitizer recognises it, unlike the standard library's `Mutex` on Linux.)
/// What is lent out need not be Sendable: who hands an object on from ``withLock(_:)`` keeps none of it, and so one task owns it.
package final class Guarded<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  package init(_ value: sending Value) {
    self.value = value
  }

  /// Lends the value to one caller at a time, while the others wait.
  package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
