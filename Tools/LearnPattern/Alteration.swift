import Foundation
import Geometry
import Imaging
import Pyramid

/// A way in which copies differ from their originals.
struct Alteration {
  /// Turn in degrees at most, either way.
  var maxTurn = 0.0
  var scale = 1.0
  var blurSigma = 0.0
  var gamma = 1.0
  var contrast = 1.0
  var noise = 0.0
  var jpegQuality: Int?

  static let all = [
    Alteration(jpegQuality: 20),
    Alteration(scale: 0.7, jpegQuality: 60),
    Alteration(blurSigma: 1.5),
    Alteration(gamma: 0.6, contrast: 0.7),
    Alteration(maxTurn: 180, scale: 0.85),
    Alteration(maxTurn: 30, scale: 0.6, gamma: 1.4, jpegQuality: 50),
    Alteration(noise: 14),
    Alteration(maxTurn: 180, noise: 6, jpegQuality: 40),
  ]

  /// The altered photo and `x_copy ~ H x_photo`.
  func applied(to photo: GrayImage, using generator: inout SplitMix64) throws -> (GrayImage, Homography) {
    var (image, map) = turnedAndScaled(photo, using: &generator)
    if blurSigma > 0 {
      image = try image.blurred(by: GaussianBlur(sigma: blurSigma, radius: Int((3 * blurSigma).rounded(.up))))
    }
    for index in image.pixels.indices {
      var value = pow(Double(image.pixels[index]) / 255, gamma) * 255
      value = (value - 128) * contrast + 128 + noise * gaussian(using: &generator)
      image.pixels[index] = UInt8(min(max(value.rounded(), 0), 255))
    }
    if let jpegQuality {
      image = try GrayImage(decoding: image.encoded(as: .jpeg(quality: jpegQuality)), name: "altered photo")
    }
    return (image, map)
  }

  private func turnedAndScaled(
    _ photo: GrayImage, using generator: inout SplitMix64
  ) -> (GrayImage, Homography) {
    var image = photo
    var map = Homography.identity
    if scale != 1 {
      let size = ImageSize(
        width: Int((Double(photo.width) * scale).rounded()), height: Int((Double(photo.height) * scale).rounded()))
      image = photo.resampled(to: size)
      let (x, y) = (Double(size.width) / Double(photo.width), Double(size.height) / Double(photo.height))
      map = Homography(SIMD3(x, 0, 0.5 * x - 0.5), SIMD3(0, y, 0.5 * y - 0.5), SIMD3(0, 0, 1))
    }
    guard maxTurn > 0 else { return (image, map) }
    let angle = Double.random(in: -maxTurn...maxTurn, using: &generator) * .pi / 180
    let center = SIMD2(Double(image.width - 1) / 2, Double(image.height - 1) / 2)
    let (c, s) = (cos(angle), sin(angle))
    let turn = Homography(
      SIMD3(c, -s, center.x - c * center.x + s * center.y), SIMD3(s, c, center.y - s * center.x - c * center.y),
      SIMD3(0, 0, 1))
    return (warped(image, by: turn), turn * map)
  }

  /// The image under a map, sampled bilinearly; 0 where it doesn't reach.
  private func warped(_ image: GrayImage, by map: Homography) -> GrayImage {
    let inverse = map.inverse
    var result = GrayImage(width: image.width, height: image.height, filledWith: 0)
    for y in 0..<image.height {
      for x in 0..<image.width {
        let place = inverse(SIMD2(Double(x), Double(y)))
        guard place.x >= 0, place.y >= 0, place.x < Double(image.width - 1), place.y < Double(image.height - 1) else {
          continue
        }
        let (left, top) = (Int(place.x), Int(place.y))
        let (u, v) = (place.x - Double(left), place.y - Double(top))
        let above = Double(image[left, top]) * (1 - u) + Double(image[left + 1, top]) * u
        let below = Double(image[left, top + 1]) * (1 - u) + Double(image[left + 1, top + 1]) * u
        result[x, y] = UInt8((above * (1 - v) + below * v).rounded())
      }
    }
    return result
  }

  private func gaussian(using generator: inout SplitMix64) -> Double {
    let u = Double.random(in: .leastNormalMagnitude..<1, using: &generator)
    return (-2 * Foundation.log(u)).squareRoot() * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
  }
}
