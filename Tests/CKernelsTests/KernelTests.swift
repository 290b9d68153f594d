import CKernels
import Testing

/// All tests of kernels: one after the other, because the forced SIMD target is global to the process. Tests of further
/// kernels extend this suite.
@Suite(.serialized) struct KernelTests {
  /// Runs `body` once on each SIMD target of this machine, with the target's name.
  static func onEveryTarget(_ body: (String) throws -> Void) rethrows {
    defer { fk_unforce_target() }
    for target in 0..<fk_target_count() {
      precondition(fk_force_target(target) == 0)
      try body(String(cString: fk_target_name(target)))
    }
  }
}
