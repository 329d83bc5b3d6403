/// What the tasks of a pool's indexed runs do.
package struct PoolWork: Sendable {
  /// How errors name it; where there is a recipe, also the name under which the worker program knows the work.
  package let name: String
  /// What the worker program makes the same work from; nil where the work is a function with captured state
  /// of this process, which a process that starts afresh cannot have.
  package let recipe: [UInt8]?
  package let body: TaskBody

  package init(name: String, recipe: [UInt8]? = nil, body: @escaping TaskBody) {
    self.name = name
    self.recipe = recipe
    self.body = body
  }
}
