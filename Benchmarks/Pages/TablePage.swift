import Imaging

extension InventedApp {
  /// A sheet of figures, or a board of departures, in a window.
  func drawTable(on screen: inout Screen, _ words: inout PageWords) {
    let top = device.top
    screen.text(words.title() + ".grid", screen.width / 2, 20, size: 12.5, align: .center)
    for (index, menu) in ["File", "Edit", "View", "Insert", "Format", "Data", "Help"].enumerated() {
      screen.text(menu, 16 + 62 * Double(index), top + 20, size: 12.5)
    }
    screen.fill(0, top + 30, screen.width, 32, theme.surface)
    let icons: [PageIcon] = [.back, .share, .search, .pencil, .star, .chart, .list, .plus, .gear, .tick, .more]
    for (index, icon) in icons.enumerated() {
      screen.icon(icon, 16 + 34 * Double(index), top + 38, size: 16, color: theme.faint)
    }
    let (first, rowHeight, left) = (top + 62, 21.0, 36.0)
    let columns = [132.0, 104, 90, 90, 90, 90, 110, 118]
    var x = left
    for (index, width) in columns.enumerated() {
      screen.frame(x, first, width + 1, 20, theme.rule, inside: theme.surface)
      screen.text(
        String(UnicodeScalar(UInt8(65 + index))), x + width / 2, first + 15, size: 11.5, color: theme.faint,
        align: .center)
      x += width
    }
    let heads = ["Name", "Place"] + (0..<4).map { _ in words.pick(PageWords.months) } + ["Sum", "Remark"]
    let rowCount = words.number(14...20)
    for row in 0...20 {
      let y = first + 20 + rowHeight * Double(row)
      screen.rule(0, y + rowHeight - 1, width: screen.width)
      screen.text("\(row + 1)", left / 2, y + 15, size: 11, color: theme.faint, align: .center)
      if row == 0 { screen.fill(left, y, screen.width - left, rowHeight - 1, theme.accent) }
      guard row <= rowCount else { continue }
      var (x, sum) = (left, 0)
      for (column, width) in columns.enumerated() {
        let isNumber = (2...6).contains(column)
        let value = column == 6 ? sum : words.number(12...9800)
        sum += value
        let text =
          row == 0
          ? heads[column]
          : isNumber ? "\(value)" : column == 0 ? words.name() : column == 1 ? words.place() : words.adjective()
        screen.text(
          text, isNumber ? x + width - 6 : x + 6, y + 15, size: 12, color: row == 0 ? .white : nil, isBold: row == 0,
          align: isNumber ? .right : .left, room: width - 10)
        x += width
      }
    }
    x = left
    for width in [0] + columns {
      x += width
      screen.fill(x, first, 1, screen.height - first, theme.rule)
    }
    let (row, column) = (words.number(2...12), words.number(1...6))
    let (cellX, cellY) = (left + columns.prefix(column).reduce(0, +), first + 20 + rowHeight * Double(row))
    for (x, y, width, height) in [
      (cellX, cellY, columns[column], 2.0), (cellX, cellY + rowHeight - 2, columns[column], 2),
      (cellX, cellY, 2, rowHeight), (cellX + columns[column] - 2, cellY, 2, rowHeight),
    ] { screen.fill(x, y, width, height, theme.accent) }
  }
}
