import Imaging

// Pages to read: a book's, a newspaper's.
extension InventedApp {
  func drawText(on screen: inout Screen, _ words: inout PageWords) {
    let (chapter, page) = (words.number(1...24), words.number(3...410))
    screen.text("Longread", screen.width / 2, device.top + 18, size: 12, color: theme.faint, align: .center)
    screen.icon(.back, 16, device.top + 6, size: 15, color: theme.accent)
    screen.icon(.more, screen.width - 30, device.top + 6, size: 15, color: theme.accent)
    var y = device.top + 56
    if words.chance(0.35) {
      screen.text("Chapter \(chapter)", screen.width / 2, y, size: 13, color: theme.faint, align: .center)
      y = screen.paragraph(words.title(), 28, y + 32, width: screen.width - 56, size: 22, isBold: true) + 8
    }
    let end = screen.height - device.bottom - 40
    while y < end {
      let lines = screen.lines(of: words.sentences(words.number(2...7)), width: screen.width - 58, size: 14.5)
      for (index, line) in lines.enumerated() where y < end {
        screen.text(line, index == 0 ? 38 : 26, y, size: 14.5)
        y += 22
      }
      y += 5
    }
    screen.text("Page \(page)", 26, screen.height - device.bottom - 12, size: 11, color: theme.faint)
    screen.text(
      "\(page * 100 / 430) %", screen.width - 26, screen.height - device.bottom - 12, size: 11, color: theme.faint,
      align: .right)
  }

  func drawArticle(on screen: inout Screen, _ words: inout PageWords, _ pictures: inout PictureSupply) throws {
    screen.icon(.list, 16, device.top + 14, size: 18)
    screen.text("The Courier", screen.width / 2, device.top + 32, size: 24, isBold: true, align: .center)
    screen.icon(.search, screen.width - 34, device.top + 14, size: 18)
    screen.fill(0, device.top + 46, screen.width, 3, theme.accent)
    let lit = words.number(0...4)
    for (index, part) in ["World", "Towns", "Money", "Sport", "Culture"].enumerated() {
      screen.text(
        part, 16 + 70 * Double(index), device.top + 68, size: 12.5, color: index == lit ? theme.accent : theme.faint,
        isBold: index == lit)
    }
    screen.rule(0, device.top + 78, width: screen.width)
    var y = screen.paragraph(
      words.title() + " "
        + words.pick([
          "finds a home", "divides the town", "is back", "worries neighbours", "breaks a record", "to close in spring",
        ]),
      16, device.top + 108, width: screen.width - 32, size: 22, isBold: true, spacing: 1.2)
    screen.text("By " + words.name() + " · \(words.number(2...9)) min read", 16, y + 2, size: 11.5, color: theme.faint)
    y += 14
    screen.picture(try pictures.next(), 0, y, screen.width, 216)
    screen.text(
      PageWords.capitalized(words.noun()) + " in " + words.place() + ". Photo: " + words.name(), 16, y + 232,
      size: 10.5, color: theme.faint)
    y += 258
    let end = screen.height - device.bottom
    while y < end {
      y = screen.paragraph(words.sentences(3), 16, y, width: screen.width - 32, size: 14, spacing: 1.5) + 8
    }
  }
}
