/// The region that matched points prove: the blocks that hold one and don't contradict, grown over those beside it that agree.
///
/// It tells what two photos have in common, whatever lies around it: a photo, letters, or the blank ground of a page.
struct ProvedRegion: Sendable, Hashable {
  /// For each block, whether it is part of it.
  let isPart: [Bool]
  /// Blocks of it that are textured and agree.
  let agreeingCount: Int
  /// Mean standard deviation in these, in grey values, in the photo where it is larger; 0 where there are none.
  let contrast: Double
  /// Share of the region, 0 to 1, without a gradient and without noise in either photo; 0 where there is no region.
  let flatShare: Double

  /// - Parameter holding: indices of the blocks that hold a matched point.
  /// - Complexity: O(blocks).
  init(_ statistics: BlockStatistics, verdicts: [BlockVerdict], holding: [Int]) {
    var isPart = [Bool](repeating: false, count: verdicts.count)
    var front = holding.filter { [.agrees, .agreesInLevel, .undecided].contains(verdicts[$0]) }
    for index in front { isPart[index] = true }
    while let index = front.popLast() {
      for beside in statistics.neighbors(of: index)
      where !isPart[beside] && [.agrees, .agreesInLevel].contains(verdicts[beside]) {
        isPart[beside] = true
        front.append(beside)
      }
    }
    self.isPart = isPart
    let region = isPart.indices.filter { isPart[$0] }
    let agreeing = region.filter { verdicts[$0] == .agrees }
    let blocks = statistics.blocks
    agreeingCount = agreeing.count
    contrast = agreeing.reduce(0) { $0 + blocks[$1].largerVariance.squareRoot() } / Double(max(1, agreeing.count))
    flatShare = Double(region.count { blocks[$0].isEmpty }) / Double(max(1, region.count))
  }
}
