import Features
import Files
import Foundation
import HDF5
import TestSupport
import Testing

@testable import Storage

/// Stores that somebody made up to do harm: HDF5 itself believes what they say.
@Suite("A crafted store") struct CraftedStoreTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("crafted.h5") }

  /// Makes a store of format version 1 by h5py, which can do all that HDF5 can, of datasets that are good but for `change`, and
  /// gives the message of its refusal.
  private func refusal(_ change: String) throws -> String {
    let script = """
      import sys, h5py, numpy as np
      path = sys.argv[1]
      f = h5py.File(path, 'w', libver=('v110', 'v110'))
      for name, value in [('format', 'facsimile-features'), ('tool_version', '0.1.0'), ('options', '{}'),
                          ('descriptor_kind', 'binary256')]:
          f.attrs[name] = np.bytes_(value)
      f.attrs['format_version'] = np.int64(1)
      f['image_names'] = np.array([b'a', b'bc'], 'S2')
      f['image_sizes'] = np.array([[640, 480], [320, 200]], 'i4')
      f['offsets'] = np.array([0, 1, 3], 'u8')
      f['keypoints'] = np.zeros((3, 6), 'f4')
      f['descriptors'] = np.zeros((3, 32), 'u1')
      \(change)
      f.close()
      """
    let result = try Python.run(script, arguments: [path])
    try #require(result.status == 0, "\(result.messages)")
    do {
      let store = try FeatureStore(path: path)
      for index in 0..<store.count { _ = try store.features(at: index) }
      return "none"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "has no values of other files, follows no links, and takes no more memory than it has bytes",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func structure() throws {
    #expect(try refusal("") == "none")
    folder.write([UInt8](repeating: 65, count: 200), to: "secret")
    let secret = folder.file("secret")
    for (change, reason) in [
      (
        "del f['descriptors']; f.create_dataset('descriptors', (3, 32), 'u1', external=[('\(secret)', 0, 96)])",
        "descriptors: its values lie in another file, which is not read"
      ),
      (
        "f.move('descriptors', 'other'); f['descriptors'] = h5py.SoftLink('/other')",
        "descriptors is no dataset, but a group, a type or a link, which is not followed"
      ),
      (
        "del f['descriptors']; f['descriptors'] = h5py.ExternalLink('\(secret)', '/descriptors')",
        "descriptors is no dataset"
      ),
      ("del f['offsets']; f.create_group('offsets')", "offsets is no dataset"),
      (
        """
        del f['descriptors']; v = h5py.VirtualLayout((3, 32), 'u1')
        v[:] = h5py.VirtualSource('\(secret)', 'x', (3, 32)); f.create_virtual_dataset('descriptors', v)
        """, "descriptors: virtual datasets are not read"
      ),
      (
        "del f['image_names']; f.create_dataset('image_names', (900000000,), 'S1', chunks=(1 << 20,))",
        "image_names: a dataset of extents [900000000] does not fit a file of "
      ),
      (
        "del f['image_names']; f.create_dataset('image_names', (9,), 'S9', chunks=(9,), compression='gzip')",
        "image_names: compressed or filtered datasets are not read"
      ),
      (
        "del f['keypoints']; f.create_dataset('keypoints', (3, 6), 'f4', chunks=(1 << 24, 6), maxshape=(None, 6))",
        "keypoints: the file does not hold all of its values"
      ),
      (
        "del f['keypoints']; f.create_dataset('keypoints', (0, 1 << 40, 1 << 40), 'f4', chunks=(1, 1, 1), maxshape=(None, 1 << 40, 1 << 40))",
        "keypoints: a dataset of extents"
      ),
    ] {
      let message = try refusal(change)
      #expect(message.hasPrefix(path) && message.contains(reason), "\(message)")
    }
  }

  @Test("is refused, or read within its bounds, whatever its numbers", arguments: 1...5 as ClosedRange<UInt64>)
  func mutants(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var (refused, served) = (0, 0)
    for round in 0..<100 {
      var store = MalformedStore()
      if round.isMultiple(of: 2) {
        // Of the current version, under the right checksums.
        store.becomeVersion(4)
        store.thumbnails = .init([UInt8](repeating: 7, count: 128 * 96 + 128 * 80))
      }
      for _ in 0..<Int.random(in: 1...2, using: &generator) { store.mutate(using: &generator) }
      if round.isMultiple(of: 2) { store.checksumImages() }
      try store.write(to: path)
      do throws(StoreError) {
        let read = try FeatureStore(path: path)
        for index in 0..<read.count {
          _ = (
            try read.features(at: index), read.imageSize(at: index), read.imagePath(at: index),
            read.imageBytes(at: index)
          )
        }
        _ = try? read.decodeOptions(as: ExtractionOptions.self).workingScale.size(of: read.imageSize(at: 0))
        served += 1
      } catch {
        #expect(error.path == path, "seed \(seed), round \(round): \(error)")
        refused += 1
      }
    }
    #expect(refused > 30 && served > 10, "seed \(seed): \(refused) refused, \(served) served")
  }

  @Test(
    "with options out of their range is refused when they are read",
    arguments: [("maxFeatures", "9223372036854775807"), ("maxFeatures", "0"), ("maxSide", "4611686018427387904")])
  func options(field: String, value: String) throws {
    let numbers = ["maxFeatures": "500", "maxSide": "640"].merging([field: value]) { $1 }
    var store = MalformedStore()
    store.options =
      "{\"extractor\":\"orb\",\"maxFeatures\":\(numbers["maxFeatures"]!),\"maxSide\":\(numbers["maxSide"]!)}"
    try store.write(to: path)
    let read = try FeatureStore(path: path)
    let error = try #require(throws: StoreError.self) { try read.decodeOptions(as: ExtractionOptions.self) }
    #expect("\(error)".hasPrefix(path) && "\(error)".contains("\(field) is \(value), but must be in"), "\(error)")
  }
}

extension MalformedStore {
  /// Replaces a number somewhere by one that may be extreme.
  fileprivate mutating func mutate(using generator: inout SeededGenerator) {
    let parts: [WritableKeyPath<MalformedStore, Rows?>] = [
      \.names, \.sizes, \.offsets, \.keypoints, \.descriptors, \.thumbnails, \.offsets, \.sizes, \.keypoints,
    ]
    let part = parts.randomElement(using: &generator)!
    guard var rows = self[keyPath: part] else { return }
    let width = rows.type.byteCount
    let patterns: [UInt64] = [
      0, 1, 2, 0x7F, 0xFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 62, .max >> 1, 1 << 63, .max, 0x7F80_0000,
      0x7F7F_FFFF,
      0xFF7F_FFFF, 0x0000_0001,
    ]
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: rows.bytes.removeLast(width * (rows.columns ?? 1))
    case 1: rows.bytes += rows.bytes.prefix(width * (rows.columns ?? 1))
    default:
      let place = Int.random(in: 0..<rows.bytes.count / width, using: &generator) * width
      let value = LittleEndian.bytes(of: patterns.randomElement(using: &generator)!)
      for byte in 0..<min(width, 8) { rows.bytes[place + byte] = value[byte] }
    }
    self[keyPath: part] = rows
  }
}
