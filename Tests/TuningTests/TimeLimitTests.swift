import Testing

@testable import Tuning

@Suite("finish(by:)") struct TimeLimitTests {
  @Test("gives up work that takes too long, and cancels it; work that is done in time counts")
  func deadline() async throws {
    let work: @Sendable () async throws -> Int = {
      try await Task.sleep(for: .seconds(3600))
      return 1
    }
    #expect(try await finish(by: .now + .milliseconds(20), work) == nil)
    #expect(try await finish(by: .now - .seconds(1), work) == nil)
    #expect(try await finish(by: .now + .seconds(3600)) { 2 } == 2)
    #expect(try await finish(by: nil) { 3 } == 3)
  }

  @Test("passes on what the work throws")
  func errors() async throws {
    struct Broken: Error {}
    await #expect(throws: Broken.self) {
      try await finish(by: .now + .seconds(3600)) { () -> Int in throw Broken() }
    }
  }
}
