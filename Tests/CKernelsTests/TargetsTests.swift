import CKernels
import Testing

extension KernelTests {
  @Suite("SIMD targets") struct TargetsTests {
    @Test("have distinct names")
    func names() {
      let names = (0..<fk_target_count()).map { String(cString: fk_target_name($0)) }
      print("SIMD targets:", names.joined(separator: ", "))
      #expect(!names.isEmpty)
      #expect(Set(names).count == names.count)
    }

    @Test("beyond the last are refused")
    func beyondTheLast() {
      #expect(fk_target_name(fk_target_count()) == nil)
      #expect(fk_force_target(fk_target_count()) == -1)
    }

    @Test("are the same list while one is forced")
    func listWhileForced() {
      let count = fk_target_count()
      KernelTests.onEveryTarget { _ in #expect(fk_target_count() == count) }
    }
  }
}
