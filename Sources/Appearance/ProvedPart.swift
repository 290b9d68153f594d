/// What the blocks that hold matched points tell by themselves: how surely a part of one photo is a part of the other, whatever
/// lies around it.
///
/// It must not be print: two photos that wear one caption agree in it as wholly as a copy that was pasted onto another photo
/// agrees with its original. Letters stand out from their ground more than nearly all that is found in photos.
struct ProvedPart: Sendable, Hashable {
  /// The factor of the geometry's score, 0 to ``most``.
  ///
  /// ``most`` · (a − c)² / (a + c)² · p, where a and c count blocks as under ``AppearanceReport/weight(distinctiveness:)``, and p
  /// falls from 1 to 0 as the standard deviation in the blocks that agree rises from 30 to 45 grey values, on average, in the
  /// photo where it is larger.
  let weight: Double

  /// nil if fewer than two blocks agree.
  init?(_ blocks: [(statistics: BlockStatistics.Block, verdict: BlockVerdict)]) {
    let same = blocks.filter { $0.verdict == .agrees }
    guard same.count >= Self.leastBlocks else { return nil }
    func count(_ verdicts: BlockVerdict...) -> Double { Double(blocks.count { verdicts.contains($0.verdict) }) }
    let agreeing = count(.agrees) + 0.5 * count(.agreesInLevel)
    let contradicting = count(.contradicts, .contradictsInLevel) + 0.25 * count(.covered)
    let ratio = max(0, (agreeing - contradicting) / (agreeing + contradicting))
    let deviation = same.reduce(0) { $0 + $1.statistics.largerVariance.squareRoot() } / Double(same.count)
    let photo = (Self.deviationOfPrint - deviation) / (Self.deviationOfPrint - Self.deviationOfPhotos)
    weight = Self.most * ratio * ratio * min(1, max(0, photo))
  }

  /// A part proves less than the whole: as much as if a third of what agrees contradicted.
  private static let most = 0.25
  private static let leastBlocks = 2
  /// Mean standard deviations in a block, in grey values, up to which it is a photo's, and from which it is that of print.
  private static let deviationOfPhotos = 30.0
  private static let deviationOfPrint = 45.0
}
