/// How many other correspondences each one agrees with, judged by the local similarities of the keypoints.
///
/// Rotation and scale of its keypoints extend a single match to a similarity of the whole photo, which predicts all other
/// matches (as in Lowe's Hough votes [1] and the one-point hypotheses of [2]). Two matches agree if their rotations and
/// scales differ little and the step from one to the other is mapped about as both predict. Wrong matches rarely agree
/// with any: this ranks matches far better than their descriptors do, and rejects most unrelated pairs without a sample.
///
/// - Parameter minDistance: Matches nearer to each other than this in either photo, in pixels of the reference, don't
///   support each other.
/// - Returns: nil if a correspondence has no local similarity.
/// - Complexity: O(`N`²); about a nanosecond per pair of matches.
///
/// [1] Lowe, IJCV 2004, §7.3. [2] Philbin et al., "Object retrieval with large vocabularies and fast spatial matching",
/// CVPR 2007, §4.
func similarityVotes(among correspondences: ArraySlice<Correspondence>, minDistance: Double) -> [Int32]? {
  guard correspondences.allSatisfy({ $0.localSimilarity != nil }) else { return nil }
  var blocks = AgreementBlocks(correspondences)
  var votes = [Int32](repeating: 0, count: correspondences.count)
  for (index, correspondence) in correspondences.enumerated() {
    votes[index] = blocks.addVotes(of: correspondence, at: index, minDistance: Float(minDistance))
  }
  return votes
}

/// How far the rough rotations and scales of two keypoints may differ and still count as the same.
enum SimilarityTolerance {
  /// cos² of the largest difference of rotations: 40°.
  static let leastSquaredCosine: Float = 0.587
  /// Largest ratio of squared scales: a factor of 2 in length.
  static let largestSquaredRatio: Float = 4
}

/// Correspondences in groups of eight, coordinate by coordinate. Unused places hold NaN, which agrees with nothing.
private struct AgreementBlocks {
  /// Largest error of a predicted step, relative to the step; rotations and scales of keypoints are rough.
  private static let slack: Float = 0.4

  private struct Block {
    var queryX = SIMD8<Float>(repeating: .nan)
    var queryY = SIMD8<Float>(repeating: .nan)
    var referenceX = SIMD8<Float>(repeating: .nan)
    var referenceY = SIMD8<Float>(repeating: .nan)
    var localX = SIMD8<Float>(repeating: .nan)
    var localY = SIMD8<Float>(repeating: .nan)
    /// Votes from correspondences of earlier groups.
    var votes = SIMD8<Int32>(repeating: 0)
  }

  private var blocks: [Block]

  init(_ correspondences: ArraySlice<Correspondence>) {
    blocks = [Block](repeating: Block(), count: (correspondences.count + 7) / 8)
    for (index, correspondence) in correspondences.enumerated() {
      guard let local = correspondence.localSimilarity else { continue }
      let (block, lane) = (index / 8, index % 8)
      blocks[block].queryX[lane] = Float(correspondence.query.x)
      blocks[block].queryY[lane] = Float(correspondence.query.y)
      blocks[block].referenceX[lane] = Float(correspondence.reference.x)
      blocks[block].referenceY[lane] = Float(correspondence.reference.y)
      blocks[block].localX[lane] = Float(local.x)
      blocks[block].localY[lane] = Float(local.y)
    }
  }

  /// Votes for a correspondence. Agreement is mutual: only its own group and later ones are compared with it, and the
  /// votes are added to theirs, too.
  mutating func addVotes(of one: Correspondence, at index: Int, minDistance: Float) -> Int32 {
    guard let local = one.localSimilarity else { return 0 }
    let (queryX, queryY) = (Float(one.query.x), Float(one.query.y))
    let (referenceX, referenceY) = (Float(one.reference.x), Float(one.reference.y))
    let (localX, localY) = (Float(local.x), Float(local.y))
    let squaredScale = localX * localX + localY * localY
    var sum = SIMD8<Int32>(repeating: 0)
    let own = index / 8
    for place in own..<blocks.count {
      let block = blocks[place]
      let otherScale = block.localX * block.localX + block.localY * block.localY
      let cosine = localX * block.localX + localY * block.localY
      let meanX = 0.5 * (block.localX + localX)
      let meanY = 0.5 * (block.localY + localY)
      let (stepX, stepY) = (block.queryX - queryX, block.queryY - queryY)
      let (foundX, foundY) = (block.referenceX - referenceX, block.referenceY - referenceY)
      let errorX = meanX * stepX - meanY * stepY - foundX
      let errorY = meanY * stepX + meanX * stepY - foundY
      let found = foundX * foundX + foundY * foundY
      let step = (stepX * stepX + stepY * stepY) * (meanX * meanX + meanY * meanY)
      let error = errorX * errorX + errorY * errorY
      let agrees =
        (cosine .> 0) .& (cosine * cosine .>= SimilarityTolerance.leastSquaredCosine * squaredScale * otherScale)
        .& (squaredScale .<= SimilarityTolerance.largestSquaredRatio * otherScale)
        .& (otherScale .<= SimilarityTolerance.largestSquaredRatio * squaredScale)
        .& (found .> minDistance * minDistance) .& (step .> minDistance * minDistance)
        .& (error .<= Self.slack * Self.slack * step)
      let votes = SIMD8<Int32>(repeating: 0).replacing(with: 1, where: agrees)
      sum &+= votes
      if place > own { blocks[place].votes &+= votes }
    }
    return sum.wrappedSum() &+ blocks[own].votes[index % 8]
  }
}
