/// Makes a tree of YAML events, with a stack of its own and within limits.
struct YAMLComposer {
    private(set) var root: SettingsNode?
    private(set) var duplicates: [ParsedNodes.Duplicate] = []

    private let limits: SettingsLimits
    private var stack: [Frame] = []
    private var anchors: [String: Anchored] = [:]
    private var nodes = 0

    /// A list or map whose end was not seen yet.
    private struct Frame {
        var isMap: Bool
        var line: Int
        var anchor: String?
        var items: [SettingsNode] = []
        var members: [SettingsNode.Member] = []
        var lines: [String: Int] = [:]
        var pendingName: (name: String, line: Int)?
        /// How many nodes there were before this one.
        var nodesBefore: Int
        /// The height of the highest child, with aliases put in place.
        var height = 0
    }

    /// What an alias stands for, and what using it costs.
    private struct Anchored {
        var node: SettingsNode
        var count: Int
        var height: Int
    }

    init(limits: SettingsLimits) { self.limits = limits }

    /// Takes the next event inside the document.
    mutating func add(_ event: YAMLEvent, line: Int) throws(SettingsSyntaxError) {
        switch event {
        case .scalar(let scalar): try addScalar(scalar, line: line)
        case .alias(let name): try addAlias(name, line: line)
        case .listStart(let anchor, let tag): try open(isMap: false, anchor: anchor, tag: tag, line: line)
        case .mapStart(let anchor, let tag): try open(isMap: true, anchor: anchor, tag: tag, line: line)
        case .listEnd, .mapEnd: try close()
        case .streamStart, .streamEnd, .documentStart, .documentEnd: break
        }
    }

    private mutating func addScalar(_ scalar: YAMLScalar, line: Int) throws(SettingsSyntaxError) {
        try count(1, line: line)
        let content = try scalar.content(line: line)
        if expectsName {
            stack[stack.count - 1].pendingName = (scalar.value, line)
            return
        }
        let node = SettingsNode(line: line, content: content)
        if let anchor = scalar.anchor { anchors[anchor] = Anchored(node: node, count: 1, height: 0) }
        try attach(node, height: 0)
    }

    private mutating func addAlias(_ name: String, line: Int) throws(SettingsSyntaxError) {
        guard let target = anchors[name] else {
            throw SettingsSyntaxError(line: line, message: "an alias (*name) has no anchor (&name) before it")
        }
        try count(target.count, line: line)
        guard !expectsName else {
            throw SettingsSyntaxError(line: line, message: "expected the name of an option, found an alias")
        }
        guard stack.count + target.height <= limits.depth else { throw tooDeep(line) }
        var node = target.node
        node.line = line
        try attach(node, height: target.height)
    }

    private mutating func open(isMap: Bool, anchor: String?, tag: String?, line: Int) throws(SettingsSyntaxError) {
        let core = YAMLScalar.coreTagPrefix + (isMap ? "map" : "seq")
        guard tag == nil || tag == "!" || tag == core else { throw YAMLScalar.unknownTag(line) }
        guard !expectsName else {
            throw SettingsSyntaxError(line: line, message: "expected the name of an option, found a list or map")
        }
        guard stack.count < limits.depth else { throw tooDeep(line) }
        stack.append(Frame(isMap: isMap, line: line, anchor: anchor, nodesBefore: nodes))
        try count(1, line: line)
    }

    private mutating func close() throws(SettingsSyntaxError) {
        guard let frame = stack.popLast() else { return }
        let node = SettingsNode(line: frame.line, content: frame.isMap ? .map(frame.members) : .list(frame.items))
        let height = frame.height + 1
        if let anchor = frame.anchor {
            anchors[anchor] = Anchored(node: node, count: nodes - frame.nodesBefore, height: height)
        }
        try attach(node, height: height)
    }

    private mutating func attach(_ node: SettingsNode, height: Int) throws(SettingsSyntaxError) {
        guard let top = stack.indices.last else {
            root = node
            return
        }
        stack[top].height = max(stack[top].height, height)
        guard stack[top].isMap else {
            stack[top].items.append(node)
            return
        }
        guard let (name, line) = stack[top].pendingName else { return }
        stack[top].pendingName = nil
        if let firstLine = stack[top].lines[name] {
            duplicates.append(ParsedNodes.Duplicate(name: name, line: line, firstLine: firstLine))
        } else {
            stack[top].lines[name] = line
            stack[top].members.append(SettingsNode.Member(name: name, line: line, value: node))
        }
    }

    private var expectsName: Bool {
        guard let top = stack.last else { return false }
        return top.isMap && top.pendingName == nil
    }

    private mutating func count(_ more: Int, line: Int) throws(SettingsSyntaxError) {
        nodes += more
        guard nodes <= limits.nodes else {
            throw SettingsSyntaxError(line: line, message: "settings may hold \(limits.nodes) values at most")
        }
    }

    private func tooDeep(_ line: Int) -> SettingsSyntaxError {
        SettingsSyntaxError(line: line, message: "lists and maps may nest \(limits.depth) deep at most")
    }
}
