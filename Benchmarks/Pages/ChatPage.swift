import Imaging

extension InventedApp {
  func drawChat(on screen: inout Screen, _ words: inout PageWords) {
    let partner = words.name()
    let end = screen.height - device.bottom - 52
    var y = device.top + 62
    screen.text(
      words.pick(["Today", "Yesterday", "Monday", "Friday", "2 March", "19 June"]), screen.width / 2, y + 6, size: 11.5,
      color: theme.faint, align: .center)
    y += 20
    while true {
      let (text, isOwn) = (words.message(), words.chance(0.45))
      let lines = screen.lines(of: text, width: 220, size: 14)
      let width = max(lines.map { theme.face.width(of: $0, size: 14) }.max()! + 26, 84)
      let height = 19 * Double(lines.count) + 28
      guard y + height < end else { break }
      let x = isOwn ? screen.width - 14 - width : 14
      screen.fill(x, y, width, height, isOwn ? theme.accent : theme.surface, corner: 14)
      screen.paragraph(text, x + 13, y + 21, width: 221, size: 14, color: isOwn ? .white : nil, spacing: 1.36)
      let stamp = words.time()
      screen.text(
        stamp, x + width - 10, y + height - 7, size: 10, color: isOwn ? RGB(200, 236, 226) : theme.faint, align: .right)
      if isOwn { screen.icon(.tick, x + width - 56, y + height - 16, size: 9, color: RGB(200, 236, 226)) }
      y += height + (words.chance(0.5) ? 6 : 14)
    }
    screen.fill(0, device.top, screen.width, 52, theme.surface)
    screen.icon(.back, 12, device.top + 17, size: 18)
    screen.avatar(of: partner, 56, device.top + 26, radius: 17)
    screen.text(partner, 84, device.top + 23, size: 15, isBold: true, room: 170)
    screen.text(
      words.chance(0.5) ? "online" : "last seen at " + words.time(), 84, device.top + 40, size: 11.5, color: theme.faint
    )
    screen.icon(.camera, screen.width - 70, device.top + 17, size: 18)
    screen.icon(.more, screen.width - 34, device.top + 17, size: 18)
    screen.fill(0, end, screen.width, 52, theme.surface)
    screen.icon(.plus, 14, end + 17, size: 18, color: theme.accent)
    screen.frame(44, end + 9, screen.width - 106, 34, theme.rule, inside: theme.ground, corner: 17)
    screen.text("Write a message", 60, end + 31, size: 13.5, color: theme.faint)
    screen.disc(screen.width - 30, end + 26, radius: 18, theme.accent)
    screen.icon(.share, screen.width - 38, end + 18, size: 16, color: .white)
  }
}
