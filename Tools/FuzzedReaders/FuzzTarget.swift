import CSV
import Evaluation
import Exchange
import Foundation
import Imaging
import Labels
import LocalIndex
import Runs
import Vectors

/// A reader of files that others may have made, to be given anything.
///
/// What it throws is what it is for. A trap, a hang, more memory than is allowed, and what a sanitizer sees are findings.
package enum FuzzTarget: String, CaseIterable {
  case picture
  /// A feature store, an image pack, a file of vectors, or an index of FLANN.
  case file
  case manifest
  case codebook
  case segment
  /// A file of another tool.
  case foreign
  /// Vectors of ours, of another tool, or of NumPy.
  case vectors
  case predictions
  /// What a shard of `duplicates` writes.
  case pairs
  case candidates
  case truth
  case tags
  case labels

  /// - Parameters:
  ///   - bytes: of a file.
  ///   - folder: where files may be written.
  package func run(_ bytes: [UInt8], in folder: ScratchFolder) {
    switch self {
    case .picture:
      var options = DecodingOptions()
      options.maxPixels = 1 << 22
      _ = try? GrayImage(decoding: bytes, name: "fuzzed", options: options)
      _ = try? ColorImage(decoding: bytes, name: "fuzzed", options: options)
    case .file:
      for file in [bytes, Resealing.sealed(bytes)] { _ = try? checkFile(folder.write(file, to: "file")) }
    case .manifest: readIndex(in: folder, with: [bytes, Resealing.sealed(manifest: bytes)], as: "manifest")
    case .codebook: readIndex(in: folder, with: [bytes, Resealing.sealed(bytes)], as: "codebook")
    case .segment: readIndex(in: folder, with: [bytes, Resealing.sealed(segment: bytes)], as: "segment-0")
    case .foreign:
      for name in ["import", "import.queries.h5", "import.references.h5"] { folder.remove(name) }
      _ = try? importFiles([folder.write(bytes, to: "foreign")], to: folder.path + "/import")
    case .vectors:
      _ = folder.write(Array("a\nb\n".utf8), to: "vectors.ids.txt")
      let path = folder.write(bytes, to: "vectors.npy")
      for side in [VectorSide.queries, .references] {
        guard let vectors = try? openVectors(path, of: side) else { continue }
        _ = try? vectors.values(of: 0..<vectors.count)
      }
    case .predictions: _ = try? readPredictions(folder.write(bytes, to: "predictions.csv"))
    case .pairs: _ = try? mergeDuplicates(of: [folder.write(bytes, to: "pairs.csv")], to: folder.path + "/groups.csv")
    case .candidates: try? readCandidateRows(bytes, path: "candidates.csv") { _ in }
    case .truth: _ = try? readGroundTruth(folder.write(bytes, to: "truth.csv"))
    case .tags:
      let truth = GroundTruth(pairs: [TruePair(queryID: "Q0", referenceID: "R0")])
      _ = try? readQueryTags(folder.write(bytes, to: "tags.csv"), for: truth)
    case .labels:
      let path = folder.write(bytes, to: "predictions.labels.jsonl")
      guard let file = try? LabelFile(path: path) else { return }
      let truth = GroundTruth(
        pairs: [TruePair(queryID: "Q0", referenceID: "R0"), TruePair(queryID: "Q1", referenceID: "R1")])
      for before in [nil, truth] { _ = LabelledTruth(before, labels: file.labels).decidedTruth }
      // Cuts off what is torn, and takes another line.
      guard let log = try? LabelLog(path: path) else { return }
      try? log.append(PairLabel(TruePair(queryID: "Q0", referenceID: "R0"), .unsure, by: "me", at: ""))
      guard let grown = try? LabelFile(path: path), grown.lineCount == file.lineCount + 1 else {
        fatalError("a label that was added can't be read, or others can't any more")
      }
    }
  }

  /// A whole index but for one of its files, as each of `versions`.
  private func readIndex(in folder: ScratchFolder, with versions: [[UInt8]], as name: String) {
    for version in versions {
      let path = folder.write(version, to: "index/" + name)
      guard let index = try? LocalIndex(path: (path as NSString).deletingLastPathComponent) else { continue }
      try? index.check()
    }
  }
}
