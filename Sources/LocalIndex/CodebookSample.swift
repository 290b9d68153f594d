import Features
import Files
import Names
import Photos

extension Codebook {
  /// Most descriptors that words are learnt from, most photos that they are taken of, and most words of a codebook.
  private static let mostDescriptors = 1 << 20
  private static let mostPhotos = 1 << 14
  private static let mostWords = 1 << 16
  /// Descriptors of the whole set for a word; more words make shorter lists, and take longer to look up.
  private static let descriptorsPerWord = 64

  /// Learns words from photos, chosen by checksums of their ids and of these the features by checksums of their numbers: the same
  /// photos give the same words on every machine, in whatever order they come.
  ///
  /// - Parameter words: how many; nil for one for every 64 descriptors of the photos, in powers of two, from 16 to 65,536.
  /// - Throws: ``LocalIndexError`` when no photo has features; `StoreError` when a store can't be read, `CancellationError`.
  public static func train(
    onPhotos photos: any FeatureSource, words: Int? = nil, threads: Int, progress: any ProgressReporter = NoProgress()
  ) async throws -> Codebook {
    func checksum(_ id: String) -> UInt64 {
      var checksum = FNV1a()
      checksum.add(id.utf8)
      return checksum.mixed
    }
    let chosen = photos.ids.enumerated().map { (key: checksum($0.element), place: $0.offset, id: $0.element) }
      .sorted { $0.key != $1.key ? $0.key < $1.key : ExactName($0.id) < ExactName($1.id) }
      .prefix(mostPhotos)
    let perPhoto = max(1, mostDescriptors / max(1, chosen.count))
    var sample = Descriptors(kind: photos.options.extractor.descriptorKind)
    var total = 0
    progress.begin("learning words", total: chosen.count)
    defer { progress.end() }
    try await mapInOrder(Array(chosen), threads: threads) { photo -> (taken: Descriptors, count: Int)? in
      guard let found = try photos.read(photo.place, mirrored: false).views?.plain.descriptors else { return nil }
      var generator = photo.key
      let order = (0..<found.count).map { feature -> (key: UInt64, feature: Int32) in
        generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (generator >> 32, Int32(feature))
      }.sorted { ($0.key, $0.feature) < ($1.key, $1.feature) }
      return (found.rows(order.prefix(perPhoto).map(\.feature)), found.count)
    } consume: { _, found in
      if let found {
        sample.append(found.taken)
        total += found.count
      }
      progress.advance()
    }
    guard !sample.isEmpty else { throw LocalIndexError(photos.path, "no photo of it has features") }
    let estimated = Double(total) * Double(photos.count) / Double(chosen.count)
    return try await train(on: sample, words: words ?? wordCount(forDescriptors: estimated), threads: threads)
  }

  private static func wordCount(forDescriptors count: Double) -> Int {
    var words = 16
    while words < mostWords, Double(words * descriptorsPerWord) < count { words *= 2 }
    return words
  }
}

extension FNV1a {
  /// Its bits mixed, so that the order by them is a random one: names that differ in their last letter alone have checksums of
  /// one beginning.
  fileprivate var mixed: UInt64 {
    var bits = value
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
