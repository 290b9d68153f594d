import CHDF5
import Foundation

/// The door to HDF5: every call of it is made between ``enter()`` and ``leave()``.
///
/// Debian's HDF5 has a lock of its own, Homebrew's has none; ours makes both safe to use from several tasks. No call
/// runs in parallel with another either way.
enum HDF5Library {
  // Recursive, as the last reference to a handle may go away, and so close it, while its thread is inside.
  private static let lock = NSRecursiveLock()

  // HDF5's exit handler closes what is still open. Ours closes everything itself, and after a failed write that handler
  // would try the same write again, complain on stderr and loop; so it is taken out before the library starts.
  private static let withoutExitHandler: Void = { _ = H5dont_atexit() }()

  /// Waits for the library and keeps it from printing errors; the setting belongs to the thread, hence once a call.
  static func enter() {
    lock.lock()
    withoutExitHandler
    H5Eset_auto2(chdf5_error_stack(), nil, nil)
  }

  static func leave() {
    lock.unlock()
  }

  /// Passes on the result of a call, or throws when it is negative, which is how all of HDF5 reports failures.
  @discardableResult
  static func check<Result: SignedInteger>(_ result: Result) throws(HDF5Failure) -> Result {
    guard result >= 0 else { throw HDF5Failure(reason: innermostError()) }
    return result
  }

  /// The first message of the error stack. To be called before the next call of HDF5, which clears the stack.
  private static func innermostError() -> String {
    var message = ""
    withUnsafeMutablePointer(to: &message) { pointer in
      _ = H5Ewalk2(
        chdf5_error_stack(), H5E_WALK_UPWARD,
        { _, entry, context in
          guard let entry, let context else { return 0 }
          let message = context.assumingMemoryBound(to: String.self)
          if message.pointee.isEmpty, let description = entry.pointee.desc {
            message.pointee = String(cString: description)
          }
          return 0
        }, pointer)
    }
    return message.isEmpty ? "HDF5 gives no reason" : shortened(message)
  }

  /// `file write failed: time = …, errno = 28, error message = 'No space left on device', buf = …` without the noise.
  private static func shortened(_ message: String) -> String {
    guard let start = message.range(of: "error message = '")?.upperBound,
      let end = message.range(of: "'", range: start..<message.endIndex)?.lowerBound
    else { return message }
    return String(message[start..<end])
  }
}
