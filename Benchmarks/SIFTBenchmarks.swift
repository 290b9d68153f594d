import COpenCV
import Features
import Imaging
import Pyramid

/// Extraction of 500 features beside `cv::SIFT`, both from the doubled photo.
enum SIFTBenchmarks {
  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    let files = try photos.files(120)
    let images = try files.map { try GrayImage(decoding: $0, name: "photo") }
    let sift = try SIFT()
    report(
      try Comparison.figure(
        "extract sift, no decoding", unit: "ms", scale: 1e-3, peerName: "cv::SIFT", on: images, rounds: 3,
        goal: .ratioAtMost(0.25), ours: { _ = try sift.extract(from: $0) }, peer: { $0.withOpenCVImage(detect) }))
    report(
      try Comparison.figure(
        "file to features, sift", unit: "ms", scale: 1e-3, peerName: "cv::imdecode grey + cv::SIFT", on: files,
        rounds: 3, ours: { _ = try sift.extract(from: GrayImage(decoding: $0, name: "photo")) },
        peer: { DecodedByOpenCV($0).consume(detect) }))
    try await memory(images[0], report: report)
  }

  /// The peak of a run of the program on one photo of 12 megapixels at its full size: an enlarged one with noise.
  private static func memory(_ image: GrayImage, report: (Figure) -> Void) async throws {
    guard MeasuredProgram.built.isThere(for: "the memory of SIFT") else { return }
    var photo = image.resampled(to: ImageSize(width: 4000, height: 3000))
    var state: UInt64 = 1
    for index in photo.pixels.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      photo.pixels[index] = UInt8(clamping: Int(photo.pixels[index]) + Int(state >> 60) - 8)
    }
    let peak = try await withTemporaryFolder { folder in
      try photo.write(to: folder + "/photo.jpg")
      return try MeasuredProgram.built.peakMegabytes(
        "extract", folder + "/photo.jpg", "-o", folder + "/features.h5", "--extractor", "sift", "--max-side", "4000",
        "--threads", "1", "--quiet")
    }
    report(
      Figure(name: "sift, peak of a 12-megapixel photo, doubled", unit: "MB", ours: peak, goal: .atMost(600)))
  }

  private static func detect(in image: ocv_gray_image) {
    let options = ocv_sift_options(
      max_features: 500, layers_per_octave: 3, contrast_threshold: 0.04, edge_threshold: 10, sigma: 1.6)
    runExtraction(on: image) { ocv_extract_sift($0, options, $1, $2, $3) }
  }
}
