import Expressions
import Jobs
import TestPrograms
import Testing

@testable import Workloads

@Suite struct DownloadListTests {
  /// Arguments as a manifest gives them, their placeholders filled in.
  static func arguments(
    urls: [String]? = nil, file: String? = nil, base: String? = nil, first: Int? = nil,
    directory: String? = nil,
    timeout: Double = 10
  ) -> WorkloadArguments {
    var values = ["timeout": AxisValue(text: "\(timeout)", value: .number(timeout))]
    for (name, texts) in [
      ("urls", urls), ("file", file.map { [$0] }), ("base", base.map { [$0] }),
      ("directory", directory.map { [$0] }),
    ] {
      guard let texts else { continue }
      let text = texts.joined(separator: ", ")
      values[name] = AxisValue(text: text, value: .text(text), texts: texts)
    }
    if let first { values["first"] = .integer(first) }
    return WorkloadArguments(values)
  }

  private func fault(_ arguments: WorkloadArguments) -> String {
    let error = #expect(throws: WorkloadError.self) { try DownloadList(arguments) }
    return error?.message ?? ""
  }

  @Test func `addresses of a list are taken as they are`() throws {
    let list = try DownloadList(Self.arguments(urls: ["http://a.org/x.txt", "HTTPS://b.org/y?z=1"]))
    #expect(list.addresses == ["http://a.org/x.txt", "HTTPS://b.org/y?z=1"])
    #expect(list.names == ["x.txt", "y"])
  }

  @Test func `a file has an address a line, and comments`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("# ours\r\n\r\n  /one \r\n\ntwo\nhttp://c.org/three", to: "list.txt")
    let list = try DownloadList(Self.arguments(file: file, base: "http://localhost:80"))
    #expect(list.addresses == ["http://localhost:80/one", "http://localhost:80/two", "http://c.org/three"])
  }

  @Test(arguments: ["http://a.org", "http://a.org/"])
  func `one slash stands between base and address`(base: String) throws {
    let list = try DownloadList(Self.arguments(urls: ["/x", "x"], base: base))
    #expect(list.addresses == ["http://a.org/x", "http://a.org/x"])
  }

  @Test func `only the first are taken`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("http://a.org/1\nhttp://a.org/2\nnot looked at\n", to: "list.txt")
    #expect(try DownloadList(Self.arguments(file: file, first: 2)).names == ["1", "2"])
    #expect(try DownloadList(Self.arguments(urls: ["http://a.org/1"], first: 9)).names == ["1"])
  }

  @Test func `faults are named with their line`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("http://a.org/1\n\n/two\n", to: "list.txt")
    #expect(fault(Self.arguments(file: file)).contains("line 3 of"))
    #expect(fault(Self.arguments(file: file)).contains("'/two' does not begin with http:// or https://"))
    #expect(fault(Self.arguments(urls: ["x"])).contains("element 1 of 'urls'"))
  }

  @Test(arguments: ["ftp://a.org/x", "file:///etc/passwd", "javascript://x"])
  func `other schemes are refused`(address: String) {
    #expect(
      fault(Self.arguments(urls: [address], base: "http://a.org")).contains("is neither http:// nor https://")
    )
  }

  @Test func `a base with another scheme is refused`() {
    #expect(fault(Self.arguments(urls: ["/x"], base: "ftp://a.org")).contains("neither http:// nor https://"))
  }

  @Test(arguments: [
    "http://a.org/a b", "http://a.org/a\nHost: b", "http://a.org/\u{0}", "http://a.org/\u{7}",
  ])
  func `an address with white space or control characters is refused`(address: String) {
    #expect(fault(Self.arguments(urls: [address])).contains("white space"))
  }

  @Test func `what is longer than any address is refused`() {
    let message = fault(Self.arguments(urls: ["http://a.org/" + String(repeating: "x", count: 9000)]))
    #expect(message.contains("longer than 8192"))
    #expect(message.utf8.count < 300)
  }

  @Test func `nothing to download is an error`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("# nothing\n", to: "list.txt")
    #expect(fault(Self.arguments(file: file)) == "download: there is nothing to download")
    #expect(fault(Self.arguments(urls: [])) == "download: there is nothing to download")
  }

  @Test func `a file that cannot be read is named`() throws {
    let folder = try TemporaryFolder()
    #expect(fault(Self.arguments(file: folder.path(of: "none.txt"))).contains("none.txt"))
    #expect(fault(Self.arguments(file: folder.path)).contains("cannot be read"))
  }

  @Test(
    arguments: [
      ("http://a.org/..", "_.."), ("http://a.org/.", "_."), ("http://a.org/../../etc/passwd", "passwd"),
      ("http://a.org/%2e%2e%2fx", "_2e_2e_2fx"), ("http://a.org/.bashrc", "_.bashrc"),
      ("http://a.org/a\\b:c", "a_b_c"), ("http://a.org/", "index"), ("http://a.org", "index"),
      ("http://a.org?x=/y", "index"), ("http://a.org/x/#/etc", "index"), ("http://a.org/é", "__"),
    ])
  func `names cannot leave the folder`(address: String, name: String) {
    #expect(DownloadNames.of([address]) == [name])
  }

  @Test func `equal names are told apart`() {
    let addresses = ["a.txt", "b/a.txt", "a-2.txt", "a.txt", "x", "y/x"].map { "http://a.org/" + $0 }
    #expect(DownloadNames.of(addresses) == ["a.txt", "a-2.txt", "a-2-2.txt", "a-3.txt", "x", "x-2"])
    let many = Array(repeating: "http://a.org/same", count: 20_000)
    #expect(Set(DownloadNames.of(many)).count == many.count)
  }

  @Test func `a name has at most as many bytes as a file system takes`() {
    let names = DownloadNames.of(
      Array(repeating: "http://a.org/" + String(repeating: "x", count: 5000), count: 2))
    #expect(names.allSatisfy { $0.utf8.count < 240 })
  }
}
