import ArgumentParser
import Files
import Foundation
import Geometry
import Imaging
import Matcher
import Pipeline

extension Facsimile {
  struct Match: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile match query.jpg reference.jpg -o match.png"
    static let configuration = CommandConfiguration(
      abstract: "Match two photos, say whether one was made from the other, and draw the proof.",
      discussion: "Exit status: 0 verified, 2 not verified, 1 failed, 64 bad usage.")

    @Argument(help: "Suspected copy.", completion: .file())
    var query: String

    @Argument(help: "Suspected original.", completion: .file())
    var reference: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Picture to draw (.png or .jpg).", valueName: "file"))
    var output: String?

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Verification") var verification: VerificationArguments
    @OptionGroup var printing: JSONArguments

    func run() async throws {
      let features = extraction.options()
      let extraction = try Extraction(features, decoding: extraction.decoding, threads: 1)
      let pair = try matchPair(
        query: query, reference: reference, using: extraction, verification: verification.options(features),
        seed: verification.seed)
      if let output { try pair.picture(decoding: extraction.decoding).write(to: output) }
      try printing.print(MatchResult(pair, picture: output), orText: MatchResult(pair, picture: output).text)
      if !pair.report.isVerified { throw ExitCode.no }
    }
  }
}

/// What `match` prints.
private struct MatchResult: Encodable {
  struct Photo: Encodable {
    let path: String
    let width: Int
    let height: Int
    let keypoints: Int
  }

  let query: Photo
  let reference: Photo
  /// Query descriptors with a nearest neighbour, those left by the ratio test, those left by one-to-one.
  let tentativeMatches: Int
  let afterRatio: Int
  let afterOneToOne: Int
  let inliers: Int
  let isVerified: Bool
  let score: Double
  let referenceFromQuery: Homography?
  let seed: UInt64
  let picture: String?

  init(_ pair: PairMatch, picture: String?) {
    func photo(_ path: String, _ size: ImageSize, _ keypoints: Int) -> Photo {
      Photo(path: path, width: size.width, height: size.height, keypoints: keypoints)
    }
    query = photo(pair.queryPath, pair.query.imageSize, pair.query.count)
    reference = photo(pair.referencePath, pair.reference.imageSize, pair.reference.count)
    tentativeMatches = pair.report.matching.tentativeCount
    afterRatio = pair.report.matching.afterRatioCount
    afterOneToOne = pair.report.matching.matches.count
    inliers = pair.report.inliers.count
    isVerified = pair.report.isVerified
    score = pair.report.score
    referenceFromQuery = pair.report.isVerified ? pair.report.model?.referenceFromQuery : nil
    seed = pair.seed
    self.picture = picture
  }

  var text: String {
    func line(_ name: String, _ photo: Photo) -> String {
      "\(name)  \(photo.path), \(photo.width) × \(photo.height), \(photo.keypoints) keypoints"
    }
    let verdict = isVerified ? String(format: "verified, score %.1f", score) : "not verified"
    var lines = [
      line("query    ", query), line("reference", reference),
      "matches    \(tentativeMatches) tentative, \(afterRatio) after the ratio test, \(afterOneToOne) one-to-one, "
        + "\(inliers) inliers",
      "verdict    \(verdict)",
    ]
    if let picture { lines.append("picture    \(picture)") }
    return lines.joined(separator: "\n")
  }
}
