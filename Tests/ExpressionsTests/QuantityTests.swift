import Expressions
import Testing

@Suite struct QuantityTests {
  @Test(arguments: [("0", 0), ("12", 12), ("-3", -3), ("+5", 5), ("9223372036854775807", Int.max)])
  func `whole numbers`(text: String, expected: Int) throws {
    #expect(try Quantity.integer(text) == expected)
  }

  @Test(arguments: [
    "", " ", "010", "-010", "0755", "00", "1_000", "1.5", "1.0", "1e3", "0x10", "0o17", "two", "2x", "1:20",
    "true",
    "no", "~", "null", "nan", ".inf", "9223372036854775808", "+", "-", "1 ", " 1", "１２", "--1", "1\n",
  ])
  func `what is not a whole number in decimal is refused with the text`(text: String) throws {
    let error = try #require(throws: QuantityError.self) { try Quantity.integer(text) }
    #expect(error.message.contains("write") || error.message.contains("too large"))
    if text != "1\n" { #expect(text.isEmpty || error.message.contains(text)) }
  }

  @Test(arguments: [
    ("1", 1.0), ("-1.5", -1.5), ("1e3", 1000), ("1E-3", 0.001), (".5", 0.5), ("5.", 5), ("+2.5", 2.5),
    ("0.1", 0.1),
    ("0e5", 0), ("1.7976931348623157e308", 1.797_693_134_862_315_7e308),
  ])
  func `finite numbers`(text: String, expected: Double) throws {
    #expect(try Quantity.number(text) == expected)
  }

  @Test(arguments: [
    "nan", ".nan", "inf", ".inf", "-.inf", "1e400", "1e-400", ".5.", "1.2.3", "e5", "1e", ".", "0x1p3",
    "1_000", "",
    "22:22", "1,5", "2%", "01.5", "1e99999999999999999999",
  ])
  func `what is no finite decimal number is refused`(text: String) throws {
    let error = try #require(throws: QuantityError.self) { try Quantity.number(text) }
    #expect(text.isEmpty || error.message.contains(text))
  }

  @Test(arguments: [
    ("250ms", 0.25), ("1.5s", 1.5), ("0s", 0.0), ("3us", 3e-6), ("2min", 120.0), ("1h", 3600.0),
    ("1e-3s", 0.001),
    ("100ms", 0.1), ("0.3ms", 0.0003),
  ])
  func `durations are in seconds`(text: String, expected: Double) throws {
    #expect(try Quantity.duration(text) == expected)
  }

  @Test(arguments: [
    ("1", "no unit"), ("2", "ms"), ("-1ms", "negative"), ("1e400s", "1e400"), ("5 s", "write 5s"),
    ("5sec", "units: us, ms"),
    ("ms", "not a number"), ("1m", "units"), ("1MS", "units"), ("", "empty"), ("010s", "octal"),
    (".nans", "not a number"),
    ("1e308h", "range"), ("-0s", "negative"),
  ])
  func `a duration of another form is refused with the form`(text: String, part: String) throws {
    let error = try #require(throws: QuantityError.self) { try Quantity.duration(text) }
    #expect(error.message.contains(part), "\(error)")
  }

  @Test(arguments: [
    ("0B", 0), ("512B", 512), ("3kB", 3000), ("1.001MB", 1_001_000), ("2GB", 2_000_000_000), ("1.5KiB", 1536),
    ("64MiB", 67_108_864), ("4GiB", 4_294_967_296), ("0.5KiB", 512), ("1e3B", 1000),
    ("8589934591GiB", 9_223_372_035_781_033_984),
    ("0.000001MB", 1), ("9223372036854775807B", Int.max), ("1000e-3B", 1),
  ])
  func `sizes are whole bytes`(text: String, expected: Int) throws {
    #expect(try Quantity.size(text) == expected)
  }

  @Test(arguments: [
    ("4", "'4' has no unit: write 4GiB, 4MiB"), ("0.5B", "whole number of bytes"),
    ("0.0001kB", "whole number of bytes"),
    ("8589934592GiB", "larger"), ("9223372036854775808B", "larger"), ("1e30B", "larger"),
    ("1e99999B", "larger"),
    ("4GIB", "units"), ("4G", "units"), ("-4GiB", "negative"), ("1e-99999B", "whole number"),
    ("1.23456789012345678901234567890GiB", "whole number of bytes"),
  ])
  func `a size of another form is refused with the form`(text: String, part: String) throws {
    let error = try #require(throws: QuantityError.self) { try Quantity.size(text) }
    #expect(error.message.contains(part), "\(error)")
  }

  @Test func `percentages are fractions`() throws {
    #expect(try Quantity.percentage("2%") == 0.02)
    #expect(try Quantity.percentage("0.5%") == 0.005)
    #expect(try Quantity.percentage("100%") == 1)
  }

  @Test(arguments: ["2", "0.02", "-2%", "%", "2 %", "2%%"])
  func `a percentage needs its sign`(text: String) throws {
    let error = try #require(throws: QuantityError.self) { try Quantity.percentage(text) }
    #expect(error.message.contains(text))
  }

  @Test(arguments: [("0.7", "70%"), ("0.07", "7%"), ("0.005", "0.5%")])
  func `a share without a sign is shown as a percentage`(text: String, percentage: String) throws {
    let error = try #require(throws: QuantityError.self) { try Quantity.percentage(text) }
    #expect(
      error.message == "'\(text)' has no unit: write \(text)%, or \(percentage) for a share of \(text)")
  }

  @Test func `foreign text in a message is escaped and cut`() throws {
    let error = try #require(throws: QuantityError.self) {
      try Quantity.number("\u{1B}[2J" + String(repeating: "x", count: 1000))
    }
    #expect(error.message.contains("\\x1B[2J"))
    #expect(error.message.count < 200)
  }

  @Test(arguments: [
    (0.0, "0 s"), (1.2, "1.2 s"), (0.35, "350 ms"), (70, "1 min 10 s"), (60, "1 min"), (0.0000123, "12.3 us"),
    (3600, "1 h"), (7500, "2 h 5 min"), (0.9999, "1 s"), (59.99, "1 min"), (3599.7, "1 h"), (2, "2 s"),
    (-1.5, "-1.5 s"),
  ])
  func `durations are printed for people`(seconds: Double, expected: String) {
    #expect(Quantity.printedDuration(seconds) == expected)
  }
}
