import Imaging

/// A page of an invented template: a picture at its head, a word that all pages have at the left of each line, and words of the
/// page's own at the right.
public func templatePage(_ page: UInt64) -> GrayImage {
  var image = GrayImage(width: 400, height: 560, filledWith: 250)
    .wearing(syntheticPhoto(width: 300, height: 110, seed: 77), x: 50, y: 20)
  for line in 0..<UInt64(18) {
    image = image.wearing(word(line), x: 30, y: 150 + 22 * Int(line))
    image = image.wearing(word(1000 + 100 * page + line), x: 250, y: 150 + 22 * Int(line))
  }
  return image
}

/// Nine letters of 3 × 4 squares, each black or white.
private func word(_ seed: UInt64) -> GrayImage {
  var generator = SeededGenerator(seed: seed)
  var image = GrayImage(width: 9 * 12, height: 12, filledWith: 250)
  for letter in 0..<9 {
    for square in 0..<12 where Bool.random(using: &generator) {
      let ink = GrayImage(width: 3, height: 3, filledWith: 10)
      image = image.wearing(ink, x: 12 * letter + 3 * (square % 3), y: 3 * (square / 3))
    }
  }
  return image
}
