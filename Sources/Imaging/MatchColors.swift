#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The colour of match number `index`: equally light and strong for all, hues a golden angle apart, so that neighbours
/// in the list differ the most and no hue comes back.
func matchColor(_ index: Int) -> RGB {
  let goldenRatio = 0.618_033_988_749_895
  let turn = (Double(index) * goldenRatio).truncatingRemainder(dividingBy: 1)
  return rgb(lightness: 0.80, chroma: 0.17, hue: 2 * .pi * turn)
}

/// OKLCH to sRGB, clipped. Ottosson, "A perceptual color space for image processing", 2020.
private func rgb(lightness: Double, chroma: Double, hue: Double) -> RGB {
  let (a, b) = (chroma * cos(hue), chroma * sin(hue))
  func cube(_ value: Double) -> Double { value * value * value }
  let long = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b)
  let medium = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b)
  let short = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b)
  return RGB(
    encoded(4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short),
    encoded(-1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short),
    encoded(-0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short))
}

/// Linear light to an sRGB byte.
private func encoded(_ linear: Double) -> UInt8 {
  let value = linear <= 0.003_130_8 ? 12.92 * max(linear, 0) : 1.055 * pow(linear, 1 / 2.4) - 0.055
  return UInt8((min(value, 1) * 255).rounded())
}
