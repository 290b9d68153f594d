/// Scales vectors to length 1; those of zeros stay.
public struct LengthNormalization: VectorTransform {
  public init() {}

  public func outputDimension(_ dimension: Int) -> Int { dimension }

  public func transformed(_ values: [Float], dimension: Int) -> [Float] {
    guard dimension > 0 else { return values }
    var values = values
    values.withUnsafeMutableBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: dimension) {
        // In double precision, which holds every square of a float.
        var sum = 0.0
        for index in start..<start + dimension { sum += Double(values[index]) * Double(values[index]) }
        guard sum > 0 else { continue }
        let length = sum.squareRoot()
        for index in start..<start + dimension { values[index] = Float(Double(values[index]) / length) }
      }
    }
    return values
  }
}
