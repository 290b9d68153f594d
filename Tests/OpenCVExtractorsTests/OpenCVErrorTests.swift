import Testing

@testable import OpenCVExtractors

@Suite("OpenCVError") struct OpenCVErrorTests {
  @Test("says the function and the reason")
  func description() {
    #expect(OpenCVError(function: "cv::f", message: "no").description == "cv::f failed: no")
  }

  @Test("openCVVersion is a version that this target was written for")
  func version() throws {
    let numbers = openCVVersion.split(separator: ".").compactMap { Int($0) }
    #expect(numbers.count == 3)
    #expect(numbers.lexicographicallyPrecedes([4, 5, 0]) == false)
  }
}
