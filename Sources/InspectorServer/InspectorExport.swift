import Files
import Foundation
import Inspection
import Photos

/// Some pairs of a run as a folder that opens in a browser without a server, and can be mailed: `index.html`, and photos of at most
/// 640 pixels. Nothing can be labelled there.
package struct InspectorExport: Sendable {
  private let run: InspectedRun
  private let choice: PairChoice?
  private let limit: Int
  private let hidesNames: Bool

  /// Longest side of a photo, in pixels.
  private static let pictureSide = 640

  /// - Parameters:
  ///   - choice: see `PairChoice.rows(of:_:labelled:atMost:)`.
  ///   - hidesNames: whether ids, paths and what people have written are left out.
  package init(
    of run: InspectedRun, choosing choice: PairChoice? = nil, atMost limit: Int = 200, hidesNames: Bool = false
  ) {
    self.run = run
    self.choice = choice
    self.limit = limit
    self.hidesNames = hidesNames
  }

  /// Writes the folder; an earlier export that was in it is replaced.
  ///
  /// A photo that can't be drawn and a pair that can't be told are left out, and the page says so.
  /// - Returns: how many pairs there are.
  /// - Throws: ``NothingChosen``, `FileError` when a file can't be written or the folder holds something else, `CancellationError`.
  /// - Complexity: that of telling each pair, and O(pixels of their photos).
  package func write(
    to folder: String, threads: Int = 1, progress: any ProgressReporter = NoProgress()
  ) async throws -> Int {
    let labelled = Set(run.labels.labels().compactMap { run.table.row(of: $0.pair) })
    let rows = PairChoice.rows(of: run.table, choice, labelled: labelled, atMost: limit)
    guard !rows.isEmpty else { throw NothingChosen(choice: choice) }
    // The page relies on falling scores.
    let table = run.table.selecting(rows.sorted())
    let place = try ExportFolder(folder)
    try place.clear()
    let shown =
      hidesNames
      ? table.renamed {
        "q\($0 + 1)"
      } reference: {
        "r\($0 + 1)"
      } : table
    let stories = try await stories(of: table, as: shown, progress: progress)
    let queries = try await pictures(.query, table.queryIDs, in: place, threads: threads, progress: progress)
    let references = try await pictures(.reference, table.referenceIDs, in: place, threads: threads, progress: progress)
    var data = Data()
    func add(_ key: String, _ json: some Sequence<UInt8>) {
      data.append(contentsOf: "\(data.isEmpty ? "{" : ",")\"\(key)\":".utf8)
      data.append(contentsOf: json)
    }
    add("run", try snakeCaseJSON(RunDocument(run).exported(shown, hidesNames: hidesNames)))
    add("pairs", shown.json())
    add("labels", try snakeCaseJSON(LabelListDocument(run.labels, of: table, hidesWords: hidesNames)))
    add("stories", stories)
    add("photos", try snakeCaseJSON(["q": queries, "r": references]))
    data.append(UInt8(ascii: "}"))
    // The page comes last: whoever sees it has a whole export.
    try writeFile(PageAssets.wholePage(data: Array(data)), to: "\(folder)/\(ExportFolder.page)")
    return rows.count
  }

  /// An object of stories by their rows.
  ///
  /// - Parameter shown: the same pairs as they are called.
  private func stories(
    of table: PairTable, as shown: PairTable, progress: any ProgressReporter
  ) async throws -> [UInt8] {
    let told = run.stories.telling(table)
    progress.begin("explaining", total: table.count)
    defer { progress.end() }
    var json = Array("{".utf8)
    for row in 0..<table.count {
      do {
        let story = try await told.json(ofRow: row)
        if json.count > 1 { json.append(UInt8(ascii: ",")) }
        json += Array("\"\(row)\":".utf8)
        json += hidesNames ? try withoutNames(story, row: row, of: shown) : story
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The page says of a pair without a story that it can't be told.
      }
      progress.advance()
    }
    return json + Array("}".utf8)
  }

  private func withoutNames(_ story: [UInt8], row: Int, of shown: PairTable) throws -> [UInt8] {
    guard var object = try JSONSerialization.jsonObject(with: Data(story)) as? [String: Any] else { return story }
    let pair = shown.pair(ofRow: row)
    for (side, name) in [("query", pair.queryID), ("reference", pair.referenceID)] {
      guard var photo = object[side] as? [String: Any] else { continue }
      photo["id"] = name
      photo["path"] = name
      object[side] = photo
    }
    object["expected_reference_ids"] = shown.expectedReferenceIDs(ofRow: row)
    object["warnings"] = [String]()
    return Array(try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]))
  }

  /// Where each photo's picture is, below the folder; nil where there is none.
  private func pictures(
    _ role: PhotoRole, _ ids: [String], in folder: ExportFolder, threads: Int, progress: any ProgressReporter
  ) async throws -> [String?] {
    progress.begin("drawing", total: ids.count)
    defer { progress.end() }
    var names: [String?] = []
    try await mapInOrder(Array(ids.enumerated()), threads: threads) { index, id -> String? in
      guard let picture = try? run.pictures.picture(of: role, id: id, side: Self.pictureSide) else { return nil }
      let name = ExportFolder.pictureName(of: role, index)
      try writeFile(picture.jpeg, to: "\(folder.path)/\(name)")
      return name
    } consume: { _, name in
      names.append(name)
      progress.advance()
    }
    return names
  }
}

/// No pair is as it was asked for.
package struct NothingChosen: Error, Sendable, Hashable, CustomStringConvertible {
  package let choice: PairChoice?

  package var description: String {
    switch choice {
    case .falsePositives: "there are no false positives at the threshold"
    case .missed: "no true pair is missed at the threshold"
    case .labelled: "no pair is labelled"
    case .near, nil: "there are no pairs"
    }
  }
}
