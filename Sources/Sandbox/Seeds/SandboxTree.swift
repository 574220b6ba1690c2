import Foundation

/// A large tree of files as GitOps repositories have them, written to disk to measure scans.
public enum SandboxTree {
    /// What was written.
    public struct Summary: Hashable, Sendable {
        /// How many files.
        public var files: Int
        /// The size of all files together.
        public var bytes: Int
        /// How many versions are pinned in them.
        public var pins: Int
    }

    /// Writes `files` files below `folder`, making it; the same number gives the same bytes.
    ///
    /// Of ten files four are Kubernetes manifests, two have no pins, and one each is a Kustomization, a Flux
    /// HelmRelease, an Argo CD Application and values of a chart.
    ///
    /// - Throws: ``SandboxError`` `.file` when something cannot be written.
    @discardableResult
    public static func write(files: Int, to folder: String) throws(SandboxError) -> Summary {
        var summary = Summary(files: 0, bytes: 0, pins: 0)
        for number in 0..<max(0, files) {
            let (name, text, pins) = file(number)
            let url = URL(fileURLWithPath: "\(folder)/cluster-\(number / 500 + 1)/app-\(number / 10 + 1)/\(name)")
            do {
                if number % 10 == 0 {
                    try FileManager.default.createDirectory(
                        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                }
                try Data(text.utf8).write(to: url)
            } catch {
                throw SandboxError(.file, "Cannot write \(url.path): \(error)")
            }
            summary.files += 1
            summary.bytes += text.utf8.count
            summary.pins += pins
        }
        return summary
    }

    private static func file(_ number: Int) -> (name: String, text: String, pins: Int) {
        let place = number % 10
        let app = "app-\(number / 10 + 1)"
        switch place {
        case 0..<4: return ("workload-\(place).yaml", workload(app, number), 3)
        case 4: return ("service.yaml", service(app), 0)
        case 5: return ("config.yaml", config(app), 0)
        case 6: return ("kustomization.yaml", kustomization(number), 2)
        case 7: return ("release.yaml", release(app, number), 1)
        case 8: return ("application.yaml", application(app, number), 1)
        default: return ("values.yaml", values(number), 1)
        }
    }

    private static func version(_ number: Int) -> String { "\(number % 5 + 1).\(number % 17).\(number % 23)" }

    private static func workload(_ app: String, _ number: Int) -> String {
        """
        # The workload \(number) of \(app).
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(app)-\(number)
          namespace: \(app)
          labels:
            app.kubernetes.io/name: \(app)
            app.kubernetes.io/managed-by: kustomize
        spec:
          replicas: \(number % 4 + 1)
          revisionHistoryLimit: 3
          selector:
            matchLabels:
              app.kubernetes.io/name: \(app)
          template:
            metadata:
              labels:
                app.kubernetes.io/name: \(app)
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 65532}
              initContainers:
                - name: migrate
                  image: "registry.example.com/team/migrate:\(version(number))"
              containers:
                - name: main
                  image: registry.example.com/team/package-\(number % 300):\(version(number + 1)) # pinned
                  args: ["serve", "--listen", ":8080"]
                  ports:
                    - {name: http, containerPort: 8080}
                  env:
                    - name: LOG_LEVEL
                      value: info
                  resources:
                    requests: {cpu: 50m, memory: 64Mi}
                    limits: {memory: 256Mi}
                  readinessProbe:
                    httpGet: {path: /healthz, port: http}
                - name: metrics
                  image: quay.io/prometheus/exporter-\(number % 40):v\(version(number + 2))

        """
    }

    private static func service(_ app: String) -> String {
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: \(app)
          namespace: \(app)
        spec:
          selector:
            app.kubernetes.io/name: \(app)
          ports:
            - {name: http, port: 80, targetPort: http}

        """
    }

    private static func config(_ app: String) -> String {
        let lines = (1...30).map { "    setting.\($0) = the value of setting \($0) of \(app)" }
        return """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: \(app)
              namespace: \(app)
            data:
              application.properties: |
            \(lines.joined(separator: "\n"))

            """
    }

    private static func kustomization(_ number: Int) -> String {
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources:
          - workload-0.yaml
          - workload-1.yaml
          - service.yaml
          - config.yaml
        images:
          - name: registry.example.com/team/package-\(number % 300)
            newTag: \(version(number))
          - name: registry.example.com/team/migrate
            newTag: "\(version(number + 3))"

        """
    }

    private static func release(_ app: String, _ number: Int) -> String {
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: \(app)
          namespace: \(app)
        spec:
          interval: 30m
          chart:
            spec:
              chart: chart-\(number % 60)
              version: \(version(number))
              sourceRef: {kind: HelmRepository, name: charts, namespace: flux-system}

        """
    }

    private static func application(_ app: String, _ number: Int) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: \(app)
          namespace: argocd
        spec:
          project: default
          source:
            repoURL: https://charts.example.com/stable
            chart: chart-\(number % 60)
            targetRevision: \(version(number))
          destination:
            server: https://kubernetes.default.svc
            namespace: \(app)

        """
    }

    private static func values(_ number: Int) -> String {
        """
        replicaCount: 2
        image:
          repository: registry.example.com/team/package-\(number % 300)
          tag: "\(version(number))"
          pullPolicy: IfNotPresent
        service:
          type: ClusterIP
          port: 80

        """
    }
}
