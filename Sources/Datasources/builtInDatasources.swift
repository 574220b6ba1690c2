public import Domain

/// A datasource of this program, made from what all of them share.
public protocol BuiltInDatasource: Datasource {
    init(_ context: DatasourceContext)
}

/// All datasources, in alphabetical order. A new one is one file and one line here.
public let builtInDatasources: [any BuiltInDatasource.Type] = [
    ArtifactHub.self,
    AzurePipelinesTasks.self,
    CustomDatasource.self,
    DockerDatasource.self,
    EndOfLifeDate.self,
    GitRefs.self,
    GitTags.self,
    GitHubReleases.self,
    GitHubTags.self,
    GitLabPackages.self,
    GitLabReleases.self,
    GitLabTags.self,
    HelmDatasource.self,
    KubernetesAPI.self,
    TerraformModule.self,
    TerraformProvider.self,
]

/// Makes one of each built-in datasource. They share nothing but `context`; tokens and indexes live as long as they do.
public func makeDatasources(_ context: DatasourceContext) -> [DatasourceID: any Datasource] {
    var result: [DatasourceID: any Datasource] = [:]
    for type in builtInDatasources { result[type.id] = type.init(context) }
    for (name, definition) in context.customSources {
        result[DatasourceID("custom." + name)] = CustomDatasource(context, definition: definition)
    }
    return result
}
