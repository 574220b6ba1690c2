/// A part of a JSONata expression.
///
/// Source: https://docs.jsonata.org/overview
indirect enum JSONataNode: Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case null
    case regex(String, ignoresCase: Bool)
    case field(String)
    /// `*`: all values of an object.
    case wildcard
    /// `**`: all that is below.
    case descendants
    /// `$name`; the empty name is the context, `$` the document.
    case variable(String)
    case path([JSONataNode])
    case filter(JSONataNode, JSONataNode)
    case object([(key: JSONataNode, value: JSONataNode)])
    case list([JSONataNode])
    case binary(String, JSONataNode, JSONataNode)
    case condition(JSONataNode, JSONataNode, JSONataNode?)
    case block([JSONataNode])
    case bind(String, JSONataNode)
    case call(String, [JSONataNode])
    case function([String], JSONataNode)
}
