import Imaging

/// Tiny WebP and JPEG files, made by Pillow 13 (libwebp, libjpeg-turbo) from one smooth picture of 16 × 12:
///
///     y, x = np.mgrid[0:12, 0:16]
///     picture = Image.fromarray(np.dstack([x * 16, y * 20, 255 - x * 8 - y * 8]).astype(np.uint8))
///     picture.save(buffer, "WEBP", lossless=True)
enum PhotoLiterals {
  /// `picture`, lossless.
  static let webpLossless = bytes(
    """
    UklGRiwAAABXRUJQVlA4TB8AAAAvD8ACALmM6H/sIqL/ASEBYYT/dzV5II7/HxOAVGUXAA==
    """)
  /// `picture`, quality=90.
  static let webpLossy = bytes(
    """
    UklGRnAAAABXRUJQVlA4IGQAAADwAgCdASoQAAwAAMASJbACdHIA+27eAND/A9AKFZkqAAD+/0B5Wdwg6shz3oVxtGCnnLpCajjdYC//UGH+
    8ZD9QaN4xl/5jENf/HhkmkNf/xidmp//xNxZ3//6cwr+Ouu4jAAA
    """)
  /// `picture` with alpha 255 where x < 8, 128 where x < 12, else 0; lossless=True, exact=True.
  static let webpAlpha = bytes(
    """
    UklGRjYAAABXRUJQVlA4TCoAAAAvD8ACELkKRPQ/dhHR/1CYadsmIMof7e4BsAbi+P8CgqLpPM9Ubo0Kw7s=
    """)
  /// `picture`, lossless, with EXIF orientation 6.
  static let webpExif6 = bytes(
    """
    UklGRmAAAABXRUJQVlA4WAoAAAAIAAAADwAACwAAVlA4TB8AAAAvD8ACALmM6H/sIqL/ASEBYYT/dzV5II7/HxOAVGUXAEVYSUYaAAAATU0A
    KgAAAAgAAQESAAMAAAABAAYAAAAAAAA=
    """)
  /// `picture` and its negative: save_all=True.
  static let webpAnimated = bytes(
    """
    UklGRlACAABXRUJQVlA4WAoAAAACAAAADwAACwAAQU5JTQYAAAAAAAAAAABBTk1GDAEAAAAAAAAAAA8AAAsAAAAAAAJWUDhM9AAAAC8PwAIA
    /0WYbTSIIpw/6r0HQiyYKOZPsq/5r0MOAAAAAACbxwMAYgAABJPZtm3byLZt27Zt27bdmxH9DwCGITF4IlIKajpGFnYuXoBYptTojUwtrO0c
    Xdy9fAXhWDKTLyqtqK5rbGnv6g2MZ8vN/uj04vru8eX963cIgaOwBMRklDT0TKwc3HxAiVylNTA2s7Sxd3L18PYTRuKpbEFxWWVNfVNrR3df
    cDJfbQ+Ozy5v7p9eP77/RlAEGkdIQk5Fy8DMxsnDD5Iq1DpDE3MrWwdnN08ff1E0kc4VlpRX1TY0t3X29Iemi/Xu8OT86vbh+e3z539BTk1G
    EAEAAAAAAAAAAA8AAAsAAAAAAABWUDhM+AAAAC8PwAIA/0WYbSRRg50/6r0FAinM4MWCiWLo4eyc/zrUAQAAAABg5/EAgBgAAMFktm3bNrJt
    27Zt27Zt92ZE/+P/+Xx7fri9Oj853K0X09F/T2dbc0NtVXlJYS6diIb6fTzdnB1srcxNDHVqhVTkz8PJxsxAS0VOQohDI6Agvu+P16f7m8uz
    44Ptaj4Z/nV3tDbV11SWFRdkU/FIsM/bw9XJ3sbSzNhAq5JLhH7cHKxM9DSUZMQEWBQcAuT9en95vLu+OD3ab5az8eC3q72lsa66orQon0nG
    woFeL3cXRztrC1MjvUYpEwt8udhZGOmoKUiJ8BgkDAwA
    """)
  /// 16 × 16, four quarters: C 255, M 255 / Y 255, K 128; quality=100. Pillow writes it inverted, with Adobe's marker.
  static let jpegCMYK = bytes(
    """
    /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB
    AQEBAQEB/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAAB
    fQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hp
    anN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5
    +v/aAA4EQwBNAFkASwAAPwD/AD/6/v4r+/iv7+K/3+K/wB6KKK/3+K/wB6KKK/3+K/z/AOv/2Q==
    """)
  /// `picture`, quality=60, progressive=True.
  static let jpegProgressive = bytes(
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5a
    YVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgAR
    CAAMABADASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABUBAQEAAAAAAAAAAAAAAAAAAAEC/9oADAMBAAIQAxAAAAECmpY//8QA
    FxABAQEBAAAAAAAAAAAAAAAAAgABA//aAAgBAQABBQI8o8onInL/xAAWEQEBAQAAAAAAAAAAAAAAAAAEAAH/2gAIAQMBAT8BIjb/xAAWEQEB
    AQAAAAAAAAAAAAAAAAAEAAL/2gAIAQIBAT8BQvV//8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQAGPwIf/8QAFhABAQEAAAAAAAAAAAAA
    AAAAAFFh/9oACAEBAAE/IcGCBA//2gAMAwEAAgADAAAAEJ//xAAVEQEBAAAAAAAAAAAAAAAAAAAAIf/aAAgBAwEBPxCV/8QAFREBAQAAAAAA
    AAAAAAAAAAAAACH/2gAIAQIBAT8Qsf/EABYQAQEBAAAAAAAAAAAAAAAAAAAhMf/aAAgBAQABPxDAwICA/9k=
    """)
  /// `picture`.convert("L"), quality=90.
  static let jpegGray = bytes(
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8X
    GBYUGBIUFRT/wAALCAAMABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQR
    BRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4
    eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEB
    AAA/APAPDnwc+7+4/SvU/Dnwc+7+4/SvcPDnhfT/AJf3Nep+HPC+n4X9zX//2Q==
    """)

  /// `picture`, every pixel of it.
  static let wholePicture = ColorImage(
    width: 16, height: 12,
    pixels: (0..<192).flatMap { index -> [UInt8] in
      let color = picture(x: index % 16, y: index / 16)
      return [color.red, color.green, color.blue]
    })

  /// A pixel of `picture`.
  static func picture(x: Int, y: Int) -> RGB { RGB(UInt8(x * 16), UInt8(y * 20), UInt8(255 - x * 8 - y * 8)) }
}
