import Testing

@Suite struct LayerTableTests {
  @Test func `every form of an import is seen`() {
    let text = """
      import A
      package import B
      internal import struct C.Name
      @testable import D
      // import E
      let text = "import F"
      """
    #expect(Checkout.imports(in: text).isSuperset(of: ["A", "B", "C", "D"]))
    #expect(!Checkout.imports(in: text).contains("E"))
  }

  @Test func `the table is read`() throws {
    let rows = try Checkout.layers()
    #expect(rows.count >= 16)
    #expect(rows.first { $0.target == "Sweep" }?.mayImport == ["Jobs", "Expressions"])
  }
}
