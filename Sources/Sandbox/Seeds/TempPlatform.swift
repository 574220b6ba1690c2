import Foundation
extension SandboxSeed {
    public static func platform() throws -> SandboxSeed {
        let d = Date(timeIntervalSince1970: 1_732_752_000)
        func v(_ s: [String]) -> [Catalogue.Version] { s.map { Catalogue.Version($0, released: d) } }
        let cat = Catalogue(images: [
            .init("library/nginx", tags: v(["1.25.3", "1.25.3-alpine", "1.27.3", "1.27.3-alpine", "1.28.0-rc.1", "2.0.0"])),
            .init("library/redis", tags: v(["7.0.0", "7.2.4"])),
        ], ociCharts: [.init("charts/podinfo", versions: v(["6.5.0", "6.7.1"]))],
        chartRepositories: [.init("ingress", charts: [.init("ingress-nginx", versions: v(["4.8.0", "4.11.3", "5.0.0"]))])])
        let dep = """
        # the web
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            spec:
              containers:
                - name: nginx
                  image: "@REGISTRY@/library/nginx:1.25.3-alpine"  # keep
                - name: redis
                  image: @REGISTRY@/library/redis:7.0.0
        """
        let app = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: ingress}
        spec:
          source:
            repoURL: @CHARTS@/ingress
            chart: ingress-nginx
            targetRevision: 4.8.0
            helm:
              values: |
                controller:
                  image:
                    repository: @REGISTRY@/library/nginx
                    tag: 1.25.3
        """
        return SandboxSeed(projects: [SeedProject("platform/gitops", files: [SeedFile("apps/web.yaml", dep), SeedFile("argo/ingress.yaml", app)])], catalogue: cat)
    }
}
