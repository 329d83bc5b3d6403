/// The values that a range stands for: counted, and computed when they are asked for.
///
/// A product of ranges is refused by their numbers of values alone, before any of them takes memory.
struct RangeValues<Element> {
  let count: Int
  /// The value with this index, 0 up to ``count``.
  let element: (Int) -> Element

  func map<Other>(_ transform: @escaping (Element) -> Other) -> RangeValues<Other> {
    let element = self.element
    return RangeValues<Other>(count: count) { transform(element($0)) }
  }
}
