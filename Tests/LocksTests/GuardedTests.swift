import Locks
import Testing

@Suite("Guarded") struct GuardedTests {
  @Test("is lent to one task at a time")
  func oneAtATime() async {
    let sums = Guarded((count: 0, text: [Int]()))
    await withTaskGroup { group in
      for task in 0..<8 {
        group.addTask {
          for _ in 0..<1000 {
            sums.withLock {
              $0.count += 1
              $0.text.append(task)
            }
          }
        }
      }
    }
    let (count, texts) = sums.withLock { ($0.count, $0.text.count) }
    #expect(count == 8000 && texts == 8000)
  }

  @Test("is free again after an error")
  func error() {
    struct Refusal: Error {}
    let value = Guarded(1)
    #expect(throws: Refusal.self) {
      try value.withLock {
        $0 = 2
        throw Refusal()
      }
    }
    #expect(value.withLock { $0 } == 2)
  }
}
