import CSV
import Evaluation
import Foundation
import Names
import TestSupport
import Testing

@testable import Inspection

/// Parts of a table: what is chosen to be handed on, and what a map adds.
@Suite("Parts of a PairTable") struct PairSelectionTests {
  private let tags = QueryTags(name: "kind", tags: ["q1": ["crop"], "q2": ["jpeg"], "q4": ["text"], "q5": ["blur"]])

  private func table() throws -> PairTable {
    try PairTable(
      PairTableTests.rows, truth: PairTableTests.truth, tags: [tags], compared: PairTableTests.rows)
  }

  private func names(_ rows: [Int], of table: PairTable) -> [String] {
    rows.map { "\(table.pair(ofRow: $0).queryID) \(table.pair(ofRow: $0).referenceID)" }
  }

  private func rows(_ choice: PairChoice?, labelled: Set<Int> = [], atMost limit: Int = 100) throws -> [String] {
    let table = try table()
    return names(PairChoice.rows(of: table, choice, labelled: labelled, atMost: limit), of: table)
  }

  @Test("false positives, missed and labelled pairs, and those near the threshold")
  func choices() throws {
    // Precision 90 % is reached at the first pair alone.
    #expect(try table().startThreshold == 9)
    #expect(try rows(.falsePositives).isEmpty)
    #expect(try rows(.missed) == ["q4 r4", "q2 r2", "q1 r2", "q5 r5"])
    #expect(try rows(.near) == ["q1 r1", "q1 r9", "q3 r1", "q8 r1", "q4 r3", "q4 r4", "q2 r2"])
    #expect(try rows(.labelled, labelled: [5, 2]) == ["q3 r1", "q4 r4"])
    #expect(try rows(.labelled).isEmpty)
    let all = try rows(nil)
    #expect(all.prefix(4) == ["q4 r4", "q2 r2", "q1 r2", "q5 r5"] && all.count == 9 && Set(all).count == 9)
    #expect(try rows(nil, atMost: 3) == Array(all.prefix(3)))
    let bare = try PairTable(PairTableTests.rows)
    #expect(names(PairChoice.rows(of: bare, nil, labelled: [], atMost: 2), of: bare) == ["q2 r2", "q4 r4"])
    #expect(PairChoice.rows(of: bare, .missed, labelled: [], atMost: 2).isEmpty)
    #expect(PairChoice.allCases.filter(\.needsTruth) == [.falsePositives, .missed])
  }

  @Test("chosen rows keep all that is known of them, and what their queries were made from")
  func selecting() throws {
    let table = try table()
    let rows = [8, 5, 1, 0]
    let part = table.selecting(rows)
    #expect(names(Array(0..<4), of: part) == names(rows, of: table))
    for (place, row) in rows.enumerated() {
      #expect(part.row(of: table.pair(ofRow: row)) == place)
      #expect(part.score[place] == table.score[row] && part.truth?[place] == table.truth?[row])
      #expect(part.otherScore?[place] == table.otherScore?[row])
      #expect(part.expectedReferenceIDs(ofRow: place) == table.expectedReferenceIDs(ofRow: row))
      #expect(part.tags[0].values[Int(part.query[place])] == table.tags[0].values[Int(table.query[row])])
    }
    #expect(part.row(of: table.pair(ofRow: 2)) == nil)
    #expect(part.listedCount == 3 && part.metrics == table.metrics && part.truePairCount == 5)
    let renamed = part.renamed {
      "q\($0 + 1)"
    } reference: {
      "r\($0 + 1)"
    }
    #expect(renamed.queryIDs == ["q1", "q2", "q3"] && renamed.row(of: renamed.pair(ofRow: 3)) == 3)
    #expect(!String(decoding: renamed.json(), as: UTF8.self).contains("r9"))
    #expect(table.selecting([]).count == 0)
  }

  @Test("photos of a map that no pair names get numbers, too; those of neither set are counted")
  func map() throws {
    var table = try table()
    let before = table
    let map = PhotoMap(
      [("q1", 1.0, 2.0), ("r1", -1, 0), ("both", 3, 4), ("nobody", 0, 0)].map {
        MappedPhoto(id: $0.0, x: $0.1, y: $0.2)
      },
      queries: ["q1", "both"], references: ["r1", "both"], in: &table)
    #expect(map.unknownCount == 1)
    func id(_ point: PhotoMap.Point) -> String {
      point.role == .query ? table.queryIDs[point.index] : table.referenceIDs[point.index]
    }
    #expect(map.points.map(id) == ["q1", "r1", "both", "both"])
    #expect(map.points.map(\.role) == [.query, .reference, .query, .reference])
    #expect(map.points.map(\.x) == [1, -1, 3, 3] && map.points.map(\.y) == [2, 0, 4, 4])
    #expect(table.queryIDs == before.queryIDs + ["both"] && table.referenceIDs == before.referenceIDs + ["both"])
    #expect(table.tags[0].values.count == table.queryIDs.count && table.count == before.count)
  }
}
