import Foundation
import Inspection

extension PairDocument {
  /// The same for the screen.
  var text: String {
    func line(_ name: String, _ photo: Photo) -> String {
      "\(name)  \(name: photo.path), \(photo.width) × \(photo.height), \(photo.keypoints) keypoints"
        + (photo.partlyRead.map { "; \($0)" } ?? "")
    }
    let verdict =
      isVerified
      ? String(format: "verified, score %.1f", score)
      : models.isEmpty ? "not verified" : String(format: "not verified, score %.1f", score)
    var lines = [
      line("query    ", query), line("reference", reference),
      "matches    \(tentativeMatches) tentative, \(afterRatio) after the ratio test, \(afterOneToOne) one-to-one, "
        + "\(inliers) inliers",
      "verdict    \(verdict)",
    ]
    lines += models.map(describe)
    if let listing { lines.append("listed     \(describe(listing))") }
    if let picture { lines.append("picture    \(name: picture)") }
    return lines.joined(separator: "\n")
  }

  private func describe(_ listing: Listing) -> String {
    let others = "among \(listing.candidates) \(listing.candidates == 1 ? "candidate" : "candidates") of the query"
    guard listing.isCandidate else { return "no: nobody has named the pair; judged as if it were the last \(others)" }
    guard let listedScore else { return "no, \(others)" }
    var text = "with a score of \(listedScore), \(others)"
    if let combine = listing.combine {
      text += "; \(combine)" + (listing.givenScore.map { String(format: ", with %.6g given", $0) } ?? "")
    }
    return text
  }

  private func describe(_ model: Model) -> String {
    var text = String(
      format: "copy       %.0f %% of the query, %.0f %% of the reference", 100 * model.overlap.ofQuery,
      100 * model.overlap.ofReference)
    if let parts = model.decomposition {
      text += String(format: ", scale %.2f, turned %.0f°", parts.scale, parts.rotation.rounded() + 0)
      if parts.isMirrored { text += ", mirrored" }
    }
    text += String(format: "; %d inliers", model.inliers)
    if let shares = model.appearance?.ofReference {
      text += String(
        format: "\n           laid over the reference, %.0f %% of it agrees, %.0f %% contradicts, %.0f %% is covered",
        100 * shares.agreeing, 100 * shares.contradicting, 100 * shares.covered)
    }
    text += String(
      format: "\n           score %.1f: false alarms 10^−%.1f; odds of a copy 10^%.1f = %.1f", model.score,
      model.geometryScore, model.logOdds, model.baseLogOdds)
    for term in model.terms where abs(term.logOdds) >= 0.05 {
      text += String(format: term.logOdds < 0 ? " − %@ %.1f" : " + %@ %.1f", term.name, abs(term.logOdds))
    }
    return text
  }
}
