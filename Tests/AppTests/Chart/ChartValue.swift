import Foundation
import Yams

/// A value in a template, as Helm has it.
indirect enum ChartValue: Equatable {
    case null
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([ChartValue])
    case map([String: ChartValue])

    /// Reads what Yams gives.
    init(_ any: Any?) {
        switch any {
        case let value as ChartValue: self = value
        case let value as Bool: self = .flag(value)
        case let value as Int: self = .number(value)
        case let value as String: self = .text(value)
        case let value as [Any]: self = .list(value.map { ChartValue($0) })
        case let value as [AnyHashable: Any]:
            self = .map(Dictionary(value.map { ("\($0.key)", ChartValue($0.value)) }) { $1 })
        default: self = .null
        }
    }

    static func reading(_ text: String) throws -> ChartValue { ChartValue(try Yams.load(yaml: text)) }

    subscript(name: String) -> ChartValue {
        guard case .map(let map) = self else { return .null }
        return map[name] ?? .null
    }

    subscript(index: Int) -> ChartValue {
        guard case .list(let list) = self, list.indices.contains(index) else { return .null }
        return list[index]
    }

    /// What lies at `a.b.c`; nil when a part of it is not there.
    func at(_ path: [Substring]) -> ChartValue? {
        guard let first = path.first else { return self }
        guard case .map(let map) = self, let next = map[String(first)] else { return nil }
        return next.at(Array(path.dropFirst()))
    }

    /// Maps are merged, all else is replaced, as with values of a release.
    func merged(with other: ChartValue) -> ChartValue {
        guard case .map(let mine) = self, case .map(let others) = other else { return other }
        return .map(mine.merging(others) { $0.merged(with: $1) })
    }

    /// What a condition makes of it: nothing, zero and empty are false.
    var isTrue: Bool {
        switch self {
        case .null: false
        case .flag(let value): value
        case .number(let value): value != 0
        case .text(let value): !value.isEmpty
        case .list(let value): !value.isEmpty
        case .map(let value): !value.isEmpty
        }
    }

    /// As a template prints it.
    var printed: String {
        switch self {
        case .null: ""
        case .flag(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let value): value
        case .list, .map: yaml
        }
    }

    var text: String? { if case .text(let value) = self { value } else { nil } }
    var items: [ChartValue] { if case .list(let value) = self { value } else { [] } }
    var keys: [String] { if case .map(let value) = self { value.keys.sorted() } else { [] } }

    /// `toYaml`, without the line end.
    var yaml: String {
        let text = (try? Yams.dump(object: plain, width: -1, sortKeys: true)) ?? ""
        let bare = text.hasSuffix("\n...\n") ? text.dropLast(4) : text[...]
        return bare.hasSuffix("\n") ? String(bare.dropLast()) : String(bare)
    }

    private var plain: Any {
        switch self {
        case .null: NSNull()
        case .flag(let value): value
        case .number(let value): value
        case .text(let value): value
        case .list(let value): value.map(\.plain)
        case .map(let value): value.mapValues(\.plain)
        }
    }
}
