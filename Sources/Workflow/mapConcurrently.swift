/// Applies `transform` to every element with at most `width` calls at once, and returns the results in the elements' order.
///
/// The first error cancels the rest and is thrown.
func mapConcurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element], width: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: elements.count)
        var next = elements.startIndex
        func addOne() {
            let index = next
            let element = elements[index]
            next += 1
            group.addTask { (index, try await transform(element)) }
        }
        while next < min(max(width, 1), elements.count) { addOne() }
        while let (index, result) = try await group.next() {
            results[index] = result
            if next < elements.count { addOne() }
        }
        return results.compactMap { $0 }
    }
}
