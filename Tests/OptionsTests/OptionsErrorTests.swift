import Options
import Testing

@Suite("OptionsError") struct OptionsErrorTests {
  @Test("names the field, its value and what it must be")
  func description() {
    let error = OptionsError("HomographyOptions.maxError", -1.5, mustBe: "a finite number of pixels > 0")
    #expect("\(error)" == "HomographyOptions.maxError is -1.5, but must be a finite number of pixels > 0")
  }
}
