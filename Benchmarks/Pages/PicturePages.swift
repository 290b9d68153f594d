import Imaging

// Pages that live by their pictures.
extension InventedApp {
  func drawShop(on screen: inout Screen, _ words: inout PageWords, _ pictures: inout PictureSupply) throws {
    screen.fill(0, 0, screen.width, device.top + 52, theme.surface)
    screen.frame(14, device.top + 8, screen.width - 66, 34, theme.rule, inside: theme.ground, corner: 17)
    screen.icon(.search, 26, device.top + 17, size: 16, color: theme.faint)
    screen.text(words.noun(), 52, device.top + 30, size: 13.5)
    screen.icon(.basket, screen.width - 38, device.top + 14, size: 22, color: theme.accent)
    screen.text("\(words.number(12...980)) results", 16, device.top + 74, size: 12, color: theme.faint)
    screen.text(
      "Sort by: " + words.pick(["price", "newest", "rating"]), screen.width - 16, device.top + 74, size: 12,
      color: theme.accent, align: .right)
    let cardWidth = (screen.width - 42) / 2
    for index in 0..<4 {
      let (x, y) = (14 + (cardWidth + 14) * Double(index % 2), device.top + 86 + 278 * Double(index / 2))
      screen.frame(x, y, cardWidth, 268, theme.rule, inside: theme.ground, corner: 10)
      screen.picture(try pictures.next(), x + 6, y + 6, cardWidth - 12, 146, corner: 6)
      screen.icon(.heart, x + cardWidth - 28, y + 12, size: 16, color: words.chance(0.3) ? theme.accent : .white)
      screen.paragraph(words.title(), x + 10, y + 170, width: cardWidth - 20, size: 13, spacing: 1.3, lines: 2)
      screen.text("€ " + words.price(upTo: 290), x + 10, y + 217, size: 16, color: theme.accent, isBold: true)
      let stars = words.number(2...5)
      for star in 0..<5 {
        screen.icon(
          .star, x + 10 + 15 * Double(star), y + 226, size: 12, color: star < stars ? RGB(230, 159, 0) : theme.rule)
      }
      screen.text("(\(words.number(1...420)))", x + 90, y + 237, size: 11, color: theme.faint)
      screen.text(
        words.pick(["Free delivery", "In stock", "Only 2 left", "Delivered by Friday"]), x + 10, y + 257, size: 11,
        color: theme.faint)
    }
    screen.tabBar(
      [(.home, "Shop"), (.list, "Aisles"), (.heart, "Wishes"), (.basket, "Basket"), (.person, "You")], lit: 0,
      bottom: device.bottom)
  }

  func drawPost(on screen: inout Screen, _ words: inout PageWords, _ pictures: inout PictureSupply) throws {
    screen.text("Snapbook", 16, device.top + 30, size: 22, isBold: true)
    screen.icon(.heart, screen.width - 72, device.top + 13, size: 20)
    screen.icon(.bubble, screen.width - 38, device.top + 13, size: 20)
    screen.rule(0, device.top + 45, width: screen.width)
    var y = device.top + 46
    let author = words.name()
    screen.avatar(of: author, 32, y + 25, radius: 16)
    screen.text(author, 58, y + 22, size: 13.5, isBold: true)
    screen.text(words.place() + " · \(words.number(2...23)) h", 58, y + 38, size: 11, color: theme.faint)
    screen.icon(.more, screen.width - 32, y + 16, size: 16)
    y += 50
    let height = words.pick([240.0, 270, 300])
    screen.picture(try pictures.next(), 0, y, screen.width, height)
    y += height + 12
    for (index, icon) in [PageIcon.heart, .bubble, .share].enumerated() {
      screen.icon(
        icon, 16 + 36 * Double(index), y, size: 20, color: index == 0 && words.chance(0.5) ? theme.accent : nil)
    }
    screen.icon(.star, screen.width - 36, y, size: 20)
    screen.text("\(words.number(3...960)) likes", 16, y + 40, size: 13, isBold: true)
    y = screen.paragraph(
      author.split(separator: " ")[0] + ": " + words.sentence(), 16, y + 60, width: screen.width - 32, size: 13)
    screen.text("View all \(words.number(2...88)) comments", 16, y + 2, size: 12, color: theme.faint)
    y += 22
    while y < screen.height - device.bottom - 70 {
      y = screen.paragraph(words.firstName() + ": " + words.message(), 16, y, width: screen.width - 32, size: 13) + 3
    }
    screen.tabBar(
      [(.home, "Home"), (.search, "Find"), (.plus, "Post"), (.bell, "News"), (.person, "Me")], lit: 0,
      bottom: device.bottom)
  }
}
