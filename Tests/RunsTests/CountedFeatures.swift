import Features
import Photos
import Synchronization

/// Counts how often each photo is read, and looked at closer.
struct CountedFeatures: FeatureSource {
  let base: any FeatureSource
  let reads: Reads
  let closerLooks: Reads

  final class Reads: Sendable {
    private let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex([Int](repeating: 0, count: count)) }
    func add(_ index: Int) { counts.withLock { $0[index] += 1 } }
    var all: [Int] { counts.withLock { $0 } }
  }

  init(_ base: any FeatureSource) {
    self.base = base
    reads = Reads(base.count)
    closerLooks = Reads(base.count)
  }

  var path: String { base.path }
  var ids: [String] { base.ids }
  var options: ExtractionOptions { base.options }
  var files: [String] { base.files }
  var canMirror: Bool { base.canMirror }
  var canLookCloser: Bool { base.canLookCloser }
  func file(of index: Int) -> PhotoFile { base.file(of: index) }
  func fingerprint(of index: Int) -> UInt64 { base.fingerprint(of: index) }

  func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    reads.add(index)
    return try base.read(index, mirrored: mirrored)
  }

  func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    closerLooks.add(index)
    return try base.lookCloser(at: index, look, mirrored: mirrored)
  }
}
