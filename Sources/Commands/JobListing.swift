import Jobs
import OperatingSystem
import Sweep

/// The manifests of a folder.
enum JobListing {
  /// One entry for each `*.yaml`, by name; a manifest that is not valid says so.
  static func entries(folder: String) throws(CommandFailure) -> [JSON] {
    let names: [String]
    do throws(Errno) {
      let directory = try Directory(folder)
      names = try directory.names().filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    } catch {
      throw CommandFailure(
        outcome: .badData,
        message: "there is no folder '\(folder)' here; go to the folder that holds your manifests' folder")
    }
    let loader = ManifestLoader(machine: ThisMachine.machine(MachineReader.read()))
    return names.map { name in entry("\(folder)/\(name)", loader) }
  }

  private static func entry(_ path: String, _ loader: ManifestLoader) -> JSON {
    do throws(CommandFailure) {
      let loaded = try loader.load(path)
      let job = loaded.job
      let described =
        job.description.split(separator: "\n").first.map(String.init) ?? firstSentence(of: loaded.bytes)
      var members = [
        JSON.Member("name", .text(job.name)),
        JSON.Member("summary", .text(described ?? "no description")),
        JSON.Member("file", .text(path)),
        JSON.Member("workload", .text(job.workloadText)),
      ]
      if case .builtIn = job.workload {
        members.append(JSON.Member("executors", .array(job.executors.map { .text($0.text) })))
      }
      members += [
        JSON.Member("workers", .array(job.axes[Job.workersAxis].values.map { .text($0.text) })),
        JSON.Member("runs", .text(PlanEstimate.text(of: loaded.plan))),
        JSON.Member("cells", .integer(loaded.plan.count)),
        JSON.Member("seconds", .optional(PlanEstimate.seconds(of: loaded.plan))),
      ]
      return .object(members)
    } catch {
      return .object([
        JSON.Member("name", .text(path)), JSON.Member("summary", .text("not valid: see swrun validate")),
        JSON.Member("file", .text(path)),
      ])
    }
  }

  /// The first sentence of the comment with which a manifest begins; nil where there is none.
  static func firstSentence(of bytes: [UInt8]) -> String? {
    var words: [Substring] = []
    let text = String(decoding: bytes, as: UTF8.self)
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      guard line.hasPrefix("#") else { break }
      let parts = line.drop { $0 == "#" }.split(separator: " ")
      if parts.isEmpty {
        // An empty line of the comment ends its first paragraph.
        if words.isEmpty { continue } else { break }
      }
      for part in parts {
        words.append(part)
        if part.hasSuffix(".") || part.hasSuffix("?") { return sentence(words) }
      }
    }
    return words.isEmpty ? nil : sentence(words)
  }

  /// A sentence as a heading has it: without its full stop.
  private static func sentence(_ words: [Substring]) -> String {
    let sentence = words.joined(separator: " ")
    return sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
  }
}
