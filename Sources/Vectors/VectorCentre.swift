import CKernels

/// What many vectors have in common, about their mean. Subtracted from each, it changes neither their distances nor the order
/// of their products with another vector, and int8 is left for what they differ in.
struct VectorCentre: Sendable {
  /// Products with larger numbers might leave single precision.
  private static let largest: Float = 0x1p40

  let numbers: [Float]

  /// The mean of some rows; zeros where a number of it is very large.
  init(of values: [Float], dimension: Int) {
    var sums = [Double](repeating: 0, count: dimension)
    let rows = dimension > 0 ? values.count / dimension : 0
    for row in 0..<rows {
      for index in 0..<dimension { sums[index] += Double(values[row * dimension + index]) }
    }
    let mean = sums.map { Float($0 / Double(max(rows, 1))) }
    numbers =
      mean.allSatisfy { abs($0) <= Self.largest } ? mean : [Float](repeating: 0, count: dimension)
  }

  /// The rows less the mean.
  func subtracted(from values: ArraySlice<Float>) -> [Float] {
    let dimension = numbers.count
    var centred = Array(values)
    centred.withUnsafeMutableBufferPointer { centred in
      for start in stride(from: 0, to: centred.count, by: dimension) {
        for index in 0..<dimension { centred[start + index] -= numbers[index] }
      }
    }
    return centred
  }

  /// The products of each row with the mean.
  func products(with values: ArraySlice<Float>) -> [Float] {
    let rows = values.count / numbers.count
    return values.withUnsafeBufferPointer { values in
      [Float](unsafeUninitializedCapacity: rows) { buffer, count in
        fk_product_sums(numbers, values.baseAddress, rows, numbers.count, buffer.baseAddress)
        count = rows
      }
    }
  }
}
