extension Float {
  /// The nearest number of single precision, its largest for what is beyond: no infinity comes of a finite number.
  package init(clamping value: Double) {
    let most = Double(Float.greatestFiniteMagnitude)
    self.init(min(max(value, -most), most))
  }
}
