import Geometry

/// Random numbers for property tests: the seed, which every failure prints, gives the case again.
public typealias SeededGenerator = SplitMix64
