import CKernels
import Options

/// Principal components of a background, each divided by its deviation: what many photos have in common counts less then
/// (Jégou & Chum, Negative evidences and co-occurrences in image retrieval, ECCV 2012).
public struct Whitening: VectorTransform {
  /// Vectors of the background that are learnt from, evenly chosen.
  private static let mostLearnt = 20_000
  /// A component of less than this part of the largest variance is rounding, which would be blown up.
  private static let leastVariance = 1e-6
  /// Numbers of a vector; their covariances take half a gigabyte then.
  private static let mostNumbers = 8192

  private let mean: [Float]
  /// [components, dimension]
  private let matrix: [Float]
  private let components: Int

  /// - Parameters:
  ///   - background: photos like those that will be compared, but none of their originals or copies.
  ///   - components: numbers of a vector that are left, those of the largest variance first.
  /// - Throws: `OptionsError` where the background has not so many components, as there are fewer numbers or vectors;
  ///   ``MemoryShortage``; what the source throws.
  /// - Complexity: O(vectors · dimension² + dimension³) time with at most 20,000 vectors, which are held in memory.
  public init(learntFrom background: any VectorSource, components: Int) throws {
    let dimension = background.dimension
    guard (1...max(1, dimension)).contains(components), dimension >= 1 else {
      throw OptionsError("NeighborOptions.whiten", components, mustBe: "1 to the \(dimension) numbers of a vector")
    }
    guard dimension <= Self.mostNumbers else {
      throw OptionsError(
        "NeighborOptions.whiten", components, mustBe: "left out with vectors of more than \(Self.mostNumbers) numbers")
    }
    let photos = min(background.count, max(1, Self.mostLearnt / background.views.count))
    // Covariances and eigenvectors, four squares of them at a time; the vectors, once as they are read.
    try requireMemory(
      4 * MemoryLayout<Double>.size * dimension * dimension
        + 2 * MemoryLayout<Float>.size * photos * background.views.count * dimension,
      "to whiten vectors of \(dimension) numbers")
    let chosen = (0..<photos).map { $0 * background.count / photos }
    let sample = try background.vectors(of: chosen)
    guard sample.rowCount >= 2 else {
      throw OptionsError(
        "NeighborOptions.whiten", components, mustBe: "left out with a background of \(sample.rowCount) vectors")
    }
    let (mean, covariance) = Self.moments(of: sample)
    let eigen = SymmetricEigen(covariance, size: dimension)
    let least = max(eigen.values[0] * Self.leastVariance, .leastNormalMagnitude)
    let rank = min(sample.rowCount - 1, eigen.values.count { $0 >= least })
    guard components <= rank else {
      throw OptionsError(
        "NeighborOptions.whiten", components,
        mustBe: "at most \(rank): a background of \(sample.rowCount) vectors has no more components")
    }
    self.mean = mean.map { Float($0) }
    matrix = (0..<components).flatMap { row in
      let deviation = eigen.values[row].squareRoot()
      return eigen.vectors[row * dimension..<(row + 1) * dimension].map { Float(clamping: $0 / deviation) }
    }
    self.components = components
  }

  public func outputDimension(_ dimension: Int) -> Int { components }

  public func transformed(_ values: [Float], dimension: Int) -> [Float] {
    precondition(dimension == mean.count, "vectors of \(dimension) numbers, learnt from \(mean.count)")
    let count = values.count / dimension
    var centred = [Float](repeating: 0, count: dimension)
    return [Float](unsafeUninitializedCapacity: count * components) { buffer, initialized in
      initialized = count * components
      guard let out = buffer.baseAddress else { return }
      for row in 0..<count {
        for index in 0..<dimension { centred[index] = values[row * dimension + index] - mean[index] }
        fk_product_sums(centred, matrix, components, dimension, out + row * components)
        // Beyond single precision, the largest number of it.
        for index in row * components..<(row + 1) * components where !buffer[index].isFinite {
          buffer[index] = buffer[index] < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
        }
      }
    }
  }

  /// Mean and covariance of the numbers, in double precision.
  private static func moments(of sample: VectorSet) -> (mean: [Double], covariance: [Double]) {
    let (dimension, count) = (sample.dimension, sample.rowCount)
    var mean = [Double](repeating: 0, count: dimension)
    var covariance = [Double](repeating: 0, count: dimension * dimension)
    sample.values.withUnsafeBufferPointer { values in
      for row in 0..<count {
        for index in 0..<dimension { mean[index] += Double(values[row * dimension + index]) }
      }
      for index in 0..<dimension { mean[index] /= Double(count) }
      var centred = [Double](repeating: 0, count: dimension)
      covariance.withUnsafeMutableBufferPointer { covariance in
        for row in 0..<count {
          for index in 0..<dimension { centred[index] = Double(values[row * dimension + index]) - mean[index] }
          for one in 0..<dimension {
            let factor = centred[one]
            let start = one * dimension
            for other in one..<dimension { covariance[start + other] += factor * centred[other] }
          }
        }
        for one in 0..<dimension {
          for other in one..<dimension {
            let value = covariance[one * dimension + other] / Double(count - 1)
            (covariance[one * dimension + other], covariance[other * dimension + one]) = (value, value)
          }
        }
      }
    }
    return (mean, covariance)
  }
}
