import Foundation
import Imaging
import TestSupport
import Testing

@testable import GlobalDescriptors

@Suite("GIST") struct GISTTests {
  private let gist = GIST()

  private func image(_ width: Int, _ height: Int, _ value: (_ x: Int, _ y: Int, _ channel: Int) -> Int) -> ColorImage {
    var pixels: [UInt8] = []
    for y in 0..<height { for x in 0..<width { for c in 0..<3 { pixels.append(UInt8(value(x, y, c))) } } }
    return ColorImage(width: width, height: height, pixels: pixels)
  }

  private var pattern: ColorImage { image(32, 32) { x, y, c in (x * x * 7 + y * 13 * (c + 1) + x * y * 3) % 256 } }

  private func distance(_ one: [Float], _ other: [Float]) -> Double {
    zip(one, other).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }.squareRoot()
  }

  @Test("is, filter by filter, what sums over the pixels give", arguments: [8, 12])
  func definition(side: Int) {
    var generator = SeededGenerator(seed: UInt64(side))
    let channels = (0..<3).map { _ in (0..<side * side).map { _ in Double.random(in: 0...255, using: &generator) } }
    let orientations = [8, 4, 3]
    let fast = GIST(side: side, orientations: orientations).energies(of: channels)
    let slow = SlowGIST(side: side, orientations: orientations).energies(of: channels)
    #expect(fast.count == 3 * 15 * 16 && slow.count == fast.count)
    let worst = zip(fast, slow).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 1e-10)
  }

  @Test("has 960 numbers of norm 1, those that an implementation in numpy gives")
  func golden() {
    let vector = gist.vector(of: pattern)
    #expect(vector.count == 960 && gist.dimension == 960)
    #expect(abs(distance(vector, vector.map { _ in 0 }) - 1) < 1e-6)
    let known: [(Int, [Float])] = [
      (0, [0.04707499, 0.07147605, 0.0609755, 0.05514272]), (477, [0.01132462, 0.0087129, 0.01059558, 0.01355018]),
      (957, [0.0099101, 0.00508754, 0.0092799]),
    ]
    for (start, values) in known {
      for (place, value) in values.enumerated() {
        #expect(abs(vector[start + place] - value) < 1e-6, "number \(start + place)")
      }
    }
  }

  @Test("a grating has most energy in the filter of its scale and orientation", arguments: [0, 1, 2])
  func grating(scale: Int) throws {
    let orientations = [8, 8, 4]
    let frequency = 0.3 / pow(1.85, Double(scale))
    for orientation in 0..<orientations[scale] {
      let angle = -Double.pi * Double(orientation) / Double(orientations[scale])
      let grating = (0..<32 * 32).map { index in
        let along = Double(index % 32) * cos(angle) + Double(index / 32) * sin(angle)
        return 128 + 60 * sin(2 * .pi * frequency * along)
      }
      let energies = gist.energies(of: [grating, grating, grating])
      let filters = (0..<20).map { filter in energies[filter * 16..<(filter + 1) * 16].reduce(0, +) }
      let strongest = try #require(filters.indices.max { filters[$0] < filters[$1] })
      #expect(strongest == orientations[..<scale].reduce(0, +) + orientation, "\(filters)")
    }
  }

  @Test("the place of the energy is told, column by column")
  func place() throws {
    // Stripes in the third column and the second row of cells alone.
    let stripes = image(32, 32) { x, y, _ in
      (16..<24).contains(x) && (8..<16).contains(y) ? (x % 4 < 2 ? 40 : 220) : 128
    }
    let vector = gist.vector(of: stripes)
    let cells = (0..<16).map { cell in stride(from: cell, to: 960, by: 16).reduce(0) { $0 + vector[$1] } }
    #expect(cells.indices.max { cells[$0] < cells[$1] } == 2 * 4 + 1)
  }

  @Test("one colour has nothing but zeros, whatever the size", arguments: [(1, 1), (1, 500), (33, 32), (700, 3)])
  func plain(width: Int, height: Int) {
    let vector = gist.vector(of: image(width, height) { _, _, c in 90 + 50 * c })
    #expect(vector.count == 960 && vector.allSatisfy { $0 == 0 })
  }

  @Test("changes little with brightness, much with the photo")
  func brightness() {
    let photo = ColorImage(syntheticPhoto(width: 200, height: 150, seed: 3))
    let darker = image(photo.width, photo.height) { x, y, c in
      (Int(photo.pixels[3 * (y * photo.width + x) + c]) + 1) * 6 / 10
    }
    let plain = gist.vector(of: photo)
    #expect(distance(plain, gist.vector(of: darker)) < 0.05)
    #expect(distance(plain, gist.vector(of: ColorImage(syntheticPhoto(width: 200, height: 150, seed: 4)))) > 0.3)
  }

  @Test("only the square in the middle counts", arguments: [true, false])
  func square(isWide: Bool) {
    let pattern = pattern
    let framed = image(isWide ? 53 : 32, isWide ? 32 : 53) { x, y, c in
      let (x, y) = isWide ? (x - 10, y) : (x, y - 10)
      guard (0..<32).contains(x), (0..<32).contains(y) else { return 255 * (x & 1) }
      return Int(pattern.pixels[3 * (32 * y + x) + c])
    }
    #expect(gist.vector(of: framed) == gist.vector(of: pattern))
  }
}
