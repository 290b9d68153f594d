import Imaging

extension InventedApp {
  /// A till's slip of one shop.
  func drawReceipt(on screen: inout Screen, _ words: inout PageWords) {
    let (left, right, middle) = (24.0, screen.width - 24, screen.width / 2)
    screen.text("CORNER STORE", middle, 42, size: 24, isBold: true, align: .center)
    screen.text("Harbour Street 12 · 4410 Westhaven", middle, 62, size: 11.5, align: .center)
    screen.text("Tel. 055 210 44 87  VAT 810 223 904", middle, 78, size: 11.5, align: .center)
    screen.rule(left, 90, width: right - left, color: theme.ink)
    screen.text(
      "\(words.number(1...28)) " + words.pick(PageWords.months).prefix(3) + " \(words.number(2021...2026))  "
        + words.time(), left, 108, size: 12)
    screen.text("No. \(words.number(10000...99999))", right, 108, size: 12, align: .right)
    screen.text("Till \(words.number(1...6))   served by " + words.firstName(), left, 124, size: 12)
    screen.rule(left, 134, width: right - left, color: theme.ink)
    var (y, total) = (154.0, 0)
    for _ in 0..<words.number(6...15) {
      let (count, cents) = (words.pick([1, 1, 1, 2, 3]), 5 * words.number(15...500))
      screen.text(PageWords.capitalized(words.adjective()) + " " + words.noun(), left, y, size: 13, room: 190)
      screen.text(Self.amount(count * cents), right, y, size: 13, align: .right)
      y += 17
      if count > 1 {
        screen.text("  \(count) × " + Self.amount(cents), left, y, size: 11.5, color: theme.faint)
        y += 16
      }
      total += count * cents
    }
    screen.rule(left, y - 4, width: right - left, color: theme.ink)
    screen.text("TOTAL EUR", left, y + 22, size: 19, isBold: true)
    screen.text(Self.amount(total), right, y + 22, size: 19, isBold: true, align: .right)
    screen.text("of which VAT 20 %", left, y + 42, size: 12)
    screen.text(Self.amount(total / 6), right, y + 42, size: 12, align: .right)
    screen.text(words.pick(["Paid by card", "Paid in cash"]), left, y + 60, size: 12)
    screen.text("Thank you for your visit!", middle, y + 90, size: 13, align: .center)
    var x = left + 20
    while x < right - 20, y + 150 < screen.height {
      let width = Double(words.number(1...4))
      screen.fill(x, y + 104, width, 38, theme.ink)
      x += width + Double(words.number(1...3))
    }
  }

  private static func amount(_ cents: Int) -> String { "\(cents / 100)." + PageWords.two(cents % 100) }
}
