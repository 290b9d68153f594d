/// The usable correspondences, the most promising first.
struct SamplingOrder {
  let correspondences: [Correspondence]
  /// Samples are drawn from this many, the first ones.
  let poolCount: Int

  /// Most correspondences that vote, those of the lowest ratio of distances.
  private static let mostVoters = 192
  /// With at most this many correspondences, those that agree with none are drawn, too: they cost little and may be right.
  private static let mostUnheard = 64

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
    let fewestVotes: Int32 = usable.count > Self.mostUnheard ? 1 : 0
    let pool = votes.indices.filter { votes[$0] >= fewestVotes }
    let rest = byRatio.indices.filter { $0 >= votes.count || votes[$0] < fewestVotes }
    let order = pool.sorted { votes[$0] != votes[$1] ? votes[$0] > votes[$1] : $0 < $1 } + rest
    self.correspondences = order.map { byRatio[$0] }
    poolCount = pool.count
  }
}
