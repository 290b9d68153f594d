import Foundation
import Geometry
import Testing

@Suite("Homography") struct HomographyTests {
  let translation = Homography(SIMD3(1, 0, 5), SIMD3(0, 1, -2), SIMD3(0, 0, 1))
  let general = Homography(SIMD3(0.9, -0.2, 12), SIMD3(0.3, 1.1, -7), SIMD3(1e-4, -2e-4, 1))

  @Test("maps points")
  func maps() {
    #expect(translation(SIMD2(1, 1)) == SIMD2(6, -1))
    #expect(Homography.identity(SIMD2(3, 4)) == SIMD2(3, 4))
  }

  @Test("its inverse undoes it, and a product applies the right factor first")
  func algebra() {
    let point = SIMD2(37.0, 101.0)
    let back = general.inverse(general(point))
    #expect(abs(back.x - 37) < 1e-9 && abs(back.y - 101) < 1e-9)
    let both = (general * translation)(point)
    let stepwise = general(translation(point))
    #expect(abs(both.x - stepwise.x) < 1e-9 && abs(both.y - stepwise.y) < 1e-9)
  }

  @Test("areaScale is the area of a mapped square, negative where mirrored")
  func areaScale() {
    let h = 1e-4
    let origin = SIMD2(50.0, 60.0)
    let p = general(origin)
    let (u, v) = (general(origin + SIMD2(h, 0)) - p, general(origin + SIMD2(0, h)) - p)
    #expect(abs((u.x * v.y - u.y * v.x) / (h * h) - general.areaScale(at: origin)) < 1e-4)
    #expect(Homography(SIMD3(-1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)).areaScale(at: SIMD2(3, 3)) == -1)
  }

  @Test("normalizing keeps the map and the sign of the depth")
  func normalized() {
    let scaled = Homography(rowMajor: general.rowMajor.map { $0 * -4 })
    #expect(scaled.normalized.row2.z == -1)
    #expect(Homography(rowMajor: general.rowMajor.map { $0 * 7 }).normalized.row2.z == 1)
  }

  @Test("is coded as nine numbers, and nothing else is decoded")
  func coding() throws {
    let data = try JSONEncoder().encode(general)
    #expect(try JSONDecoder().decode(Homography.self, from: data) == general)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Homography.self, from: Data("[1,2]".utf8)) }
  }
}
