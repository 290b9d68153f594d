import COpenCV
import Options

/// OpenCV's robust estimation of a homography (`cv::findHomography`).
///
/// OpenCV starts from a fixed seed, so equal points in equal order give an equal report; it takes no seed. It rounds the
/// points to 32-bit floats, so even an exact homography comes back to about 1e-4 pixels only.
public struct OpenCVHomography: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// Fischler & Bolles, CACM 1981, with a refinement on the inliers.
    case ransac
    /// MAGSAC++ as of OpenCV's USAC: Baráth, Noskova, Ivashechkin & Matas, CVPR 2020.
    case magsac
  }

  /// Settings of ``OpenCVHomography``; the defaults are OpenCV's.
  public struct Options: Sendable, Hashable, Codable {
    public var method = Method.ransac
    /// Largest transfer error of an inlier, in pixels of the reference image (not squared), > 0.
    public var maxError = 3.0
    /// Most minimal samples to draw, 1...1,000,000.
    public var maxIterations = 2000
    /// Probability of having drawn an all-inlier sample at which to stop, in (0, 1).
    public var confidence = 0.995
    public init() {}

    /// Names the first field that is out of range; the estimator calls this on entry.
    public func validate() throws(OptionsError) {
      guard maxError.isFinite, maxError > 0 else {
        throw OptionsError("OpenCVHomography.Options.maxError", maxError, mustBe: "a finite number of pixels > 0")
      }
      guard (1...1_000_000).contains(maxIterations) else {
        throw OptionsError("OpenCVHomography.Options.maxIterations", maxIterations, mustBe: "in 1...1000000")
      }
      guard confidence > 0, confidence < 1 else {
        throw OptionsError("OpenCVHomography.Options.confidence", confidence, mustBe: "more than 0 and less than 1")
      }
    }
  }

  public struct Report: Sendable, Hashable {
    /// x_ref ~ H x_query, nine numbers row by row, the last one 1.
    public let referenceFromQuery: [Double]
    /// Whether each pair of points fits, in their order.
    public let inlierMask: [Bool]
  }

  public let options: Options

  public init(options: Options = .init()) { self.options = options }

  /// Estimates the homography from pairs of points that contain outliers.
  ///
  /// - Parameters:
  ///   - queryPoints: finite coordinates in pixels: x right, y down, (0, 0) = centre of the top-left pixel.
  ///   - referencePoints: as many, each the partner of the query point at its index.
  /// - Precondition: there are as many reference points as query points.
  /// - Returns: nil when there are fewer than four pairs or OpenCV finds nothing: an answer, not an error.
  /// - Throws: `OptionsError` when `options` is out of range, ``OpenCVError`` when OpenCV fails.
  public func estimate(queryPoints: [SIMD2<Double>], referencePoints: [SIMD2<Double>]) throws -> Report? {
    precondition(
      queryPoints.count == referencePoints.count,
      "\(queryPoints.count) query points, \(referencePoints.count) reference points")
    try options.validate()
    guard queryPoints.count >= 4 else { return nil }
    var found = false
    var elements = [Double](repeating: 0, count: 9)
    var inliers = [UInt8](repeating: 0, count: queryPoints.count)
    try OpenCVError.check("cv::findHomography") { message, capacity in
      ocv_find_homography(
        queryPoints.flatMap { [$0.x, $0.y] }, referencePoints.flatMap { [$0.x, $0.y] }, queryPoints.count,
        options.method.raw, options.maxError, Int32(options.maxIterations), options.confidence, &found, &elements,
        &inliers, message, capacity)
    }
    return found ? Report(referenceFromQuery: elements, inlierMask: inliers.map { $0 != 0 }) : nil
  }
}

extension OpenCVHomography.Method {
  fileprivate var raw: ocv_homography_method {
    switch self {
    case .ransac: OCV_RANSAC
    case .magsac: OCV_USAC_MAGSAC
    }
  }
}
