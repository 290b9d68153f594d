/// A file's name that begins with a dash, which the parser would take for options, `-h` for the help among them.
struct DashedName: Error, CustomStringConvertible {
  let name: String

  /// Nil where no argument is one: options of one letter stand alone, and what stands behind `--` is no option.
  init?(in arguments: [String]) {
    let options = arguments.prefix { $0 != "--" }
    guard
      let name = options.first(where: { argument in
        argument.count > 2 && argument.hasPrefix("-") && !argument.hasPrefix("--") && argument.dropFirst(2).first != "="
          && Double(argument) == nil
      })
    else { return nil }
    self.name = name
  }

  var description: String {
    "\(name) is no option; a file of that name is given as ./\(name)"
  }
}
