import Geometry
import Imaging

// What copies and pieces are made with: whole steps that every run and machine does alike.
extension ColorImage {
  /// Left and right exchanged.
  func mirrored() -> ColorImage {
    var mirrored = self
    for y in 0..<height { for x in 0..<width { mirrored[x, y] = self[width - 1 - x, y] } }
    return mirrored
  }

  /// Turned clockwise by a quarter.
  func quarterTurned() -> ColorImage {
    var turned = ColorImage(width: height, height: width, filledWith: .white)
    for y in 0..<height { for x in 0..<width { turned[height - 1 - y, x] = self[x, y] } }
    return turned
  }

  /// Half the size; each pixel is the mean of four. An odd last row or column is lost.
  func halved() -> ColorImage {
    let half = ImageSize(width: width / 2, height: height / 2)
    var halved = ColorImage(width: half.width, height: half.height, filledWith: .white)
    for y in 0..<half.height {
      for x in 0..<half.width {
        for channel in 0..<3 {
          let start = 3 * (2 * y * width + 2 * x) + channel
          let sum = [start, start + 3, start + 3 * width, start + 3 * width + 3].reduce(0) { $0 + Int(pixels[$1]) }
          halved.pixels[3 * (y * half.width + x) + channel] = UInt8((sum + 2) / 4)
        }
      }
    }
    return halved
  }

  /// Twice the size, bilinear; beyond the border the image goes on as at it.
  func doubled() -> ColorImage {
    var doubled = ColorImage(width: 2 * width, height: 2 * height, filledWith: .white)
    for y in 0..<2 * height {
      let (row, nextRow) = (y / 2, min(max(y / 2 + (y % 2 == 0 ? -1 : 1), 0), height - 1))
      for x in 0..<2 * width {
        let (column, nextColumn) = (x / 2, min(max(x / 2 + (x % 2 == 0 ? -1 : 1), 0), width - 1))
        for channel in 0..<3 {
          func value(_ x: Int, _ y: Int) -> Int { Int(pixels[3 * (y * width + x) + channel]) }
          let near = 3 * value(column, row) + value(nextColumn, row)
          let far = 3 * value(column, nextRow) + value(nextColumn, nextRow)
          doubled.pixels[3 * (y * doubled.width + x) + channel] = UInt8((3 * near + far + 8) / 16)
        }
      }
    }
    return doubled
  }

  /// The image with another one on it, somewhere.
  ///
  /// - Precondition: it is no smaller than `picture` in either direction.
  func wearing(_ picture: ColorImage, using generator: inout SplitMix64) -> ColorImage {
    let left = Int.random(in: 0...width - picture.width, using: &generator)
    let top = Int.random(in: 0...height - picture.height, using: &generator)
    var dressed = self
    for y in 0..<picture.height { for x in 0..<picture.width { dressed[left + x, top + y] = picture[x, y] } }
    return dressed
  }
}
