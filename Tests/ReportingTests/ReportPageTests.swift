import Analysis
import Foundation
import Jobs
import Reporting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

private func page(_ record: RecordedStudy, _ pictures: ReportPictures = ReportPictures(drawn: [])) -> String {
  String(decoding: ReportPage(record, pictures: pictures).bytes, as: UTF8.self)
}

/// What a strict reader of XML finds in a page.
private final class Reader: NSObject, XMLParserDelegate {
  var elements: [String: Int] = [:]
  var identifiers: [String] = []
  var addresses: [String] = []
  var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    if let identifier = attributes["id"] { identifiers.append(identifier) }
    for key in ["href", "src"] { if let address = attributes[key] { addresses.append(address) } }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  /// Nil where the page is not well-formed.
  static func read(_ page: String) -> Reader? {
    let reader = Reader()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = reader
    return parser.parse() ? reader : nil
  }
}

private let hostile = [
  "</title><script>alert(1)</script>", "\" onload=\"x", "' onload='x", "<b>&amp;", "]]>", "a\u{0}b\u{1b}c",
  "\u{FFFE}\u{FFFF}", "\u{202E}abc", "日本語", "{{x}}", "\\", "%s", "<!--",
]

struct ReportPageTests {
  @Test func `the page is well-formed and holds every part`() throws {
    let reader = try #require(Reader.read(page(try InventedRecord.whole())))
    #expect(
      reader.identifiers == [
        "answer", "tables", "laws", "why", "gates", "comparison", "cost", "warnings", "machine", "audit",
        "methods",
        "files",
      ])
    #expect(reader.elements["script"] == nil)
    #expect(reader.text.contains("If Amdahl's law holds, f = 0.1 [0, 0.12]."))
    #expect(reader.text.contains("10 % of the work is serial."))
    #expect(reader.text.contains("efficiency at workers=8 >= 0.7"))
    #expect(reader.text.contains("3 cells: too <many> & costly"))
    #expect(reader.text.contains("Invented <CPU> & Co"))
    #expect(reader.text.contains("How far does <it> scale?"))
  }

  @Test func `parts without content are not there`() throws {
    let reader = try #require(Reader.read(page(try InventedRecord.scaling())))
    for absent in ["plots", "laws", "why", "gates", "comparison"] {
      #expect(!reader.identifiers.contains(absent))
    }
  }

  @Test func `the page needs no network`() throws {
    let picture = ReportPicture(name: "speedup.svg", bytes: Array("<svg/>".utf8))
    let text = page(try InventedRecord.whole(), ReportPictures(drawn: [picture]))
    let reader = try #require(Reader.read(text))
    #expect(reader.addresses.allSatisfy { !$0.contains("//") })
    #expect(!text.contains("@import"))
    #expect(!text.contains("url("))
    let withoutNamespace = text.replacing("xmlns=\"http://www.w3.org/1999/xhtml\"", with: "")
    #expect(!withoutNamespace.contains("http"))
  }

  @Test(arguments: hostile)
  func `text of a manifest stays text`(_ text: String) throws {
    let job = InventedStudy.job(
      name: "t", workers: [1, 2], parameter: ("option", [text, "x"]), repetitions: 6)
    var record = InventedRecord.record(
      try InventedStudy.study(job) { _, _, workers in 2 / Double(workers) }, job,
      absent: [AbsentCells(count: 1, reason: text)])
    record.job.description = text
    record.study.cells[0].warnings = [text]
    let reader = try #require(Reader.read(page(record)))
    #expect(reader.elements["script"] == nil)
    #expect(reader.elements["b"] == nil)
    let plain = String(
      text.unicodeScalars.filter { $0.properties.isWhitespace || $0.value > 31 && $0.value < 0x2000 }
        .map(Character.init))
    if plain == text { #expect(reader.text.contains(text)) }
  }

  @Test func `a picture stands in the page as it is`() throws {
    let picture = ReportPicture(name: "speedup.svg", bytes: Array("<svg xmlns='x'>é</svg>".utf8))
    let reader = try #require(
      Reader.read(page(try InventedRecord.scaling(), ReportPictures(drawn: [picture]))))
    let address = try #require(reader.addresses.first { $0.hasPrefix("data:image/svg+xml;base64,") })
    let data = try #require(
      Data(base64Encoded: String(address.dropFirst("data:image/svg+xml;base64,".count))))
    #expect(Array(data) == picture.bytes)
  }

  @Test(arguments: 0..<5)
  func `bytes of any number are put into the page`(_ count: Int) throws {
    let bytes = (0..<count).map { UInt8(250 + $0) }
    let pictures = ReportPictures(drawn: [ReportPicture(name: "a.png", bytes: bytes)])
    let encoded = Data(bytes).base64EncodedString()
    #expect(page(try InventedRecord.scaling(), pictures).contains("\"data:image/png;base64,\(encoded)\""))
  }

  @Test func `without plots the page says how to get them`() throws {
    let pictures = ReportPictures(drawn: [], missing: "No plots: there was no gnuplot.")
    #expect(page(try InventedRecord.scaling(), pictures).contains("No plots: there was no gnuplot."))
  }

  @Test func `a study of thousand cells has a page that is small and folded`() throws {
    let texts = (1...100).map(String.init)
    let job = InventedStudy.job(workers: Array(1...10), parameter: ("size", texts), repetitions: 6)
    let study = try InventedStudy.study(job) { _, text, workers in (Double(text) ?? 1) / Double(workers) }
    #expect(study.cells.count == 1000)
    let text = page(InventedRecord.record(study, job))
    let reader = try #require(Reader.read(text))
    #expect(text.utf8.count < 1_000_000)
    #expect((reader.elements["details"] ?? 0) >= 60)
    #expect(reader.text.contains("40 series more: all cells stand in summary.csv."))
  }

  @Test func `failed gates and runs stand first in the answer`() throws {
    var bad = Measurement()
    bad.status = .timeout
    var record = try InventedRecord.whole()
    record = InventedRecord.record(record.study, record.job, more: [bad])
    let reader = try #require(Reader.read(page(record)))
    // The first time it stands in the list of parts.
    let answer = try #require(reader.text.range(of: "The answer\n", options: .backwards))
    let start = reader.text[answer.upperBound...].prefix(120)
    #expect(start.contains("1 run did not end well: 1 timeout."))
    let gate = "Gate fails: efficiency at workers=8 >= 0.7 (fork, 8 workers): 0.58 [0.57, 0.59]"
    #expect(reader.text.contains(gate))
  }

  @Test func `the same study has the same bytes`() throws {
    #expect(page(try InventedRecord.whole()) == page(try InventedRecord.whole()))
  }
}
