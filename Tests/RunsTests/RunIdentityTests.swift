import Copies
import Features
import Testing

@testable import Runs

@Suite("RunIdentity") struct RunIdentityTests {
  private func differences(_ change: (inout ExtractionOptions, inout JudgeOptions) -> Void) throws -> [String] {
    var (extraction, judge) = (ExtractionOptions(), JudgeOptions())
    judge.seed = 1 << 60
    let before = try RunIdentity(command: "search", [:], options: [extraction, judge])
    change(&extraction, &judge)
    return before.differences(from: try RunIdentity(command: "search", [:], options: [extraction, judge]))
  }

  @Test("tells settings that differ by the options that were typed, and no others")
  func options() throws {
    #expect(try differences { _, _ in } == [])
    #expect(try differences { extraction, _ in extraction.maxFeatures = 7 } == ["--max-features (there 500, here 7)"])
    #expect(try differences { extraction, _ in extraction[.levels] = 4 } == ["--levels (there not given, here 4)"])
    #expect(
      try differences { extraction, _ in extraction.extractor = .sift }.contains("--extractor (there orb, here sift)"))
    #expect(
      try differences { _, judge in judge.triesMirrorImage = false } == ["--no-mirror (there not given, here given)"])
    #expect(
      try differences { _, judge in judge.verification.weighsAppearance = false }
        == ["--no-appearance (there not given, here given)"])
    #expect(try differences { _, judge in judge.verification.maxModels = 1 } == ["--models (there 2, here 1)"])
    // More digits than a Double holds, and the outermost of two settings of that name.
    #expect(
      try differences { _, judge in judge.seed += 1 }
        == ["--seed (there 1152921504606846976, here 1152921504606846977)"])
  }

  @Test("what only one of them has is a difference from both sides")
  func missing() throws {
    let (with, without) = (
      try RunIdentity(command: "search", ["--shard": "1/2"]), try RunIdentity(command: "search", [:])
    )
    #expect(with.differences(from: without) == ["--shard (there 1/2, here not given)"])
    #expect(without.differences(from: with) == ["--shard (there not given, here 1/2)"])
  }

  @Test("options in words name them as they are typed, without their dashes")
  func words() throws {
    var options = ExtractionOptions()
    options.extractor = .sift
    options[.isRoot] = false
    let words = try SettingTree(options).words
    #expect(words.hasPrefix("extractor sift, max features 500, max side 640, "), "\(words)")
    #expect(words.hasSuffix(", plain sift given"), "\(words)")
  }
}
