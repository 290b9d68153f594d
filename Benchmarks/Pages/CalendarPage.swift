import Imaging

extension InventedApp {
  /// A month or a week with what is planned.
  func drawCalendar(on screen: inout Screen, isMonth: Bool, _ words: inout PageWords) {
    let (month, firstDay) = (words.number(0...11), words.number(0...6))
    screen.titleBar(
      PageWords.months[month] + " \(words.number(2021...2026))", top: device.top, left: .list, right: [.search, .plus])
    let top = device.top + 54
    for (index, name) in ["Week", "Month", "Agenda"].enumerated() {
      let (x, isLit) = (16 + 110 * Double(index), index == (isMonth ? 1 : 0))
      screen.fill(x, top, 104, 26, isLit ? theme.accent : theme.surface, corner: 8)
      screen.text(name, x + 52, top + 18, size: 13, color: isLit ? .white : theme.ink, align: .center)
    }
    if isMonth {
      drawMonth(on: &screen, top: top + 36, firstDay: firstDay, &words)
    } else {
      drawWeek(on: &screen, top: top + 36, firstDay: words.number(1...24), &words)
    }
    screen.tabBar(
      [(.calendar, "Dates"), (.tick, "Tasks"), (.bell, "Alarms"), (.gear, "Settings")], lit: 0, bottom: device.bottom)
  }

  private func drawMonth(on screen: inout Screen, top: Double, firstDay: Int, _ words: inout PageWords) {
    let (columnWidth, rowHeight) = ((screen.width - 16) / 7, 62.0)
    for (index, day) in PageWords.days.enumerated() {
      screen.text(
        String(day.prefix(2)), 8 + columnWidth * (Double(index) + 0.5), top + 12, size: 11.5, color: theme.faint,
        align: .center)
    }
    let today = words.number(1...28)
    for day in 1...30 {
      let place = day - 1 + firstDay
      let (x, y) = (8 + columnWidth * Double(place % 7), top + 20 + rowHeight * Double(place / 7))
      screen.rule(x, y, width: columnWidth)
      if day == today { screen.disc(x + 15, y + 14, radius: 11, theme.accent) }
      screen.text("\(day)", x + 15, y + 19, size: 12.5, color: day == today ? .white : theme.ink, align: .center)
      for entry in 0..<words.pick([0, 0, 0, 1, 1, 2]) {
        let color = words.pick(AppTheme.colors)
        screen.fill(x + 2, y + 28 + 15 * Double(entry), columnWidth - 4, 13, color, corner: 3)
        screen.text(words.noun(), x + 5, y + 38 + 15 * Double(entry), size: 9, color: .white, room: columnWidth - 8)
      }
    }
    var y = top + 40 + rowHeight * Double((29 + firstDay) / 7 + 1)
    while y < screen.height - device.bottom - 80 {
      screen.fill(16, y, 4, 30, words.pick(AppTheme.colors), corner: 2)
      screen.text(words.title(), 30, y + 13, size: 13, room: 300)
      screen.text(words.time() + " · " + words.place(), 30, y + 28, size: 11, color: theme.faint)
      y += 42
    }
  }

  private func drawWeek(on screen: inout Screen, top: Double, firstDay: Int, _ words: inout PageWords) {
    let (left, hourHeight) = (40.0, 42.0)
    let columnWidth = (screen.width - left - 4) / 7
    let today = words.number(0...6)
    for (index, day) in PageWords.days.enumerated() {
      let x = left + columnWidth * (Double(index) + 0.5)
      screen.text(String(day.prefix(2)), x, top + 12, size: 11.5, color: theme.faint, align: .center)
      if index == today { screen.disc(x, top + 26, radius: 11, theme.accent) }
      screen.text(
        "\(firstDay + index)", x, top + 31, size: 12.5, color: index == today ? .white : theme.ink, align: .center)
    }
    let start = top + 44
    for hour in 0..<13 {
      let y = start + hourHeight * Double(hour)
      screen.text(PageWords.two(hour + 8) + ":00", left - 6, y + 4, size: 9.5, color: theme.faint, align: .right)
      screen.rule(left, y, width: screen.width - left)
    }
    for day in 0..<7 {
      var hour = Double(words.number(0...3))
      while hour < 12 {
        let (length, x) = (0.5 * Double(words.number(2...5)), left + columnWidth * Double(day))
        if words.chance(0.55) {
          let (y, color) = (start + hour * hourHeight, words.pick(AppTheme.colors))
          screen.fill(x + 1, y + 1, columnWidth - 2, length * hourHeight - 2, color, corner: 4)
          screen.paragraph(
            PageWords.capitalized(words.noun()) + " " + words.firstName(), x + 4, y + 13, width: columnWidth - 6,
            size: 8.5, color: .white, spacing: 1.25, lines: Int(length * hourHeight / 11) - 1)
        }
        hour += length + 0.5 * Double(words.number(0...3))
      }
    }
  }
}
