import Runs
import Testing

@Suite("CopyRunOptions") struct CopyRunOptionsTests {
  @Test(
    "more candidates are judged among more than a thousand references",
    arguments: [(0, 20), (1000, 20), (8000, 40), (1_000_000, 200)])
  func candidateCount(references: Int, expected: Int) {
    #expect(CopyRunOptions().candidateCount(among: references) == expected)
  }

  @Test("however many candidates are asked for, none is lost to overflow")
  func manyCandidates() {
    var options = CopyRunOptions()
    options.candidates = .max
    #expect(options.candidateCount(among: 1) == .max)
    #expect(options.candidateCount(among: .max) == .max)
  }
}
