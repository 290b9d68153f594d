import Files
import Foundation
import Geometry
import Imaging
import Pyramid

/// A real plane seen from two sides: the painted wall of Mikolajczyk & Schmid ("A performance evaluation of local descriptors", PAMI
/// 2005), pictures 1 and 3, with the homography that they published, as OpenCV's samples have them.
enum GraffitiPairs {
  private static let percents = [100, 85, 70, 60]

  /// Each picture in four sizes with each size of the other, in both directions: 32 pairs.
  ///
  /// - Parameters:
  ///   - samples: holds `graf1.png`, `graf3.png` and `H1to3p.xml`.
  ///   - folder: for the resized pictures; new or empty.
  /// - Throws: `FileError` naming the file that is missing or not as it is in the samples.
  static func make(from samples: String, into folder: String) throws -> [HomographyPair] {
    let homography = try readHomography(samples + "/H1to3p.xml")
    let (one, three) = (
      try resized(samples + "/graf1.png", into: folder), try resized(samples + "/graf3.png", into: folder)
    )
    var pairs: [HomographyPair] = []
    for first in one {
      for third in three {
        let map = third.fromOriginal * homography * first.fromOriginal.inverse
        for (source, target, map) in [(first, third, map), (third, first, map.inverse)] {
          pairs.append(
            HomographyPair(
              number: pairs.count, id: "graf\(pairs.count)", level: .hard, targetFromSource: map.normalized,
              sourcePath: source.path, targetPath: target.path))
        }
      }
    }
    return pairs
  }

  private static func resized(_ path: String, into folder: String) throws -> [(path: String, fromOriginal: Homography)]
  {
    let image = try ColorImage(contentsOf: path)
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    return try percents.map { percent in
      let size = ImageSize(width: image.width * percent / 100, height: image.height * percent / 100)
      let file = "\(folder)/\(name)-\(percent).png"
      try writeFile(try image.resampled(to: size).encoded(as: .png), to: file)
      let (x, y) = (Double(size.width) / Double(image.width), Double(size.height) / Double(image.height))
      return (
        file, Homography(SIMD3(x, 0, 0.5 * x - 0.5), SIMD3(0, y, 0.5 * y - 0.5), SIMD3(0, 0, 1))
      )
    }
  }

  private static func readHomography(_ path: String) throws -> Homography {
    let text = String(decoding: try readFile(path), as: UTF8.self)
    let numbers = text.firstMatch(of: /<data>([^<]*)<\/data>/)?.1.split(whereSeparator: \.isWhitespace).compactMap {
      Double($0)
    }
    guard let numbers, numbers.count == 9 else {
      throw FileError(.read, path, reason: "expected nine numbers in <data>, as OpenCV writes a matrix")
    }
    return Homography(rowMajor: numbers)
  }
}
