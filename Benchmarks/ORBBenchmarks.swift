import COpenCV
import Features
import Foundation
import Imaging
import Photos

/// Extraction of 500 features beside `cv::ORB` with 8 levels of factor 1.2.
enum ORBBenchmarks {
  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    let files = try photos.files(120)
    let images = try files.map { try GrayImage(decoding: $0, name: "photo") }
    let orb = try ORB()
    report(
      try Comparison.figure(
        "extract orb, no decoding", unit: "ms", scale: 1e-3, peerName: "cv::ORB", on: images,
        goal: .ratioAtMost(0.25), ours: { _ = try orb.extract(from: $0) }, peer: { $0.withOpenCVImage(detect) }))
    var upright = ORBOptions()
    upright.isOriented = false
    let fastBRIEF = try ORB(upright)
    report(
      try Comparison.figure(
        "extract fast-brief, no decoding", unit: "ms", scale: 1e-3, peerName: "cv::ORB", on: images,
        ours: { _ = try fastBRIEF.extract(from: $0) }, peer: { $0.withOpenCVImage(detect) }))
    report(
      try Comparison.figure(
        "file to features, orb", unit: "ms", scale: 1e-3, peerName: "cv::imdecode grey + cv::ORB", on: files,
        goal: .ratioAtMost(0.5),
        ours: { _ = try orb.extract(from: GrayImage(decoding: $0, name: "photo")) },
        peer: { DecodedByOpenCV($0).consume(detect) }))
    try await threads(photos, report: report)
    try memory(images, report: report)
  }

  /// Photos a second by two threads against those by one.
  private static func threads(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    let entries = photos.references + photos.queries
    let clock = ContinuousClock()
    var ratios: [Double] = []
    for _ in 0..<7 {
      var seconds: [Double] = []
      for threads in [1, 2] {
        let extraction = try Extraction(ExtractionOptions(), threads: threads)
        seconds.append(try await clock.measure { _ = try await extraction.run(on: entries) { _, _ in } } / .seconds(1))
      }
      ratios.append(seconds[0] / seconds[1])
    }
    report(
      Figure(name: "orb, photos a second, 2 threads : 1", unit: "times", ours: median(ratios), goal: .atLeast(1.9)))
  }

  /// What the peak of memory grows by from the 100th photo to the 1,000th.
  private static func memory(_ images: [GrayImage], report: (Figure) -> Void) throws {
    let orb = try ORB()
    var early = 0.0
    for index in 0..<1000 {
      _ = try orb.extract(from: images[index % images.count])
      if index == 99 { early = peakMegabytes() }
    }
    report(
      Figure(
        name: "orb, growth of the peak, photo 100 to 1,000", unit: "MB", ours: peakMegabytes() - early,
        goal: .atMost(1)
      ))
  }

  private static func detect(in image: ocv_gray_image) {
    let options = ocv_orb_options(max_features: 500, scale_factor: 1.2, levels: 8, fast_threshold: 20)
    runExtraction(on: image) { ocv_extract_orb($0, options, $1, $2, $3) }
  }
}
