import Imaging
import Options
import Pyramid
import Testing

@Suite("GaussianBlur") struct GaussianBlurTests {
  @Test("spreads a point by its weights, mirrored at the border")
  func point() throws {
    var image = GrayImage(width: 9, height: 1, filledWith: 0)
    image[4, 0] = 255
    // The weights 18, 34, 48, 56, 48, 34, 18 of 256.
    #expect(try image.blurred().pixels == [0, 18, 34, 48, 56, 48, 34, 18, 0])
    image[4, 0] = 0
    image[1, 0] = 255
    // Pixel 0 sees it on both sides, pixel 1 as the middle and mirrored two to the left, pixel 2 once mirrored.
    #expect(try image.blurred().pixels == [96, 90, 66, 34, 18, 0, 0, 0, 0])
  }

  @Test("leaves an empty image and one grey value as they are")
  func trivial() throws {
    let empty = GrayImage(width: 0, height: 0, pixels: [])
    #expect(try empty.blurred() == empty)
    let flat = GrayImage(width: 2, height: 5, filledWith: 77)
    #expect(try flat.blurred(by: .init(sigma: 9, radius: 31)) == flat)
  }

  @Test("names options out of range", arguments: [(0.0, 3), (-1, 3), (.nan, 3), (.infinity, 3), (2, -1), (2, 32)])
  func options(sigma: Double, radius: Int) {
    #expect(throws: OptionsError.self) {
      try GrayImage(width: 1, height: 1, filledWith: 0).blurred(by: .init(sigma: sigma, radius: radius))
    }
  }
}
