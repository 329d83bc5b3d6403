import Executors
import Jobs
import Testing

@Suite struct ExecutorCatalogueTests {
  @Test func `every kind of executor is described once`() {
    #expect(ExecutorCatalogue.descriptions.map(\.kind) == ExecutorKind.allCases)
  }

  @Test func `pools take a chunk`() {
    let withChunk = ExecutorCatalogue.descriptions.filter { $0.options.contains { $0.name == "chunk" } }
    #expect(withChunk.map(\.kind) == [.threads, .fork])
  }
}
