/// The usable correspondences, the most promising first.
struct SamplingOrder {
  let correspondences: [Correspondence]
  /// Samples are drawn from this many, the first ones.
  let poolCount: Int

  /// Most correspondences that vote, those of the lowest ratio of distances.
  private static let mostVoters = 192
  /// With at most this many correspondences, those that agree with few are drawn, too: they cost little and may be right.
  private static let mostUnheard = 64
  /// Of more, those that agree with fewer than the most votes divided by this are not drawn.
  private static let loudness: Int32 = 4

  /// nil if they can't give a model.
  init?(_ correspondences: [Correspondence], options: HomographyOptions) {
    let usable = correspondences.filter(\.isFinite)
    guard usable.count >= options.minInliers else { return nil }
    let rising = usable.indices.sorted { (usable[$0].distanceRatio, $0) < (usable[$1].distanceRatio, $1) }
    let byRatio = rising.map { usable[$0] }
    guard let votes = similarityVotes(among: byRatio.prefix(Self.mostVoters), minDistance: options.maxError) else {
      self.correspondences = byRatio
      poolCount = byRatio.count
      return
    }
    // In a good sample some match agrees with the other three, and each of those with at least one: under strong
    // perspective no more can be expected.
    guard votes.contains(where: { $0 >= Homography.minimalSampleSize - 1 }) else { return nil }
    // Enough for a sample in any case: of a star of matches, all agree with its middle alone.
    let ranked = votes.sorted(by: >)
    let fewestVotes =
      usable.count > Self.mostUnheard
      ? max(1, min(ranked[0] / Self.loudness, ranked[Homography.minimalSampleSize - 1])) : 0
    // The ratio orders them all the same. Those that agree with the most others lie close together where most matches are, and
    // samples of these find what fits there: a wall, and not the scene that it is part of.
    let pool = votes.indices.filter { votes[$0] >= fewestVotes }
    let rest = byRatio.indices.filter { $0 >= votes.count || votes[$0] < fewestVotes }
    self.correspondences = (pool + rest).map { byRatio[$0] }
    poolCount = pool.count
  }
}
