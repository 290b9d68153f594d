import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite("Damaged pictures") struct DamagedPictureTests {
  private static let photo = try! BadInputTests.photo()
  private static let png = try! ColorImage(decoding: photo, name: "photo").encoded(as: .png)

  private func decode(
    _ bytes: [UInt8], _ damaged: DamagedPictures = .use
  ) throws(ImageError) -> DecodedImage<GrayImage> {
    try GrayImage.decode(bytes, name: "name", options: DecodingOptions(damaged: damaged))
  }

  /// Checks that the picture is the top of the whole one, but for some rows at its end, which may be those of the damage.
  private func expectTop(
    of whole: GrayImage, _ picture: DecodedImage<GrayImage>, but lost: Int, at: SourceLocation = #_sourceLocation
  ) {
    let rows = picture.image.height
    #expect(picture.image.width == whole.width, sourceLocation: at)
    #expect(picture.damage?.rows == rows && picture.damage?.totalRows == whole.height, sourceLocation: at)
    let sure = max(rows - lost, 0) * whole.width
    #expect(picture.image.pixels.prefix(sure) == whole.pixels.prefix(sure), "\(rows) rows", sourceLocation: at)
  }

  @Test("a cut JPEG or PNG gives the rows that are there, if they are at least half, the same on each run")
  func cut() throws {
    for (bytes, format) in [(Self.photo, ImageFormat.jpeg), (Self.png, .png)] {
      let whole = try GrayImage(decoding: bytes, name: "whole")
      var used = 0
      for part in 1...19 {
        let cut = Array(bytes.prefix(bytes.count * part / 20))
        #expect(throws: ImageError("name", .truncated(format))) { try decode(cut, .skip) }
        do {
          let picture = try decode(cut)
          used += 1
          #expect(2 * picture.image.height >= whole.height && picture.image.height < whole.height)
          // The last row may be interpolated with colours that are not there.
          expectTop(of: whole, picture, but: 1)
          #expect(try decode(cut).image == picture.image)
          #expect(try ColorImage.decode(cut, name: "name").damage == picture.damage)
          #expect(try ColorImage(decoding: cut, name: "name").size == picture.image.size)
        } catch {
          #expect(error.problem == .truncated(format) && part < 16, "\(part)/20: \(error)")
        }
      }
      #expect((5...13).contains(used), "\(format): \(used)")
    }
  }

  @Test("zeros at the end of a file are no data")
  func zeros() throws {
    for bytes in [Self.photo, Self.png] {
      let length = bytes.count * 9 / 10
      let cut = Array(bytes.prefix(length))
      let zeroed = cut + [UInt8](repeating: 0, count: bytes.count - length)
      let (one, other) = (try decode(cut), try decode(zeroed))
      #expect(one.image == other.image && one.damage == other.damage && one.damage != nil)
      // Behind the end mark they are padding.
      #expect(try decode(bytes + [UInt8](repeating: 0, count: 1000)).damage == nil)
    }
  }

  @Test("512 bytes of garbage in a JPEG are noticed, and what comes before them is used")
  func garbage() throws {
    let whole = try GrayImage(decoding: Self.photo, name: "whole")
    var unnoticed = 0
    for seed in 0..<60 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var bytes = Self.photo
      let start = Int.random(in: bytes.count * 2 / 3..<bytes.count - 600, using: &generator)
      for index in start..<start + 512 { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
      do {
        let picture = try decode(bytes)
        if picture.damage == nil {
          unnoticed += 1
          continue
        }
        // Some rows of garbage are decoded before it shows.
        expectTop(of: whole, picture, but: picture.image.height * 2 / 5)
      } catch {
        #expect(error.problem == .truncated(.jpeg), "seed \(seed): \(error)")
      }
    }
    #expect(unnoticed <= 2)
  }

  @Test("of a JPEG of several scans, all rows are there once their coarse shape is, whatever lies behind it")
  func scans() throws {
    let bytes = PhotoLiterals.jpegProgressive
    let scans = (0..<bytes.count - 1).filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    let whole = try GrayImage(decoding: bytes, name: "whole")
    // The first scan has the means, the second the coarse shape of the luma.
    for start in scans.prefix(2) { #expect(throws: ImageError.self) { try decode(Array(bytes.prefix(start))) } }
    for start in scans.dropFirst(3) {
      // The file ends there, or goes on with a marker that can't be there, which ends decoding.
      for end in [[], [0xFF, 0xD8, 0xFF, 0xC0, 0, 4, 1, 2]] as [[UInt8]] {
        let picture = try decode(Array(bytes.prefix(start)) + end)
        #expect(picture.image.size == whole.size)
        #expect(
          picture.damage
            == PictureDamage(
              rows: whole.height, totalRows: whole.height,
              reason: "a part of the JPEG data is missing: the file was cut or damaged"))
      }
    }
  }

  @Test("a PNG without its end mark is whole; a wrong checksum of its last pixels leaves them, and is told")
  func checksums() throws {
    let whole = try GrayImage(decoding: Self.png, name: "whole")
    let open = try decode(Array(Self.png.dropLast(12)))
    #expect(open.image == whole && open.damage == nil)
    var bytes = Self.png
    bytes[bytes.count - 13] ^= 1
    let damaged = try decode(bytes)
    #expect(damaged.image == whole)
    let rows = "\(whole.height) of \(whole.height)"
    #expect(
      damaged.damage?.description
        == "partly read: \(rows) rows (100 %): the PNG data are damaged: a checksum of its pixels is wrong")
  }

  @Test("the rows of an interlaced PNG are there with the last pass")
  func interlaced() throws {
    let bytes = PNGLiterals.interlaced
    let whole = try GrayImage(decoding: bytes, name: "whole")
    for length in 8..<bytes.count - 12 {
      guard let picture = try? decode(Array(bytes.prefix(length))) else { continue }
      #expect(picture.image.height >= 3)
      expectTop(of: whole, picture, but: 0)
    }
  }

  @Test("what is there of a turned picture is turned")
  func orientation() throws {
    let bytes = PNGLiterals.exif6
    let end = bytes.count - 12
    // Without the block's checksum, the last of the two rows is lost.
    let picture = try decode(Array(bytes.prefix(end - 1)))
    #expect(picture.image.size == ImageSize(width: 1, height: 3) && picture.damage?.rows == 1)
    #expect(picture.image.pixels == [0, 100, 200])
  }

  @Test("the share of rows is rounded down")
  func description() {
    #expect(
      PictureDamage(rows: 767, totalRows: 768, reason: "why").description == "partly read: 767 of 768 rows (99 %): why")
  }
}
