import ArgumentParser
import Sandbox

/// The service that the forge of the sandbox is like.
enum SandboxForge: String, ExpressibleByArgument, CaseIterable {
    case gitlab, github, azure

    var style: SandboxOptions.ForgeStyle {
        switch self {
        case .gitlab: .gitlab
        case .github: .github
        case .azure: .azure
        }
    }
}
