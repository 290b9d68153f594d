import Facsimile
import Testing

@testable import FindCopies

@Test("an application finds the copies of fixtures/, and reads and writes the files about them")
func findsCopies() async throws {
  let fixtures = #filePath.split(separator: "/").dropLast(5).reduce("") { $0 + "/" + $1 } + "/fixtures"
  let found = try await findCopies(of: fixtures + "/references", among: fixtures + "/queries")
  let truth = try readGroundTruth(fixtures + "/ground_truth.csv")
  let right = found.filter { truth.pairs.contains(TruePair(queryID: $0.queryID, referenceID: $0.referenceID)) }
  #expect(truth.pairs.count == 20)
  #expect(right.count >= 18, "\(right.count) of 20")
  #expect(found.count == right.count, "\(found.filter { !right.contains($0) })")
}
