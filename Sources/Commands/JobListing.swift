import Jobs
import OperatingSystem

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
      let description = loaded.job.description.split(separator: "\n").first.map(String.init)
      return .object([
        JSON.Member("name", .text(path)),
        JSON.Member("summary", .text(description ?? "no description")),
        JSON.Member("runs", .text("\(loaded.job.workloadText), \(PlanEstimate.text(of: loaded.plan))")),
      ])
    } catch {
      return .object([
        JSON.Member("name", .text(path)), JSON.Member("summary", .text("not valid: see swrun validate")),
      ])
    }
  }
}
