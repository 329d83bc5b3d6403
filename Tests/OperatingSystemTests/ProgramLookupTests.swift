import OperatingSystem
import TestPrograms
import Testing

struct ProgramLookupTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("#!/bin/sh\n", to: "first/tool")
    try folder.write("#!/bin/sh\n", to: "second/tool", mode: 0o755)
    try folder.write("#!/bin/sh\n", to: "second/plain")
  }

  private var path: String { folder.path(of: "first") + ":" + folder.path(of: "second") }

  @Test func `a name is looked for in PATH, and what is not executable is passed over`() throws {
    #expect(try ProgramLookup.find("tool", path: path) == folder.path(of: "second/tool"))
  }

  @Test func `a path is taken as it is, below the folder that is given`() throws {
    #expect(
      try ProgramLookup.find("second/tool", path: nil, directory: folder.path)
        == folder.path(of: "second/tool"))
    #expect(try ProgramLookup.find("/bin/sh", path: nil) == "/bin/sh")
  }

  @Test func `the reason is told`() {
    #expect(throws: ProgramLookup.Failure.notFound("nothing")) {
      try ProgramLookup.find("nothing", path: path)
    }
    #expect(throws: ProgramLookup.Failure.notFound("")) { try ProgramLookup.find("", path: path) }
    #expect(throws: ProgramLookup.Failure.isDirectory("/tmp")) { try ProgramLookup.find("/tmp", path: path) }
    let plain = folder.path(of: "second/plain")
    #expect(throws: ProgramLookup.Failure.notExecutable(plain)) {
      try ProgramLookup.find("plain", path: path)
    }
  }

  @Test func `the reason is a sentence`() {
    let texts = [
      ProgramLookup.Failure.notFound("xy"), .notFound("a/xy"), .notExecutable("/a"), .isDirectory("/a"),
    ].map(\.description)
    let expected = [
      "no program 'xy' in the folders of PATH", "no such program: 'a/xy'", "'/a' is not executable",
      "'/a' is a folder, not a program",
    ]
    #expect(texts == expected)
  }
}
