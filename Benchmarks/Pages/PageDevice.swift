import Imaging

/// What shows the pages: its size, and what it draws around every app's.
struct PageDevice {
  enum Frame {
    /// Time, antenna and battery above, a bar to swipe below.
    case swiped
    /// The same otherwise, three buttons below.
    case buttons
    /// A bar with the window's buttons.
    case window
    case none
  }

  /// In points.
  let width: Int
  let height: Int
  /// Pixels a point.
  let scale: Double
  let frame: Frame

  static let tall = PageDevice(width: 360, height: 760, scale: 1.25, frame: .swiped)
  static let tallFine = PageDevice(width: 360, height: 780, scale: 1.5, frame: .buttons)
  static let small = PageDevice(width: 360, height: 640, scale: 1.2, frame: .swiped)
  static let desk = PageDevice(width: 860, height: 560, scale: 1, frame: .window)
  static let paper = PageDevice(width: 330, height: 620, scale: 1.2, frame: .none)

  /// Points above and below that the frame takes.
  var top: Double { frame == .none ? 0 : 30 }
  var bottom: Double { frame == .swiped ? 20 : frame == .buttons ? 34 : 0 }

  func drawFrame(on screen: inout Screen, _ words: inout PageWords) {
    let (ink, width, height) = (screen.theme.ink, screen.width, screen.height)
    switch frame {
    case .none: break
    case .window:
      screen.fill(0, 0, width, top, screen.theme.surface)
      for (index, color) in [RGB(236, 96, 90), RGB(240, 190, 70), RGB(98, 196, 90)].enumerated() {
        screen.disc(18 + 18 * Double(index), 15, radius: 6, color)
      }
      screen.rule(0, top - 1, width: width)
    case .swiped, .buttons:
      screen.text(words.time(), 26, 21, size: 13, isBold: true)
      let right = width - 20
      screen.frame(right - 24, 10, 22, 11, ink, inside: screen.theme.ground, corner: 3)
      screen.fill(right - 22, 12, 2 + Double(words.number(4...16)), 7, ink, corner: 1)
      screen.fill(right - 1, 13, 2, 5, ink)
      for bar in 0..<4 {
        screen.fill(right - 52 + 5 * Double(bar), 18 - 2.5 * Double(bar), 3.5, 3 + 2.5 * Double(bar), ink)
      }
      if frame == .swiped {
        screen.fill(width / 2 - 60, height - 10, 120, 4, ink, corner: 2)
      } else {
        screen.fill(0, height - bottom, width, bottom, screen.theme.surface)
        screen.icon(.back, width / 4 - 7, height - 25, size: 14)
        screen.disc(width / 2, height - 18, radius: 8, ink)
        screen.disc(width / 2, height - 18, radius: 6, screen.theme.surface)
        screen.frame(3 * width / 4 - 7, height - 25, 14, 14, ink, inside: screen.theme.surface, corner: 2, line: 2)
      }
    }
  }
}

extension Screen {
  /// The bar with a page's title.
  mutating func titleBar(_ title: String, top: Double, left: PageIcon, right: [PageIcon]) {
    icon(left, 16, top + 13, size: 18)
    text(title, 48, top + 29, size: 19, isBold: true, room: width - 140)
    for (index, symbol) in right.enumerated() { icon(symbol, width - 36 - 34 * Double(index), top + 13, size: 18) }
    rule(0, top + 46, width: width)
  }

  /// The bar below with an app's parts, of which one is lit.
  mutating func tabBar(_ tabs: [(icon: PageIcon, name: String)], lit: Int, bottom: Double) {
    let top = height - bottom - 52
    fill(0, top, width, 52 + bottom, theme.surface)
    rule(0, top, width: width)
    for (index, tab) in tabs.enumerated() {
      let x = width * (Double(index) + 0.5) / Double(tabs.count)
      let color = index == lit ? theme.accent : theme.faint
      icon(tab.icon, x - 10, top + 9, size: 20, color: color)
      text(tab.name, x, top + 44, size: 10.5, color: color, align: .center)
    }
  }
}
