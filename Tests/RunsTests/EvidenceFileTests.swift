import Appearance
import CSV
import Files
import Scoring
import TestSupport
import Testing

@testable import Runs

@Suite("EvidenceFile") struct EvidenceFileTests {
  let folder = TemporaryFolder()

  static let compared = ModelEvidence(
    evidence: Evidence(
      geometry: 12.1 / 3, distinctiveShare: 0.1 + 0.2, distinctiveSpread: 0.5, shareOfQuery: 1, shareOfReference: 1e-9,
      appearance: AppearanceEvidence(
        agreeing: 0.25, contradicting: 1.0 / 3, regionBlocks: 7, regionContrast: 20.5, regionFlatShare: 0)),
    cells: RegionCells(proved: 0x8000_0000_0000_0001, contradicted: 0xff))
  static let blind = ModelEvidence(
    evidence: Evidence(geometry: 3, distinctiveSpread: 0.5, shareOfQuery: 1, shareOfReference: 1), cells: nil)

  static let asked = {
    var asked = compared
    asked.evidence.pairLogit = -1.0 / 3
    return asked
  }()
  static let askedBlind = {
    var asked = blind
    asked.evidence.pairLogit = 1e300
    return asked
  }()

  @Test("gives back what was written, to the last bit")
  func roundTrip() throws {
    let pairs = [
      ProvedPair(
        queryID: "a, \"b\"", referenceID: "r", unprovedScore: -1.0 / 3, addedScore: 0,
        models: [Self.compared, Self.blind]),
      ProvedPair(queryID: "a, \"b\"", referenceID: "é/s", unprovedScore: nil, addedScore: 0.1, models: [Self.blind]),
      ProvedPair(queryID: "c", referenceID: "r", unprovedScore: 0, addedScore: -7, models: [Self.compared]),
    ]
    try EvidenceFile.write(pairs, to: folder.file("e.csv"))
    #expect(try EvidenceFile.read(folder.file("e.csv")) == pairs)
    try EvidenceFile.write([], to: folder.file("e.csv"))
    #expect(try EvidenceFile.read(folder.file("e.csv")).isEmpty)
  }

  @Test("what a pair model says is told where one was asked alone")
  func pairLogit() throws {
    let pairs = [Self.asked, Self.compared].map {
      ProvedPair(
        queryID: "q", referenceID: "r\($0.evidence.pairLogit ?? 0)", unprovedScore: nil, addedScore: 0, models: [$0])
    }
    let path = folder.file("e.csv")
    try EvidenceFile.write(pairs, hasPairModel: true, to: path)
    #expect(try EvidenceFile.read(path) == pairs)
    let text = String(decoding: try readFile(path), as: UTF8.self)
    let header = text.prefix { $0 != "\n" }
    #expect(header.hasSuffix(",region_flat_share,pair_logit"))
    try EvidenceFile.write(pairs[1...], to: path)
    let without = String(decoding: try readFile(path), as: UTF8.self)
    #expect(without.prefix { $0 != "\n" } == header.dropLast(",pair_logit".count))
    folder.write(text.replacing("\(Self.asked.evidence.pairLogit!)\n", with: "inf\n"), to: "e.csv")
    let error = #expect(throws: CSVError.self) { try EvidenceFile.read(path) }
    #expect(error?.line == 2 && error?.reason.contains("expected a number in field 20") ?? false, "\(error!)")
  }

  @Test("what is no evidence is refused by file and line")
  func refusals() throws {
    let pair = ProvedPair(queryID: "q", referenceID: "r", unprovedScore: nil, addedScore: 0, models: [Self.compared])
    let path = folder.file("e.csv")
    try EvidenceFile.write([pair], to: path)
    let text = String(decoding: try readFile(path), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    func expectRefusal(_ text: String, line: Int?, _ reason: String) {
      folder.write(text, to: "e.csv")
      let error = #expect(throws: CSVError.self) { try EvidenceFile.read(path) }
      #expect(error?.path == path && error?.line == line, "\(String(describing: error))")
      #expect(error?.reason.contains(reason) ?? false, "\(String(describing: error))")
    }
    expectRefusal("", line: nil, "header")
    expectRefusal("query_id,reference_id,score\n", line: 1, "header")
    expectRefusal(text.replacing("8000000000000001", with: "800000000000001"), line: 2, "16 hexadecimal digits")
    expectRefusal(text.replacing("8000000000000001", with: "+00000000000000f"), line: 2, "16 hexadecimal digits")
    expectRefusal(text.replacing("20.5", with: "nan"), line: 2, "expected a number")
    expectRefusal(text.replacing("20.5", with: ""), line: 2, "expected a number")
    expectRefusal(text.replacing("q,r,,0.0", with: "q,r,,1e39"), line: 2, "single precision")
    expectRefusal(text.replacing("q,r,,0.0", with: "q,r,-inf,0.0"), line: 2, "expected a number")
    let other = lines[1].replacing("q,r", with: "q,s")
    expectRefusal([lines[0], lines[1], other, lines[1]].joined(separator: "\n"), line: 4, "further up")
  }
}
