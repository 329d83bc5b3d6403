import Executors
import Jobs
import Testing

@Suite struct ExecutorCatalogueTests {
  private static func kinds(with option: String) -> [ExecutorKind] {
    ExecutorCatalogue.descriptions.filter { $0.options.contains { $0.name == option } }.map(\.kind)
  }

  @Test func `every kind of executor is described once`() {
    #expect(ExecutorCatalogue.descriptions.map(\.kind) == ExecutorKind.allCases)
  }

  @Test func `whoever shares out tasks takes a chunk`() {
    #expect(
      Self.kinds(with: "chunk") == [.threads, .threadsGIL, .fork, .spawn, .forkserver, .simulated])
  }

  @Test func `a pool that is started can be used again`() {
    #expect(Self.kinds(with: "reuse") == [.threads, .threadsGIL, .fork, .spawn, .forkserver])
  }

  @Test func `what is computed has a machine that is made up`() {
    #expect(Self.kinds(with: "dispatch") == [.simulated])
    #expect(Self.kinds(with: "noise") == [.simulated])
  }
}
