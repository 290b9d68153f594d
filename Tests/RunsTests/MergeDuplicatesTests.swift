import CSV
import Features
import Files
import Imaging
import Photos
import TestSupport
import Testing

@testable import Runs

@Suite("mergeDuplicates") struct MergeDuplicatesTests {
  let folder = TemporaryFolder()
  var output: String { folder.file("groups.csv") }

  static let photos = ["e", "d", "c", "b", "a", "alone"]

  /// A photo at its place in the set.
  func photo(_ place: Int, width: Int = 30, bytes: Int? = nil, path: String = "p/1") -> DuplicatePairRow.Photo {
    DuplicatePairRow.Photo(id: Self.photos[place], place: place, path: path, width: width, height: 10, bytes: bytes)
  }

  func row(_ query: Int, _ reference: Int, _ score: Float) -> DuplicatePairRow {
    DuplicatePairRow(query: photo(query), reference: photo(reference), score: score)
  }

  @discardableResult
  func write(_ name: String, _ rows: [DuplicatePairRow]) throws -> String {
    try writeDuplicatePairs(rows, to: folder.file(name))
    return folder.file(name)
  }

  @Test("a pair that two shards have counts once, by its better score; equal scores are told apart by the set's order")
  func pairs() throws {
    // Of three equal links in a circle the one of the last two photos is left out, whatever they are called.
    let one = try write("1.csv", [row(0, 1, 0.1), row(2, 1, 0.3), row(2, 0, 0.3), row(3, 4, 7)])
    let other = try write("2.csv", [row(1, 0, 0.3)])
    let third = try write("3.csv", [])
    let report = try mergeDuplicates(of: [third, other, one], to: output)
    #expect(report.groups.map { $0.photos.map(\.id) } == [["a", "b"], ["c", "d", "e"]])
    #expect(report.groups[1].photos.map { $0.link?.id } == [nil, "e", "c"])
    #expect(report.groups[1].photos.map(\.score) == [nil, Double(Float(0.3)), Double(Float(0.3))])
    #expect(report.withoutManifest == [third, other, one] && report.failures.isEmpty)
    #expect(folder.contents == ["1.csv", "2.csv", "3.csv", "groups.csv"])
    let again = try mergeDuplicates(of: [one, other, third], to: folder.file("again.csv"))
    #expect(again.groups == report.groups)
  }

  @Test("places may be any numbers")
  func farPlaces() throws {
    let far = DuplicatePairRow.Photo(id: "far", place: .max, path: "x,\"y\"", width: 40, height: 10, bytes: 5)
    let path = try write("1.csv", [DuplicatePairRow(query: far, reference: photo(0), score: 3)])
    #expect(try readDuplicatePairs(path) == [DuplicatePairRow(query: far, reference: photo(0), score: 3)])
    let groups = try mergeDuplicates(of: [path], to: output).groups
    #expect(groups.count == 1 && groups[0].best.path == "x,\"y\"" && groups[0].best.bytes == 5)
  }

  @Test("what no run writes is refused, and nothing is left")
  func refusals() throws {
    let good = try write("good.csv", [row(0, 1, 3)])
    func other(_ query: DuplicatePairRow.Photo, _ reference: DuplicatePairRow.Photo) -> [DuplicatePairRow] {
      [DuplicatePairRow(query: query, reference: reference, score: 3)]
    }
    var paths = [
      try write("1.csv", [row(0, 2, 4)]), try write("2.csv", other(photo(2), photo(2))),
      try write("3.csv", other(photo(2, width: 31), photo(1)) + [row(2, 1, 3)]),
      try write("4.csv", other(photo(2), photo(1, bytes: 7))),
      try write("5.csv", other(photo(2, width: 1 << 40), photo(1))),
      try write(
        "6.csv",
        other(.init(id: "e", place: 4, path: "p/1", width: 30, height: 10, bytes: nil), photo(1))),
    ]
    let header = try String(decoding: readFile(good), as: UTF8.self).prefix { $0 != "\n" }
    for (number, line) in [
      "c,d,x,2,p,1,1,,1,p,1,1,", "c,d,1e99,2,p,1,1,,1,p,1,1,", "c,d,3,-1,p,1,1,,1,p,1,1,", "c,d,3,2,p,1,1,",
    ].enumerated() {
      paths.append(folder.write("\(header)\n\(line)\n", to: "line-\(number).csv"))
    }
    paths.append(folder.write("query_id,reference_id,score\n", to: "predictions.csv"))
    let before = folder.contents
    for path in paths {
      let error = #expect(throws: CSVError.self, "\(path)") { try mergeDuplicates(of: [good, path], to: output) }
      #expect(error?.path == path)
    }
    #expect(throws: FileError.self) { try mergeDuplicates(of: [good], to: good) }
    #expect(folder.contents == before)
  }
}
