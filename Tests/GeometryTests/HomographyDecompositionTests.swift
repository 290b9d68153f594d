import Foundation
import Geometry
import Testing

@Suite("Homography.decomposed") struct HomographyDecompositionTests {
  func linear(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Homography {
    Homography(SIMD3(a, b, 7), SIMD3(c, d, -3), SIMD3(0, 0, 1))
  }

  @Test("a turn by 30° at scale 2")
  func similarity() throws {
    let (c, s) = (2 * cos(Double.pi / 6), 2 * sin(Double.pi / 6))
    let parts = try #require(linear(c, -s, s, c).decomposed(at: SIMD2(100, 50)))
    #expect(abs(parts.scale - 2) < 1e-12 && abs(parts.rotation - 30) < 1e-9)
    #expect(abs(parts.shear) < 1e-12 && abs(parts.anisotropy - 1) < 1e-6 && !parts.isMirrored)
  }

  @Test("a mirrored copy, upright otherwise")
  func mirrored() throws {
    let parts = try #require(linear(-0.5, 0, 0, 0.5).decomposed(at: .zero))
    #expect(parts.isMirrored && parts.rotation == 0 && abs(parts.scale - 0.5) < 1e-12)
  }

  @Test("stretched and slanted")
  func affine() throws {
    let stretched = try #require(linear(3, 0, 0, 1.5).decomposed(at: .zero))
    #expect(abs(stretched.anisotropy - 2) < 1e-9 && stretched.shear == 0)
    let slanted = try #require(linear(1, 0.5, 0, 1).decomposed(at: .zero))
    #expect(abs(slanted.shear - 0.5) < 1e-12 && slanted.rotation == 0)
  }

  @Test("of a perspective it is the derivative at the point")
  func perspective() throws {
    let h = Homography(SIMD3(0.9, -0.2, 12), SIMD3(0.3, 1.1, -7), SIMD3(1e-3, -2e-3, 1))
    let point = SIMD2(40.0, 30)
    let step = 1e-5
    let (x, y) = ((h(point + SIMD2(step, 0)) - h(point)) / step, (h(point + SIMD2(0, step)) - h(point)) / step)
    let parts = try #require(h.decomposed(at: point))
    #expect(abs(parts.rotation - atan2(x.y, x.x) * 180 / .pi) < 1e-3)
    #expect(abs(parts.scale - (x.x * y.y - x.y * y.x).squareRoot()) < 1e-4)
  }

  @Test("nothing of a map that flattens")
  func flat() {
    #expect(linear(1, 1, 1, 1).decomposed(at: .zero) == nil)
    #expect(Homography(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(1, 0, 0)).decomposed(at: .zero) == nil)
  }
}

@Suite("PhotoOverlap") struct PhotoOverlapTests {
  let size = SIMD2(100.0, 80)

  @Test("a photo covers itself")
  func whole() {
    let overlap = PhotoOverlap(.identity, querySize: size, referenceSize: size)
    #expect(abs(overlap.ofQuery - 1) < 1e-12 && abs(overlap.ofReference - 1) < 1e-12)
  }

  @Test("half as wide, shifted half out of view, and mirrored")
  func parts() {
    // x from −0.5…99.5 to 75…25, of which the reference, 50 wide, shows what is left of 49.5.
    let h = Homography(SIMD3(-0.5, 0, 74.75), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
    let overlap = PhotoOverlap(h, querySize: size, referenceSize: SIMD2(50, 80))
    #expect(abs(overlap.ofQuery - 0.49) < 1e-9)
    #expect(abs(overlap.ofReference - 0.49) < 1e-9)
  }

  @Test("photos that show different places don't overlap")
  func none() {
    let h = Homography(SIMD3(1, 0, 500), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
    let overlap = PhotoOverlap(h, querySize: size, referenceSize: size)
    #expect(overlap.ofQuery == 0 && overlap.ofReference == 0)
  }

  @Test("what lies beyond the horizon is no overlap")
  func horizon() {
    // Depth 1 − x / 50: the right half of the query is out of view.
    let h = Homography(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(-0.02, 0, 1))
    let overlap = PhotoOverlap(h, querySize: size, referenceSize: SIMD2(1000, 800))
    #expect(overlap.ofQuery > 0.3 && overlap.ofQuery < 0.51)
    #expect(overlap.ofReference <= 1)
  }
}
