import Features

/// How much of a query some matches span, 0 to 1: the root of width · height of the box that holds their middle four fifths in
/// either direction, in proportion to the query's; 0 for fewer than three. A few that lie elsewhere make no difference.
///
/// - Complexity: O(`matches.count` · log `matches.count`).
func spread(of matches: [Match], in query: FeatureSet) -> Double {
  guard matches.count > 2, query.imageSize.area > 0 else { return 0 }
  let points = matches.map { query.keypoints[$0.queryIndex] }
  func share(_ coordinates: [Float], of length: Int) -> Double {
    let sorted = coordinates.sorted()
    // Between two of them, as far as the tenth lies: few points have none exactly there.
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let (lower, upper) = (Double(sorted[Int(place)]), Double(sorted[min(Int(place) + 1, sorted.count - 1)]))
      return lower + (place - place.rounded(.down)) * (upper - lower)
    }
    return (quantile(0.9) - quantile(0.1)) / Double(length)
  }
  let area = share(points.map(\.x), of: query.imageSize.width) * share(points.map(\.y), of: query.imageSize.height)
  return min(1, area.squareRoot())
}
