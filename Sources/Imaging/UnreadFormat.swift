/// Kinds of image files that are known but not read, so that a failure can say what a file is and what to do about it.
public enum UnreadFormat: String, Sendable, Hashable, CaseIterable {
  case jpegXL, jpeg2000, jpegXR, cameraRaw, photoshop, gimp, svg, icon, appleIcon, openEXR, radiance, pcx, targa
  case directDraw, qoi

  /// The format's name as a noun with its article.
  var phrase: String {
    switch self {
    case .jpegXL: "a JPEG XL image"
    case .jpeg2000: "a JPEG 2000 image"
    case .jpegXR: "a JPEG XR image"
    case .cameraRaw: "a camera raw image"
    case .photoshop: "a Photoshop image (PSD)"
    case .gimp: "a GIMP image (XCF)"
    case .svg: "an SVG drawing"
    case .icon: "an icon or cursor (ICO)"
    case .appleIcon: "an icon (ICNS)"
    case .openEXR: "an OpenEXR image"
    case .radiance: "a Radiance HDR image"
    case .pcx: "a PCX image"
    case .targa: "a Targa image (TGA)"
    case .directDraw: "a DirectDraw surface (DDS)"
    case .qoi: "a QOI image"
    }
  }

  /// A program that turns it into a format that is read.
  var converter: String {
    switch self {
    case .jpegXL: "djxl"
    case .jpeg2000: "opj_decompress"
    case .jpegXR: "JxrDecApp"
    case .cameraRaw: "darktable-cli"
    case .gimp: "GIMP"
    case .svg: "rsvg-convert"
    case .photoshop, .icon, .appleIcon, .openEXR, .radiance, .pcx, .targa, .directDraw, .qoi: "ImageMagick"
    }
  }

  /// What the names of its files end in, in lower case.
  var pathExtensions: [String] {
    switch self {
    case .jpegXL: ["jxl"]
    case .jpeg2000: ["jp2", "j2k", "j2c", "jpc", "jpf", "jpx", "jpm", "jph", "jhc"]
    case .jpegXR: ["jxr", "wdp", "hdp"]
    case .cameraRaw:
      [
        "3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "iiq", "kdc", "mef", "mos", "mrw", "nef", "nrw",
        "orf", "pef", "raf", "rw2", "rwl", "sr2", "srf", "srw", "x3f",
      ]
    case .photoshop: ["psd", "psb"]
    case .gimp: ["xcf"]
    case .svg: ["svg", "svgz"]
    case .icon: ["ico", "cur"]
    case .appleIcon: ["icns"]
    case .openEXR: ["exr"]
    case .radiance: ["hdr"]
    case .pcx: ["pcx"]
    case .targa: ["tga"]
    case .directDraw: ["dds"]
    case .qoi: ["qoi"]
    }
  }

  /// How its files begin: bytes at an offset; empty where nothing tells.
  private var signatures: [(offset: Int, bytes: [UInt8])] {
    func start(_ text: String) -> (Int, [UInt8]) { (0, Array(text.utf8)) }
    return switch self {
    case .jpegXL: [(0, [0xFF, 0x0A]), (0, [0, 0, 0, 0x0C] + Array("JXL \r\n".utf8))]
    case .jpeg2000: [(0, [0, 0, 0, 0x0C] + Array("jP  \r\n".utf8)), (0, [0xFF, 0x4F, 0xFF, 0x51])]
    case .jpegXR: [(0, [0x49, 0x49, 0xBC])]
    // Canon, Fujifilm, Olympus, Panasonic, Sigma, Minolta; the others' files begin as TIFF files do.
    case .cameraRaw:
      [
        (8, Array("CR\u{2}".utf8)), (4, Array("ftypcrx ".utf8)), (6, Array("HEAPCCDR".utf8)), start("FUJIFILMCCD-RAW"),
        start("IIRO"), start("IIRS"), start("MMOR"), start("IIU\0"), start("FOVb"), start("\0MRM"),
      ]
    case .photoshop: [start("8BPS")]
    case .gimp: [start("gimp xcf")]
    case .svg: []
    case .icon: [(0, [0, 0, 1, 0]), (0, [0, 0, 2, 0])]
    case .appleIcon: [start("icns")]
    case .openEXR: [(0, [0x76, 0x2F, 0x31, 0x01])]
    case .radiance: [start("#?RADIANCE"), start("#?RGBE")]
    case .pcx: [2, 3, 4, 5].map { (0, [0x0A, $0, 1]) }
    case .targa: []
    case .directDraw: [start("DDS ")]
    case .qoi: [start("qoif")]
    }
  }

  /// The format of a file that none of ``ImageFormat`` is to be made of; nil when it is one of those, or unknown.
  ///
  /// The contents tell. The name is believed where they can't: Targa and compressed SVG have no signature, and camera
  /// raw files are TIFF files, of which the first page may be a stamp-sized preview.
  init?(detecting bytes: [UInt8], name: String) {
    let format = ImageFormat(detecting: bytes)
    guard format == nil || format == .tiff else { return nil }
    if let told = Self.allCases.first(where: { $0.isTold(by: bytes) }) {
      self = told
      return
    }
    switch Self.allCases.first(where: { $0.pathExtensions.contains(pathExtension(of: name)) }) {
    case .cameraRaw?: self = .cameraRaw
    case .targa? where format == nil: self = .targa
    case .svg? where format == nil: self = .svg
    default: return nil
    }
  }

  private func isTold(by bytes: [UInt8]) -> Bool {
    if self == .svg { return Self.isSVG(bytes) }
    return signatures.contains { bytes.dropFirst($0.offset).starts(with: $0.bytes) }
  }

  /// XML whose first kilobyte opens an `svg`.
  private static func isSVG(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(1024), as: UTF8.self)
    let text = start.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    return text.hasPrefix("<") && text.contains("<svg")
  }
}
