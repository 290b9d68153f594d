import Copies
import Features
import Files
import Foundation
import Matcher
import Photos
import Recall
import Storage
import Vectors

/// What a run did, beside its output: `OUTPUT.manifest.json`.
///
/// Equal runs give equal bytes: neither time nor machine nor number of threads is in it.
public struct RunManifest: Sendable, Hashable, Codable {
  /// Something that a run works on.
  public struct Input: Sendable, Hashable, Codable {
    /// Images, pairs of a list, or files.
    public var count: Int
    /// 16 hexadecimal digits: ``FNV1a`` of the images' ids in UTF-8, each with a byte 255 behind it, in their order; of a
    /// list's bytes; of the bytes of all files. Of all images, also where the run is one shard of several.
    public var checksum: String

    package init(ids: some Sequence<String>) {
      var checksum = FNV1a()
      count = 0
      for id in ids {
        checksum.add(name: id)
        count += 1
      }
      self.checksum = checksum.digits
    }

    package init(_ list: CandidateList) {
      count = list.count
      checksum = list.checksum.digits
    }

    /// One file whose bytes are at hand.
    package init(fileOf bytes: [UInt8]) {
      var checksum = FNV1a()
      checksum.add(bytes)
      count = 1
      self.checksum = checksum.digits
    }

    package init(files: [String]) throws(FileError) {
      var checksum = FNV1a()
      for file in files { try readBlocks(of: file) { checksum.add($0) } }
      count = files.count
      self.checksum = checksum.digits
    }
  }

  /// How pairs were judged.
  public struct Verification: Sendable, Hashable, Codable {
    public var options: JudgeOptions
    /// Most references that were judged for a query; nil where a list named them.
    public var candidates: Int?
    /// Whether the set was searched in itself, each pair listed once.
    public var excludesSelf: Bool
    /// How much was tried for queries without an answer; nil in what earlier versions wrote, and where one look was all.
    public var effort: Effort?
    /// How the scores of a list and ours became one, where there was a list.
    public var combine: String?
    /// Whether what the queries of the run had in common counted; nil where that is never asked.
    public var weighsHubs: Bool?

    package init(
      options: JudgeOptions, candidates: Int?, excludesSelf: Bool, effort: Effort? = nil, combine: String?,
      weighsHubs: Bool? = nil
    ) {
      self.options = options
      self.candidates = candidates
      self.excludesSelf = excludesSelf
      self.effort = effort
      self.combine = combine
      self.weighsHubs = weighsHubs
    }
  }

  public private(set) var format = "facsimile-manifest"
  public private(set) var formatVersion = 1
  public private(set) var toolVersion = Storage.toolVersion
  /// The command as the user calls it: `extract`.
  public var command: String
  /// How features were found, where any were.
  public var extraction: ExtractionOptions?
  /// What a pack keeps of each image.
  public var pack: ImagePackContents?
  /// How an index was built.
  public var index: FLANNOptions?
  /// What made the vectors, where there were any, as far as their files tell; of a run that judged pairs, the pair model that was
  /// asked.
  public var models: [VectorModel]?
  /// How neighbours of vectors were looked for.
  public var neighbors: NeighborOptions?
  /// The format of another tool that was read or written.
  public var exchange: String?
  public var verification: Verification?
  /// By their roles: `images`, `queries`, `references`, `candidates`, `background`, `files`. None where they are not known, as of
  /// stores that were merged without their manifests.
  public var inputs: [String: Input]
  /// The part of the images that the run worked on, `i/n`; nil for all of them.
  public var shard: String?
  /// Of a shard, the ``Input/checksum`` of the file that tells other shards what it has found: `OUTPUT.evidence.csv`.
  public var evidenceChecksum: String?
  /// What came out, by name: `images`, `features`; `proved_pairs`.
  public var counts: [String: Int]
  /// Images that were skipped, in the order of the run.
  public var failures: [Failure]

  package init(
    command: String, extraction: ExtractionOptions? = nil, pack: ImagePackContents? = nil, index: FLANNOptions? = nil,
    models: [VectorModel]? = nil, neighbors: NeighborOptions? = nil, exchange: String? = nil,
    verification: Verification? = nil, inputs: [String: Input], shard: Shard? = nil, counts: [String: Int],
    failures: [Failure] = []
  ) {
    self.command = command
    self.extraction = extraction
    self.pack = pack
    self.index = index
    self.models = models
    self.neighbors = neighbors
    self.exchange = exchange
    self.verification = verification
    self.inputs = inputs
    self.shard = shard?.description
    self.counts = counts
    self.failures = failures
  }

  /// That of a feature store.
  init(
    command: String, extraction: ExtractionOptions, images: Input?, shard: Shard? = nil, imageCount: Int,
    featureCount: Int, failures: [Failure]
  ) {
    self.init(
      command: command, extraction: extraction, inputs: images.map { ["images": $0] } ?? [:], shard: shard,
      counts: ["images": imageCount, "features": featureCount], failures: failures)
  }

  public static func path(besideOutput output: String) -> String { output + ".manifest.json" }

  /// Reads the manifest of an output; nil where there is none.
  ///
  /// - Throws: `FileError` when it can't be read, ``ManifestError`` when it is none or of a later version.
  public init?(besideOutput output: String) throws {
    let path = Self.path(besideOutput: output)
    guard FileStamp(path) != nil else { return nil }
    let data = Data(try readFile(path))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(Self.self, from: data)
    } catch {
      throw ManifestError(path: path, reason: "it is not the manifest of a run")
    }
    guard format == "facsimile-manifest", formatVersion == 1 else {
      throw ManifestError(
        path: path, reason: "its format is \(format) of version \(formatVersion), not one that is known")
    }
  }

  /// Writes it beside the output.
  package func write(besideOutput output: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try writeFile(try encoder.encode(self) + Data("\n".utf8), to: Self.path(besideOutput: output))
  }
}

/// A manifest that can't be used.
public struct ManifestError: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public var description: String { "\(path): \(reason)" }
}
