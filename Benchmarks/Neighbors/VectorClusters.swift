import Vectors

/// Invented vectors of length 1, as models make them of photos: in clusters, with queries of which every other one is near
/// a reference.
struct VectorClusters {
  private static let clusterCount = 2000

  private let dimension: Int
  private let seed: UInt64
  private let centres: [Float]

  init(dimension: Int, seed: UInt64) {
    self.dimension = dimension
    self.seed = seed
    var noise = Noise(seed: seed)
    centres = (0..<Self.clusterCount * dimension).map { _ in noise.next() }
  }

  func references(_ count: Int) -> VectorSet {
    set("r", count, seed: seed &+ 1) { _, noise in member(&noise) }
  }

  func queries(_ count: Int, near references: VectorSet) -> VectorSet {
    set("q", count, seed: seed &+ 2) { index, noise in
      guard index.isMultiple(of: 2) else { return member(&noise) }
      return references[noise.index(below: references.count)].map { $0 + 0.02 * noise.next() }
    }
  }

  private func member(_ noise: inout Noise) -> [Float] {
    let start = noise.index(below: Self.clusterCount) * dimension
    return centres[start..<start + dimension].map { $0 + noise.next() }
  }

  private func set(
    _ letter: String, _ count: Int, seed: UInt64, _ vector: (Int, inout Noise) -> [Float]
  ) -> VectorSet {
    var noise = Noise(seed: seed)
    var values: [Float] = []
    values.reserveCapacity(count * dimension)
    for index in 0..<count { values += LengthNormalization().transformed(vector(index, &noise), dimension: dimension) }
    return VectorSet(ids: (0..<count).map { "\(letter)\($0)" }, dimension: dimension, values: values)
  }
}

/// Numbers of mean 0 and about variance 1, nearly of a normal distribution: SplitMix64, four of its pieces added.
private struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Float {
    let bits = draw()
    let sum = (0..<4).reduce(into: Int32(0)) { $0 += Int32(truncatingIfNeeded: bits >> (16 * UInt64($1)) & 0xFFFF) }
    return (Float(sum) / 65536 - 2) * 1.732
  }

  mutating func index(below count: Int) -> Int { Int(draw() % UInt64(count)) }

  private mutating func draw() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
