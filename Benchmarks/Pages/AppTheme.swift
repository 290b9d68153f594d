import Imaging

/// What all pages of an app have in common, whatever is on them.
struct AppTheme {
  let ground: RGB
  /// Of cards and bars.
  let surface: RGB
  let ink: RGB
  let faint: RGB
  /// Of lines between things.
  let rule: RGB
  let accent: RGB
  let face: PageFace

  static func light(_ accent: RGB, ground: RGB = .white, face: PageFace = PageFace()) -> AppTheme {
    AppTheme(
      ground: ground, surface: RGB(246, 246, 248), ink: RGB(24, 24, 28), faint: RGB(125, 126, 134),
      rule: RGB(222, 223, 228), accent: accent, face: face)
  }

  static func dark(_ accent: RGB, ground: RGB = RGB(18, 19, 23), face: PageFace = PageFace()) -> AppTheme {
    AppTheme(
      ground: ground, surface: RGB(34, 36, 42), ink: RGB(236, 236, 240), faint: RGB(140, 142, 152),
      rule: RGB(52, 54, 62), accent: accent, face: face)
  }

  /// Colours that things are told apart by, after Okabe & Ito, *Color Universal Design*, 2008.
  static let colors = [
    RGB(0, 114, 178), RGB(213, 94, 0), RGB(0, 158, 115), RGB(204, 121, 167), RGB(230, 159, 0), RGB(86, 180, 233),
    RGB(120, 94, 168),
  ]
}
