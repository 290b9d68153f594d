import Imaging

extension GrayImage {
  /// The photo turned clockwise by a quarter, `times` times.
  func turned(times: Int) -> GrayImage {
    var photo = self
    for _ in 0..<times {
      var turned = GrayImage(width: photo.height, height: photo.width, filledWith: 0)
      for y in 0..<photo.height { for x in 0..<photo.width { turned[photo.height - 1 - y, x] = photo[x, y] } }
      photo = turned
    }
    return photo
  }
}
