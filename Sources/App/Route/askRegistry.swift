import Domain
import Foundation
import Logging
import Routes
import Settings

/// The versions that a component's first image or tag has where it is published; mirrors of the owner come first.
///
/// - Throws: ``CommandFailure`` when it has no such package or the registry does not answer; `CancellationError`.
func askRegistry(_ catalogue: Catalogue, settings: BotSettings, logger: Logger) async throws -> Set<ReleaseNumber> {
    let packages = catalogue.component.packages.filter { [.image, .omnibus, .manifest].contains($0.role) }
    guard let package = packages.first else {
        throw CommandFailure(
            message: "route: no registry is known for \(catalogue.component.id); name its versions with --available.",
            code: .usage)
    }
    let effects = try Effects(
        settings: settings, secrets: try settings.resolveSecrets(with: ConfigFiles()), logger: logger)
    for diagnostic in effects.diagnostics { logger.log(diagnostic) }
    let outcome = try await effects.releases.lookUp(
        Package(datasource: DatasourceID(package.datasource), name: package.name), from: nil)
    switch outcome {
    case .success(let list): return Set(list.releases.compactMap { ReleaseNumber(tag: $0.version) })
    case .failure(let error):
        throw CommandFailure(
            message: "route: \(package.name): \(error); try again, or name versions with --available.", code: .failed)
    }
}
