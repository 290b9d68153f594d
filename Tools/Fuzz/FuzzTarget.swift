import CSV
import Evaluation
import Exchange
import Files
import Foundation
import Imaging
import LocalIndex
import Runs
import Vectors

/// A reader of files that others may have made, to be given anything.
///
/// What it throws is what it is for. A trap, a hang, more memory than is allowed, and what a sanitizer sees are findings.
enum FuzzTarget: String, CaseIterable {
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
  case candidates
  case truth
  case tags

  /// - Parameters:
  ///   - bytes: of a file.
  ///   - folder: where files may be written.
  func run(_ bytes: [UInt8], in folder: ScratchFolder) {
    switch self {
    case .picture:
      var options = DecodingOptions()
      options.maxPixels = 1 << 22
      _ = try? GrayImage(decoding: bytes, name: "fuzzed", options: options)
      _ = try? ColorImage(decoding: bytes, name: "fuzzed", options: options)
    case .file: _ = try? checkFile(folder.write(bytes, to: "file"))
    case .manifest: readIndex(in: folder, with: bytes, as: "manifest")
    case .codebook: readIndex(in: folder, with: bytes, as: "codebook")
    case .segment: readIndex(in: folder, with: bytes, as: "segment-0")
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
    case .candidates: try? readCandidateRows(bytes, path: "candidates.csv") { _ in }
    case .truth: _ = try? readGroundTruth(folder.write(bytes, to: "truth.csv"))
    case .tags:
      let truth = GroundTruth(pairs: [TruePair(queryID: "Q0", referenceID: "R0")])
      _ = try? readQueryTags(folder.write(bytes, to: "tags.csv"), for: truth)
    }
  }

  /// A whole index but for one of its files.
  private func readIndex(in folder: ScratchFolder, with bytes: [UInt8], as name: String) {
    let path = folder.write(bytes, to: "index/" + name)
    guard let index = try? LocalIndex(path: (path as NSString).deletingLastPathComponent) else { return }
    try? index.check()
  }
}

/// A folder of a fuzzing process.
struct ScratchFolder {
  let path: String

  /// - Parameter index: an index over local features, a copy of which files are exchanged in; nil for none.
  init(index: String?) throws {
    path = FileManager.default.temporaryDirectory.path + "/facsimile-fuzz-\(getpid())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if let index { try FileManager.default.copyItem(atPath: index, toPath: path + "/index") }
  }

  /// - Returns: the path.
  func write(_ bytes: [UInt8], to name: String) -> String {
    let file = "\(path)/\(name)"
    guard FileManager.default.createFile(atPath: file, contents: Data(bytes)) else { fatalError("can't write \(file)") }
    return file
  }

  func remove(_ name: String) { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
}
