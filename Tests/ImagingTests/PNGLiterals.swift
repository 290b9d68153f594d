import Foundation

/// Tiny PNG files of every colour type, made by Python's zlib from the pixel bytes that each comment gives:
///
///     def chunk(t, d): return struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
///     def png(w, h, depth, color, rows, extra=b"", interlace=0):
///       return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, color, 0, 0, interlace))
///         + extra + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
///
/// Each row begins with a 0 for the filter. The palette is red, green, blue, (10, 20, 30).
enum PNGLiterals {
  /// 3 × 2: 0 100 200 / 50 150 255.
  static let gray8 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR42mNgSDnBYDTtPwAJCQL0Pa9AAQAAAABJRU5ErkJggg==
    """)
  /// 10 × 2: bits 1011001101 / 0000000011.
  static let gray1 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAoAAAACAQAAAABJGnB9AAAADklEQVR42mPY7MDAcAAABUUBtLi+7ZIAAAAASUVORK5CYII=
    """)
  /// 5 × 1: 0 1 2 3 3.
  static let gray2 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAABAgAAAAB5JSOOAAAAC0lEQVR42mOQPgAAAPkA3Oe5k0sAAAAASUVORK5CYII=
    """)
  /// 3 × 1: 0 15 7.
  static let gray4 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAABBAAAAAD7e6ZpAAAAC0lEQVR42mPgLwAAAJEAgK5ZEuYAAAAASUVORK5CYII=
    """)
  /// 3 × 1: 0x1234 0x0080 0xFFFF.
  static let gray16 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAABEAAAAABuG5crAAAAD0lEQVR42mMQMmFo+P8fAAX0AsWH3rImAAAAAElFTkSuQmCC
    """)
  /// 2 × 2: red, green / blue, (10, 20, 30).
  static let rgb8 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAE0lEQVR42mP4z8DAAMIM/7lE5AAaWAM64pJu2QAAAABJRU5ErkJggg==
    """)
  /// 2 × 1: (0x1234, 0xFFFF, 0), (0x007F, 0x0081, 0x8080).
  static let rgb16 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAIAAAAr0DSeAAAAFUlEQVR42mMQMvn/n4GBoZ6hsaEBABuMBEWMTM2eAAAAAElFTkSuQmCC
    """)
  /// 4 × 1: the palette.
  static let palette8 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAQAAAABCAMAAADO4v//AAAADFBMVEX/AAAA/wAAAP8KFB4iiCkEAAAADUlEQVR42mNgYGRiBgAADwAHW9CL
    fQAAAABJRU5ErkJggg==
    """)
  /// 4 × 1: the palette.
  static let palette2 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAQAAAABAgMAAACEUudeAAAADFBMVEX/AAAA/wAAAP8KFB4iiCkEAAAACklEQVR42mOQBgAAHQAcI3yPrAAA
    AABJRU5ErkJggg==
    """)
  /// 4 × 1: the palette with tRNS 255, 0, 128.
  static let paletteTransparent = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAQAAAABCAMAAADO4v//AAAADFBMVEX/AAAA/wAAAP8KFB4iiCkEAAAAA3RSTlP/AICpVnMTAAAADUlEQVR4
    2mNgYGRiBgAADwAHW9CLfQAAAABJRU5ErkJggg==
    """)
  /// 3 × 1: 0 100 200 with tRNS 100.
  static let grayTransparent = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAAAAAA+i0toAAAAAnRSTlMAZDxMaHkAAAAMSURBVHjaY2BIOQEAAZQBLfEEb+wAAAAASUVORK5C
    YII=
    """)
  /// 2 × 1: red, (10, 20, 30) with tRNS (10, 20, 30).
  static let rgbTransparent = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAABnRSTlMACgAUAB7FNin/AAAAD0lEQVR42mP4z8DAJSIHAAZlATwrV0msAAAA
    AElFTkSuQmCC
    """)
  /// 3 × 1: (0, 255), (0, 128), (100, 0).
  static let grayAlpha8 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAQAAACx6dw/AAAAD0lEQVR42mNg+M/QkMIAAAdKAeSeCIgfAAAAAElFTkSuQmCC
    """)
  /// 3 × 1: (255, 0, 0, 255), (0, 0, 255, 64), (9, 9, 9, 0).
  static let rgba8 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAYAAAAb4BS0AAAAEklEQVR42mP4z8AAQg6cnJwMAByDA1mUqmaqAAAAAElFTkSuQmCC
    """)
  /// 1 × 1: (0, 0x8080, 0xFFFF, 0x8080).
  static let rgba16 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAYAAABPhRjKAAAAEUlEQVR42mNgYGho+P+/oQEADgID/wzVx6UAAAAASUVORK5CYII=
    """)
  /// As pngGray8 with an eXIf chunk: big-endian, orientation 6.
  static let exif6 = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kAAAAQSURBVHja
    Y2BIOcFgNO0/AAkJAvQ9r0ABAAAAAElFTkSuQmCC
    """)
  /// 5 × 5, Adam7: 10 y + x.
  static let interlaced = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAAAAAHfA0mvAAAALElEQVR42mNgYGBh0NBhYGLQYhARk2BgZGYQFWfQ1Gbg4ubh5WOQk1dQVAIA
    IIUCJ8SHsQcAAAAASUVORK5CYII=
    """)
}

/// The bytes that a base64 text stands for; line breaks are skipped.
func bytes(_ base64: String) -> [UInt8] {
  Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters)!)
}
