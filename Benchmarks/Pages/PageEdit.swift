import Foundation
import Geometry
import Imaging
import Pyramid

/// What is done to a page, or to a photo, before it is a query.
enum PageEdit: String, CaseIterable {
  /// JPEG of quality 15 to 45.
  case jpeg
  /// To 45 to 80 % of its sides.
  case resize
  /// To a part of 65 to 90 % of either side.
  case crop
  /// By 1° to 6° to either side, on grey, as scans and photos of a screen are.
  case turn
  /// A band of 35 to 55 % of the height.
  case part = "screenshot_of_part"
  /// Half to three quarters of the height of another photo, somewhere on it.
  case paste = "onto_background"

  /// The file of an edited picture.
  func file(
    of picture: ColorImage, backgrounds: inout PictureSupply, using generator: inout SplitMix64
  ) throws -> [UInt8] {
    func draw(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    switch self {
    case .jpeg: return try picture.encoded(as: .jpeg(quality: Int(draw(15...45))))
    case .resize: return try picture.scaled(by: draw(0.45...0.8)).encoded(as: .jpeg(quality: 80))
    case .crop:
      return try picture.part(across: draw(0.65...0.9), down: draw(0.65...0.9), using: &generator).encoded(as: .jpeg())
    case .turn:
      let degrees = draw(1...6) * (Bool.random(using: &generator) ? 1 : -1)
      return try picture.turned(by: degrees, ground: RGB(118, 116, 112)).encoded(as: .jpeg(quality: 85))
    case .part: return try picture.part(across: 1, down: draw(0.35...0.55), using: &generator).encoded(as: .png)
    case .paste:
      let background = try backgrounds.next()
      let ground = background.scaled(by: 900 / Double(background.size.longestSide))
      let fitting = picture.scaled(
        by: min(
          draw(0.5...0.75) * Double(ground.height) / Double(picture.height),
          0.9 * Double(ground.width) / Double(picture.width)))
      return try ground.wearing(fitting, using: &generator).encoded(as: .jpeg(quality: 80))
    }
  }
}

extension ColorImage {
  fileprivate func scaled(by factor: Double) -> ColorImage {
    resampled(to: ImageSize(width: max(Int(Double(width) * factor), 1), height: max(Int(Double(height) * factor), 1)))
  }

  /// A part somewhere.
  fileprivate func part(across: Double, down: Double, using generator: inout SplitMix64) -> ColorImage {
    let size = ImageSize(width: Int(Double(width) * across), height: Int(Double(height) * down))
    return cropped(
      x: .random(in: 0...width - size.width, using: &generator),
      y: .random(in: 0...height - size.height, using: &generator), to: size)
  }

  /// The image turned about its middle, bilinear, in a frame of its own size.
  fileprivate func turned(by degrees: Double, ground: RGB) -> ColorImage {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let middle = SIMD2(Double(width - 1), Double(height - 1)) / 2
    var turned = ColorImage(width: width, height: height, filledWith: ground)
    for y in 0..<height {
      for x in 0..<width {
        let offset = SIMD2(Double(x), Double(y)) - middle
        let source = middle + SIMD2(cosine * offset.x + sine * offset.y, cosine * offset.y - sine * offset.x)
        let (column, row) = (Int(source.x.rounded(.down)), Int(source.y.rounded(.down)))
        guard column >= 0, row >= 0, column + 1 < width, row + 1 < height else { continue }
        let (right, below) = (source.x - Double(column), source.y - Double(row))
        for channel in 0..<3 {
          func value(_ x: Int, _ y: Int) -> Double { Double(pixels[3 * (y * width + x) + channel]) }
          let above = value(column, row) * (1 - right) + value(column + 1, row) * right
          let under = value(column, row + 1) * (1 - right) + value(column + 1, row + 1) * right
          turned.pixels[3 * (y * width + x) + channel] = UInt8((above * (1 - below) + under * below).rounded())
        }
      }
    }
    return turned
  }
}
