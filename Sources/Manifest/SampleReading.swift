import Expressions
import Jobs
import YAML

extension JobReader {
  /// The shortest interval of `sample`: below it a sample of a few processes would take most of the time.
  private static let shortestSample = 0.001

  /// Reads `sample`, and holds the plot `memory` against it. To be called when the output is read.
  func readSample(into job: inout Job) {
    let plots = givenPlots
    guard let node = manifest["sample"] else {
      if let element = plots?.first(where: { $0.scalarText == Plot.memory.rawValue }) {
        reader.error(
          "'plots' in 'output' is 'memory', and nothing is sampled that it could show: write sample: 100ms as well",
          at: element)
      }
      return
    }
    guard let interval = reader.duration(node, "'sample'") else { return }
    guard interval >= Self.shortestSample else {
      reader.error("'sample' is \(Excerpt.of(node.scalarText ?? "")): expected at least 1ms", at: node)
      return
    }
    job.sample = interval
    if plots == nil { job.output.plots.append(.memory) }
  }

  /// The elements of `plots` in `output`; nil where it is not given or no list.
  var givenPlots: [YAMLNode]? {
    guard case .mapping(let pairs)? = manifest["output"]?.content,
      let node = pairs.first(where: { $0.key.scalarText == "plots" })?.value
    else { return nil }
    if case .sequence(let elements) = node.content { return elements }
    return []
  }
}
