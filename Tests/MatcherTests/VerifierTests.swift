import Features
import Geometry
import Imaging
import Matcher
import TestSupport
import Testing

@Suite("Verifier") struct VerifierTests {
  /// A photo's features and those of a copy of it that is turned by 30° and half as large, among strangers.
  func copy(seed: UInt64, shared: Int, strangers: Int) -> (query: FeatureSet, reference: FeatureSet, truth: Homography)
  {
    let truth = Homography(SIMD3(1.732, -1, 100), SIMD3(1, 1.732, -50), SIMD3(0, 0, 1))
    let original = randomFeatures(.binary256, count: shared, seed: seed)
    let keypoints = original.keypoints.map { keypoint in
      let place = truth.inverse(SIMD2(Double(keypoint.x), Double(keypoint.y)))
      return Keypoint(
        x: Float(place.x), y: Float(place.y), size: keypoint.size / 2,
        angle: (keypoint.angle + 330).truncatingRemainder(dividingBy: 360))
    }
    func joined(_ a: FeatureSet, _ b: FeatureSet) -> FeatureSet {
      var descriptors = a.descriptors
      descriptors.append(b.descriptors)
      return FeatureSet(imageSize: a.imageSize, keypoints: a.keypoints + b.keypoints, descriptors: descriptors)
    }
    let moved = FeatureSet(imageSize: original.imageSize, keypoints: keypoints, descriptors: original.descriptors)
    return (
      joined(moved, randomFeatures(.binary256, count: strangers, seed: seed + 1000)),
      joined(original, randomFeatures(.binary256, count: strangers, seed: seed + 2000)), truth
    )
  }

  @Test("proves a copy and says how it was turned", arguments: 1...5 as ClosedRange<UInt64>)
  func provesCopy(seed: UInt64) throws {
    let pair = copy(seed: seed, shared: 40, strangers: 200)
    let report = try Verifier().verify(query: pair.query, reference: SearchableFeatures(pair.reference), seed: seed)
    #expect(report.isVerified)
    #expect(report.inliers.count >= 40)
    let model = try #require(report.models.first?.referenceFromQuery)
    for point in [SIMD2(0.0, 0), SIMD2(300.0, 200)] {
      let difference = model(point) - pair.truth(point)
      #expect((difference * difference).sum().squareRoot() < 0.1, "seed \(seed)")
    }
  }

  @Test("refutes strangers", arguments: 1...20 as ClosedRange<UInt64>)
  func refutesStrangers(seed: UInt64) throws {
    var options = VerificationOptions()
    // Random descriptors hardly pass the ratio test; let them, so that the geometry has something to refuse.
    options.matching.maxRatio = 0.99
    let report = try Verifier(options).verify(
      query: randomFeatures(.binary256, count: 300, seed: seed),
      reference: SearchableFeatures(randomFeatures(.binary256, count: 300, seed: seed + 500)), seed: seed)
    #expect(report.matching.matches.count > 50)
    #expect(!report.isVerified, "seed \(seed)")
    #expect(report.inliers.isEmpty)
    #expect(report.score == 0)
  }

  @Test("photos without features are an answer", arguments: [(0, 0), (0, 50), (50, 0), (3, 3)])
  func noFeatures(queryCount: Int, referenceCount: Int) throws {
    let report = try Verifier().verify(
      query: randomFeatures(.histogram128, count: queryCount, seed: 1),
      reference: SearchableFeatures(randomFeatures(.histogram128, count: referenceCount, seed: 2)))
    #expect(!report.isVerified)
  }

  @Test("errors are measured at the scale at which features were found")
  func workingScale() throws {
    let pair = copy(seed: 3, shared: 60, strangers: 50)
    let small = try Verifier().verify(query: pair.query, reference: SearchableFeatures(pair.reference))
    // The same reference, eight times as large in its file.
    let large = FeatureSet(
      imageSize: ImageSize(width: 640 * 8, height: 480 * 8),
      keypoints: pair.reference.keypoints.map { keypoint in
        var keypoint = keypoint
        keypoint.x *= 8
        keypoint.y *= 8
        keypoint.size *= 8
        return keypoint
      }, descriptors: pair.reference.descriptors)
    let report = try Verifier().verify(query: pair.query, reference: SearchableFeatures(large))
    #expect(report.inliers.count == small.inliers.count)
    #expect(abs(report.score - small.score) < 0.01 * small.score)
  }

  @Test("a mirrored copy is proved by the mirror image's features, in pixels of the photo itself")
  func mirrored() throws {
    let pair = copy(seed: 4, shared: 60, strangers: 50)
    // The photo whose mirror image `pair.query` is.
    let width = Double(pair.query.imageSize.width)
    let report = try Verifier().verify(
      query: pair.query, reference: SearchableFeatures(pair.reference), isMirrored: true)
    let model = try #require(report.models.first?.referenceFromQuery)
    #expect(report.isMirrored)
    #expect(model.determinant < 0)
    let difference = model(SIMD2(width - 1 - 30, 40)) - pair.truth(SIMD2(30, 40))
    #expect((difference * difference).sum().squareRoot() < 0.1)
  }

  @Test("two copied regions give two models, one region one", arguments: 1...5 as ClosedRange<UInt64>)
  func models(seed: UInt64) throws {
    let (one, two) = (copy(seed: seed, shared: 40, strangers: 60), copy(seed: seed + 50, shared: 30, strangers: 0))
    func moved(_ set: FeatureSet, by offset: Float) -> FeatureSet {
      FeatureSet(
        imageSize: set.imageSize,
        keypoints: set.keypoints.map { keypoint in
          var keypoint = keypoint
          keypoint.x += offset
          return keypoint
        }, descriptors: set.descriptors)
    }
    func joined(_ a: FeatureSet, _ b: FeatureSet) -> FeatureSet {
      var descriptors = a.descriptors
      descriptors.append(b.descriptors)
      return FeatureSet(imageSize: a.imageSize, keypoints: a.keypoints + b.keypoints, descriptors: descriptors)
    }
    let query = joined(one.query, moved(two.query, by: 90))
    let reference = SearchableFeatures(joined(one.reference, two.reference))
    let report = try Verifier().verify(query: query, reference: reference, seed: seed)
    #expect(report.models.count == 2, "seed \(seed)")
    #expect(report.models.map(\.inliers.count).sorted() == [30, 40], "seed \(seed)")
    #expect(report.score == report.models.map(\.score).max())
    var options = VerificationOptions()
    options.maxModels = 1
    #expect(try Verifier(options).verify(query: query, reference: reference, seed: seed).models.count == 1)
    let single = try Verifier().verify(query: one.query, reference: SearchableFeatures(one.reference), seed: seed)
    #expect(single.models.count == 1, "seed \(seed)")
  }

  /// The same features of a photo that shows the noise of a seed.
  func showing(_ seed: UInt64, _ set: FeatureSet) -> FeatureSet {
    var generator = SeededGenerator(seed: seed)
    let size = FeatureSet.thumbnailSize(of: set.imageSize)
    let pixels = (0..<size.area).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return FeatureSet(
      imageSize: set.imageSize, keypoints: set.keypoints, descriptors: set.descriptors,
      thumbnail: GrayImage(width: size.width, height: size.height, pixels: pixels))
  }

  @Test("what the photos show weighs on the score, not on the geometry; counts of inliers and bare features don't mind")
  func appearance() throws {
    let reference = randomFeatures(.histogram128, count: 80, seed: 1)
    func verify(
      _ query: FeatureSet, _ reference: FeatureSet, _ change: (inout VerificationOptions) -> Void = { _ in }
    ) throws -> VerificationReport {
      var options = VerificationOptions()
      change(&options)
      return try Verifier(options).verify(query: query, reference: SearchableFeatures(reference))
    }
    let bare = try verify(reference, reference)
    let same = try verify(showing(1, reference), showing(1, reference))
    let other = try verify(showing(2, reference), showing(1, reference))
    // The geometry proves all three; 2 is a score to rely on.
    #expect(bare.isVerified && same.isVerified && other.isVerified)
    #expect(same.score > 2 && other.score < 2)
    #expect(other.score < same.score - 1 && other.score > 0)
    #expect(other.models.map(\.falseAlarmScore) == same.models.map(\.falseAlarmScore))
    #expect(bare.models[0].appearance == nil)
    #expect(try verify(showing(2, reference), showing(1, reference)) { $0.weighsAppearance = false } == bare)
    #expect(try verify(showing(2, reference), showing(1, reference)) { $0.score = .inliers }.isVerified)
    // Seen in the mirror, and told so: the thumbnails are laid over each other as the features were.
    let mirrored = showing(1, reference).mirrored()
    let report = try Verifier().verify(
      query: mirrored.mirrored(), reference: SearchableFeatures(showing(1, reference)), isMirrored: true)
    #expect(abs(report.score - same.score) < 1e-6)
    #expect(report.models[0].referenceFromQuery.determinant < 0)
  }

  @Test("where the surest model is that of what both photos wear, the photo's own counts")
  func secondOpinion() throws {
    // Both wear the same upper half; below, the query holds the reference's lower half moved to the right.
    let (worn, own) = (
      randomFeatures(.histogram128, count: 120, seed: 1), randomFeatures(.histogram128, count: 40, seed: 2)
    )
    func moved(_ set: FeatureSet, _ place: (Keypoint) -> (Float, Float)) -> [Keypoint] {
      set.keypoints.map { keypoint in
        var keypoint = keypoint
        (keypoint.x, keypoint.y) = place(keypoint)
        return keypoint
      }
    }
    let above = moved(worn) { ($0.x, $0.y / 2) }
    func photo(_ own: [Keypoint], _ descriptors: Descriptors, _ thumbnail: GrayImage) -> FeatureSet {
      var all = worn.descriptors
      all.append(descriptors)
      return FeatureSet(
        imageSize: worn.imageSize, keypoints: above + own, descriptors: all, thumbnail: thumbnail)
    }
    let noise = try #require(showing(3, worn).thumbnail)
    var (shown, original) = (noise, noise)
    let strange = try #require(showing(4, worn).thumbnail)
    for y in 0..<96 {
      for x in 0..<128 where y >= 20 {
        // A strip is worn; the rest of the query is the reference's, 32 pixels to the right.
        original[x, y] = strange[x, y]
        shown[x, y] = x >= 32 ? strange[x - 32, y] : noise[y, x % 96]
      }
    }
    let below = moved(own) { ($0.x * 0.7, 240 + $0.y / 2) }
    let right = below.map { keypoint in
      var keypoint = keypoint
      keypoint.x += 160
      return keypoint
    }
    let report = try Verifier().verify(
      query: photo(right, own.descriptors, shown),
      reference: SearchableFeatures(photo(below, own.descriptors, original)))
    #expect(report.models.count == 2)
    let best = try #require(report.models.first)
    #expect(abs(best.referenceFromQuery(SIMD2(400, 300)).x - 240) < 2)
    #expect(best.falseAlarmScore < report.models[1].falseAlarmScore)
    #expect(report.isVerified)
  }

  @Test("the score by inliers is their number, those that lie together counted once")
  func inlierScore() throws {
    let pair = copy(seed: 2, shared: 40, strangers: 50)
    var options = VerificationOptions()
    options.score = .inliers
    let report = try Verifier(options).verify(query: pair.query, reference: SearchableFeatures(pair.reference))
    // Some may lie together.
    #expect((Double(report.inliers.count - 4)...Double(report.inliers.count)).contains(report.score))
    #expect(report.inliers.count == 40)
  }

  @Test("a copy among doubtful matches is found by the sure ones")
  func sureMatches() throws {
    let pair = copy(seed: 6, shared: 9, strangers: 300)
    var options = VerificationOptions()
    options.matching.maxRatio = 0.99
    let report = try Verifier(options).verify(query: pair.query, reference: SearchableFeatures(pair.reference))
    #expect(report.matching.matches.count > 60)
    #expect(report.inliers.count >= 9)
  }

  @Test("options out of range are named")
  func options() {
    var options = VerificationOptions()
    options.workingScale.maxSide = 0
    #expect(throws: (any Error).self) { try Verifier(options) }
    options = VerificationOptions()
    options.maxModels = 0
    #expect(throws: (any Error).self) { try Verifier(options) }
    options = VerificationOptions()
    options.mergeRadius = -1
    #expect(throws: (any Error).self) { try Verifier(options) }
    options = VerificationOptions()
    options.strictRatio = 1.5
    #expect(throws: (any Error).self) { try Verifier(options) }
  }
}
