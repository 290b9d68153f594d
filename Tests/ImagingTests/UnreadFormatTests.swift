import Testing

@testable import Imaging

@Suite("Formats that are not read") struct UnreadFormatTests {
  private func problem(_ bytes: [UInt8], _ name: String) -> ImageError.Problem? {
    do throws(ImageError) {
      _ = try GrayImage(decoding: bytes, name: name)
      return nil
    } catch { return error.problem }
  }

  /// How files begin.
  private static let starts: [(bytes: [UInt8], format: UnreadFormat)] = {
    var starts: [(bytes: [UInt8], format: UnreadFormat)] = [
      ([0xFF, 0x4F, 0xFF, 0x51], .jpeg2000), ([0xFF, 0x0A, 1, 2], .jpegXL), ([0x49, 0x49, 0xBC, 1], .jpegXR),
      ([0, 0, 1, 0, 1, 0], .icon), ([0x76, 0x2F, 0x31, 0x01], .openEXR), ([0x0A, 5, 1, 8], .pcx),
    ]
    let texts: [(String, UnreadFormat)] = [
      ("\0\0\0\u{C}jP  \r\n", .jpeg2000), ("\0\0\0\u{C}JXL \r\n", .jpegXL), ("8BPS\0\u{1}", .photoshop),
      ("gimp xcf v011", .gimp), ("II*\0\u{10}\0\0\0CR\u{2}\0", .cameraRaw), ("\0\0\0\u{18}ftypcrx ", .cameraRaw),
      ("FUJIFILMCCD-RAW 0201", .cameraRaw), ("IIRO\u{8}", .cameraRaw), ("IIU\0\u{8}", .cameraRaw),
      ("\u{FEFF}<?xml version='1.0'?>\n<svg>", .svg), ("#?RADIANCE\n", .radiance), ("DDS |", .directDraw),
      ("qoif", .qoi), ("icns", .appleIcon),
    ]
    for (text, format) in texts { starts.append((Array(text.utf8), format)) }
    return starts
  }()

  @Test("are told by their contents, whatever the name")
  func contents() {
    for (bytes, format) in Self.starts {
      for name in ["x", "x.jpg", "x.png"] { #expect(problem(bytes, name) == .unread(format)) }
    }
  }

  @Test("are told by their name where the contents can't tell")
  func names() {
    // A camera's file begins as a TIFF does, with a preview.
    let preview = TIFFBuilder(width: 2, height: 2) { _, _, _ in 9 }.file
    for name in ["x.NEF", "a/b.dng", "x.arw"] { #expect(problem(preview, name) == .unread(.cameraRaw)) }
    #expect(problem(preview, "x.tif") == nil)
    #expect(problem([0, 0, 2, 0, 0], "x.tga") == .unread(.icon))
    #expect(problem([0, 0, 10, 0, 0], "x.tga") == .unread(.targa))
    #expect(problem([0x1F, 0x8B], "x.svgz") == .unread(.svg))
    // Contents that are read win, and a name alone makes no Photoshop file.
    #expect(problem(PNGLiterals.gray8, "x.tga") == nil)
    #expect(problem(PNGLiterals.gray8, "x.nef") == nil)
    #expect(problem(Array("text".utf8), "x.psd") == .notAnImage)
  }

  @Test("the failure names the format and what converts it")
  func text() {
    #expect(
      ImageError("a.jxl", .unread(.jpegXL)).description
        == "a.jxl: it is a JPEG XL image, which isn't read here: convert it to PNG or JPEG first (djxl)")
    for format in UnreadFormat.allCases {
      let text = ImageError("x", .unread(format)).description
      #expect(text.hasPrefix("x: it is a") && text.hasSuffix(")"), "\(text)")
    }
    #expect(
      ImageError("a.heic", .missingLibrary(.heic)).description
        == "a.heic: it is a HEIC image, which needs libheif (apt install libheif1, brew install libheif)")
    #expect(
      ImageError("a", .missingLibrary(.avif)).description
        == "a: it is an AVIF image, which needs libheif (apt install libheif1, brew install libheif)")
    #expect(
      ImageError("a", .notAnImage).description
        == "a: it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image")
  }

  @Test("names of pictures, read or not, in either case")
  func endings() {
    let pictures = [
      "a.jpg", "b.JPEG", "c.jpe", "d.jfif", "e.mpo", "f.Png", "g.webp", "h.gif", "i.TIF", "j.tiff", "k.bmp", "l.pbm",
      "m.pgm", "n.ppm", "o.pnm", "p.pam", "q.HEIC", "r.heif", "s.avif", "t.jxl", "u.jp2", "v.psd", "w.CR2", "x.cr3",
      "y.nef", "z.arw", "a.dng", "b.orf", "c.rw2", "d.raf", "e.svg", "f.ico", "g.exr", "h.hdr", "i.pcx", "j.tga",
      "folder.txt/a.b.jpg",
    ]
    for name in pictures { #expect(ImageFormat.isNamedLikePicture(name), "\(name)") }
    for name in ["", "jpg", ".jpg", "a.", "a.txt", "a.jpg.part", "a.jpg/b", "a.csv", "a.h5"] {
      #expect(!ImageFormat.isNamedLikePicture(name), "\(name)")
    }
  }

  @Test("every ending belongs to one format")
  func uniqueEndings() {
    let endings = ImageFormat.allCases.flatMap(\.pathExtensions) + UnreadFormat.allCases.flatMap(\.pathExtensions)
    #expect(Set(endings).count == endings.count)
    #expect(endings.allSatisfy { $0 == $0.lowercased() })
  }
}
