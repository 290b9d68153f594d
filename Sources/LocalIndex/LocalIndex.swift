import Features
import Files

/// An index over the local features of very many photos, on disk: an inverted file with Hamming embedding (Jégou, Douze & Schmid,
/// ECCV 2008 and IJCV 2010).
///
/// A folder: a codebook, segments that hold the postings of some photos each, and a manifest that says which segments count. What
/// was opened stays as it is, whatever a writer does to the folder meanwhile (``LocalIndexWriter``). Each descriptor takes 22 bytes.
///
/// ```swift
/// let index = try LocalIndex(path: "refs.index")
/// let votes = try LocalIndexVotes(index, of: references)
/// ```
public struct LocalIndex: Sendable {
  public let path: String
  public let codebook: Codebook
  let manifest: IndexManifest
  let segments: [Segment]

  /// How the features were found that it was made of.
  public var extraction: ExtractionOptions { manifest.extraction }
  /// Version of the Facsimile that wrote it last.
  public var toolVersion: String { manifest.toolVersion }
  /// Photos, without those that were removed.
  public var photoCount: Int { manifest.segments.reduce(0) { $0 + $1.photos - $1.removed.count } }
  /// Descriptors, those of removed photos included.
  public var descriptorCount: Int { manifest.segments.reduce(0) { $0 + $1.descriptors } }
  public var removedCount: Int { manifest.segments.reduce(0) { $0 + $1.removed.count } }
  public var segmentCount: Int { segments.count }
  /// Of all its files that are read.
  public var byteCount: Int { segments.reduce(0) { $0 + $1.byteCount } }

  /// Times that it is opened anew where a writer replaces it meanwhile.
  private static let attempts = 20

  /// Whether the path is a folder that an index may be in: a cheap way to tell it from other files.
  public static func isLocalIndex(_ path: String) -> Bool {
    FileStamp("\(path)/\(IndexManifest.fileName)")?.kind == .regular
  }

  /// Tells an index from what it was before it was changed; for one that can't be read, that it is missing.
  package static func identity(of path: String) -> String {
    guard let manifest = try? IndexManifest(folder: path) else { return "a missing index" }
    let segments = manifest.segments.map { "\($0.file) of \($0.photos) photos less \($0.removed)" }
    return "an index of codebook \(manifest.codebook), \(segments.joined(separator: ", "))"
  }

  /// The files that an index is read from, which no output may replace.
  package static func files(of path: String) -> [String] {
    let names = (try? IndexManifest(folder: path))?.segments.map(\.file) ?? []
    return ([IndexManifest.fileName, IndexManifest.codebookName] + names).map { "\(path)/\($0)" }
  }

  /// Opens an index as it is now.
  ///
  /// - Throws: ``LocalIndexError`` when there is none, or a file of it is missing, cut short or damaged (postings are not looked at:
  ///   ``check()`` does).
  /// - Complexity: O(photos + words).
  public init(path: String) throws {
    var manifest = try IndexManifest(folder: path)
    for attempt in 1... {
      do {
        try self.init(path: path, manifest: manifest)
        return
      } catch {
        // A segment that is gone was merged with others, which a newer manifest tells.
        let newer = try IndexManifest(folder: path)
        guard newer != manifest, attempt < Self.attempts else { throw error }
        manifest = newer
      }
    }
    fatalError("attempts end")
  }

  private init(path: String, manifest: IndexManifest) throws {
    self.path = path
    self.manifest = manifest
    let codebook = try Codebook(path: "\(path)/\(IndexManifest.codebookName)")
    self.codebook = codebook
    guard codebook.checksum.digits == manifest.codebook else {
      throw LocalIndexError(
        "\(path)/\(IndexManifest.codebookName)",
        "it is not the codebook of this index, whose checksum is \(manifest.codebook)")
    }
    segments = try manifest.segments.map { entry in
      let segment = try Segment(path: "\(path)/\(entry.file)")
      let (layout, kind) = (segment.layout, manifest.extraction.extractor.descriptorKind)
      guard layout.codebook == codebook.checksum.value, layout.kind == kind, layout.wordCount == codebook.count,
        layout.photoCount == entry.photos, layout.postingCount == entry.descriptors
      else { throw LocalIndexError(segment.path, "it is not the segment of this index that its manifest names") }
      return segment
    }
  }

  /// The ids of its photos, without those that were removed, segment by segment.
  public var ids: [String] {
    zip(segments, manifest.segments).flatMap { segment, entry in
      let removed = Set(entry.removed)
      return segment.ids.enumerated().lazy.filter { !removed.contains($0.offset) }.map(\.element)
    }
  }

  /// Its segments, for a merge.
  var sources: [SegmentSource] {
    zip(segments, manifest.segments).map { SegmentSource(segment: $0, removed: Set($1.removed)) }
  }

  /// Reads all of its files and compares them with their checksums.
  ///
  /// - Throws: ``LocalIndexError`` naming the first that is damaged.
  /// - Complexity: O(bytes).
  public func check() throws {
    for segment in segments { try segment.check() }
  }
}
