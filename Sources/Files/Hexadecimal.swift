/// An integer in hexadecimal digits, with zeros before it up to `count` of them.
package func hexadecimal(_ value: some FixedWidthInteger, count: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(count - digits.count, 0)) + digits
}
