import Features

/// Descriptors as hloc has them, floats of unit norm in [D, N], and as our stores have them, bytes row by row.
enum HlocDescriptors {
  /// RootSIFT times 512 is what `histogram128` holds.
  private static let histogramScale: Float = 512
  /// ±1/16 in 256 places has unit norm, and a dot product that falls with the Hamming distance.
  private static let bit: Float = 1 / 16
  /// Norms of RootSIFT in half precision are at most so far from 1.
  private static let normTolerance: Float = 0.02

  /// Numbers of a descriptor of that kind.
  static func dimension(of kind: DescriptorKind) -> Int {
    switch kind {
    case .binary256: 256
    case .histogram128: 128
    }
  }

  /// The kind of that many numbers, nil where there is none.
  static func kind(ofDimension dimension: Int) -> DescriptorKind? {
    DescriptorKind.allCases.first { self.dimension(of: $0) == dimension }
  }

  /// One column a descriptor.
  static func columns(of descriptors: Descriptors) -> [Float] {
    let (count, dimension) = (descriptors.count, dimension(of: descriptors.kind))
    var values = [Float](repeating: 0, count: count * dimension)
    for column in 0..<count {
      let bytes = descriptors[column]
      for row in 0..<dimension {
        values[row * count + column] =
          switch descriptors.kind {
          case .binary256: bytes[bytes.startIndex + row / 8] >> (row % 8) & 1 == 1 ? bit : -bit
          case .histogram128: Float(bytes[bytes.startIndex + row]) / histogramScale
          }
      }
    }
    return values
  }

  /// The descriptors that those columns stand for; where one can't be stored, what it is and should be.
  static func descriptors(
    of values: [Float], count: Int, kind: DescriptorKind
  ) throws(Misfit) -> Descriptors {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * kind.byteCount)
    for column in 0..<count {
      let vector = (0..<dimension(of: kind)).map { values[$0 * count + column] }
      switch kind {
      case .binary256: bytes += try bits(of: vector, column)
      case .histogram128: bytes += try histogram(of: vector, column)
      }
    }
    return Descriptors(kind: kind, bytes: bytes)
  }

  struct Misfit: Error {
    let column: Int
    let found: String
    let expected: String
  }

  private static func bits(of vector: [Float], _ column: Int) throws(Misfit) -> [UInt8] {
    if let other = vector.first(where: { abs($0) != bit }) {
      throw Misfit(column: column, found: "256 numbers with \(other) among them", expected: "±1/16 (binary tests)")
    }
    return (0..<vector.count / 8).map { byte in
      (0..<8).reduce(0) { $0 | (vector[byte * 8 + $1] > 0 ? 1 << $1 : 0) }
    }
  }

  private static func histogram(of vector: [Float], _ column: Int) throws(Misfit) -> [UInt8] {
    if let negative = vector.first(where: { $0 < 0 }) {
      throw Misfit(
        column: column, found: "128 numbers with \(negative) among them", expected: "none below 0 (SIFT or RootSIFT)")
    }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // What was bytes before is bytes again, whatever its norm: saturation took something off.
    let wasBytes = vector.allSatisfy {
      ($0 * histogramScale).rounded() == $0 * histogramScale && $0 <= 255 / histogramScale
    }
    guard wasBytes || abs(norm - 1) <= normTolerance else {
      throw Misfit(column: column, found: "128 numbers of norm \(norm)", expected: "of norm 1 (SIFT or RootSIFT)")
    }
    return vector.map { UInt8(min(($0 * histogramScale).rounded(), 255)) }
  }
}
