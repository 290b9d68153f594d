import Testing

@testable import OpenCVExtractors

@Suite("rootSIFT") struct RootSIFTTests {
  @Test("square root of the share of the row, × 512, rounded and saturated")
  func values() {
    // Shares 1/64, 1/64 and 62/64 (512 · √(62/64) = 504 saturates).
    #expect(rootSIFT([1, 1, 62], length: 3) == [64, 64, 255])
    // 512 · √(1/9) = 170.67, 512 · √(2/9) = 241.36.
    #expect(rootSIFT([1, 2, 2, 1, 1, 2], length: 6) == [171, 241, 241, 171, 171, 241])
  }

  @Test("each row by itself; a row of zeros stays one; no rows")
  func rows() {
    #expect(rootSIFT([0, 0, 5, 0, 1, 99], length: 2) == [0, 0, 255, 0, 51, 255])
    #expect(rootSIFT([], length: 128).isEmpty)
  }

  @Test("a byte saturates on both sides and rounds ties away from zero")
  func saturation() {
    #expect([-3, 0.49, 0.5, 254.4, 254.5, 1e9].map { UInt8(saturating: $0) } == [0, 0, 1, 254, 255, 255])
  }
}
