import Features
import Matcher
import Recall
import TestSupport
import Testing

@Suite("VoteRecall") struct VoteRecallTests {
  @Test("names the photo whose descriptors a query repeats", arguments: DescriptorKind.allCases)
  func repeated(kind: DescriptorKind) {
    let references = (0..<20).map { randomFeatures(kind, count: 30, seed: UInt64($0)).descriptors }
    let recall = VoteRecall(references: references, kind: kind)
    let candidates = recall.candidates(for: references[7], limit: 5)
    #expect(candidates.map(\.reference) == [7])
    #expect(candidates.map(\.votes) == [30])
  }

  @Test("most votes first, of equals the first reference, at most as many as asked for")
  func order() {
    let parts = (0..<4).map { randomFeatures(.binary256, count: $0 == 2 ? 20 : 10, seed: UInt64($0)).descriptors }
    let recall = VoteRecall(references: parts, kind: .binary256)
    var query = Descriptors(kind: .binary256)
    for part in parts.reversed() { query.append(part) }
    #expect(recall.candidates(for: query, limit: 10).map(\.reference) == [2, 0, 1, 3])
    #expect(recall.candidates(for: query, limit: 10).map(\.votes) == [20, 10, 10, 10])
    #expect(recall.candidates(for: query, limit: 2).map(\.reference) == [2, 0])
  }

  @Test("nothing to search in, or nothing to search for, gives no candidate")
  func empty() {
    let some = randomFeatures(.binary256, count: 5, seed: 1).descriptors
    let none = Descriptors(kind: .binary256)
    #expect(VoteRecall(references: [], kind: .binary256).candidates(for: some, limit: 5).isEmpty)
    #expect(VoteRecall(references: [none, none], kind: .binary256).candidates(for: some, limit: 5).isEmpty)
    #expect(VoteRecall(references: [some], kind: .binary256).candidates(for: none, limit: 5).isEmpty)
    #expect(
      VoteRecall(references: [none, some], kind: .binary256).candidates(for: some, limit: 5).map(\.reference) == [1])
  }
}

@Suite("VoteRecall by an index") struct IndexedVoteRecallTests {
  @Test("counts the votes of what the index finds", arguments: DescriptorKind.allCases)
  func votes(kind: DescriptorKind) throws {
    let references = (0..<20).map { randomFeatures(kind, count: $0 == 3 ? 0 : 30, seed: UInt64($0)).descriptors }
    var all = Descriptors(kind: kind)
    for reference in references { all.append(reference) }
    let recall = VoteRecall(counts: references.map(\.count), index: try FLANNIndex(building: all))
    // A descriptor itself is in the leaf and in the bucket that its query comes to.
    for reference in [0, 2, 4, 19] {
      let candidates = recall.candidates(for: references[reference], limit: 5)
      #expect(candidates.map(\.reference) == [reference])
      #expect(candidates.map(\.votes) == [30])
    }
    #expect(recall.candidates(for: references[3], limit: 5).isEmpty)
  }
}
