{{/* The name of the chart, in labels. */}}
{{- define "windlass.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of everything that the release makes. 52: a CronJob takes no more. */}}
{{- define "windlass.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "windlass.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "windlass.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "windlass.selectorLabels" -}}
app.kubernetes.io/name: {{ include "windlass.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "windlass.labels" -}}
{{ include "windlass.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "windlass.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "windlass.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "windlass.image" -}}
{{- $repository := required "image.repository: name the image that you built from config/container/Dockerfile" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* What cannot work is refused before anything is applied. */}}
{{- define "windlass.check" -}}
{{- if and (gt (int .Values.replicas) 1) (not .Values.database.secret) -}}
{{- fail "replicas: more than one needs database.secret; SQLite takes one process" -}}
{{- end -}}
{{- if and (not .Values.database.secret) (not .Values.persistence.enabled) -}}
{{- fail "persistence.enabled: SQLite needs a volume; set database.secret to go without one" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs: name the gateway" -}}
{{- end -}}
{{- end -}}

{{/* windlass.yaml: the settings, and where the state is. */}}
{{- define "windlass.settings" -}}
{{- if not .Values.settings.state -}}
{{- if .Values.database.secret -}}
{{- printf "state: file:/run/secrets/%s/%s\n" .Values.database.secret .Values.database.key -}}
{{- else -}}
{{- printf "state: sqlite:/var/lib/windlass/state.sqlite\n" -}}
{{- end -}}
{{- end -}}
{{- toYaml .Values.settings -}}
{{- end -}}

{{/* The port of settings.server.listen. */}}
{{- define "windlass.port" -}}
{{- regexFind "[0-9]+$" .Values.settings.server.listen -}}
{{- end -}}

{{/* Not empty when the data lies on a claim. */}}
{{- define "windlass.claims" -}}
{{- if and .Values.persistence.enabled (not .Values.database.secret) -}}yes{{- end -}}
{{- end -}}

{{/* Not empty when the Secret of the database is not among `secrets` already. */}}
{{- define "windlass.mountsDatabase" -}}
{{- if and .Values.database.secret (not (has .Values.database.secret .Values.secrets)) -}}yes{{- end -}}
{{- end -}}

{{- define "windlass.claimName" -}}
{{- default (include "windlass.fullname" .) .Values.persistence.existingClaim -}}
{{- end -}}

{{/* The pod of all three kinds. The argument has `root`, the chart's own values, and `command`, serve or run. */}}
{{- define "windlass.podTemplate" -}}
{{- $root := .root -}}
metadata:
  annotations:
    checksum/settings: {{ include "windlass.settings" $root | sha256sum }}
    {{- with $root.Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  labels:
    {{- include "windlass.labels" $root | nindent 4 }}
    {{- with $root.Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "windlass.serviceAccountName" $root }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $root.Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  securityContext:
    {{- toYaml $root.Values.podSecurityContext | nindent 4 }}
  # What is under way may end within 20 seconds; then it is given back.
  terminationGracePeriodSeconds: 40
  {{- if eq .command "run" }}
  restartPolicy: Never
  {{- end }}
  containers:
    - name: windlass
      image: {{ include "windlass.image" $root | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      command: [windlass]
      args:
        - {{ .command }}
        - --config=/etc/windlass/windlass.yaml
        - --log-format={{ $root.Values.log.format }}
        {{- if $root.Values.log.verbose }}
        - --verbose
        {{- end }}
      env:
        - name: HOME
          value: /var/lib/windlass
        - name: TMPDIR
          value: /tmp
        {{- with $root.Values.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- if eq .command "serve" }}
      ports:
        - name: http
          containerPort: {{ include "windlass.port" $root }}
      startupProbe:
        httpGet: {path: /healthz, port: http}
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: {path: /healthz, port: http}
        periodSeconds: 20
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet: {path: /readyz, port: http}
        periodSeconds: 10
        timeoutSeconds: 5
      {{- end }}
      resources:
        {{- toYaml $root.Values.resources | nindent 8 }}
      securityContext:
        {{- toYaml $root.Values.securityContext | nindent 8 }}
      volumeMounts:
        - name: settings
          mountPath: /etc/windlass
          readOnly: true
        - name: data
          mountPath: /var/lib/windlass
        - name: tmp
          mountPath: /tmp
        {{- range $index, $name := $root.Values.secrets }}
        - name: secret-{{ $index }}
          mountPath: /run/secrets/{{ $name }}
          readOnly: true
        {{- end }}
        {{- if include "windlass.mountsDatabase" $root }}
        - name: database
          mountPath: /run/secrets/{{ $root.Values.database.secret }}
          readOnly: true
        {{- end }}
        {{- if $root.Values.caConfigMap }}
        - name: ca
          mountPath: /etc/windlass-ca
          readOnly: true
        {{- end }}
  volumes:
    - name: settings
      configMap:
        name: {{ include "windlass.fullname" $root }}
    - name: data
      {{- if include "windlass.claims" $root }}
      persistentVolumeClaim:
        claimName: {{ include "windlass.claimName" $root }}
      {{- else }}
      emptyDir:
        sizeLimit: {{ $root.Values.persistence.size }}
      {{- end }}
    - name: tmp
      emptyDir:
        sizeLimit: 1Gi
    {{- range $index, $name := $root.Values.secrets }}
    - name: secret-{{ $index }}
      secret:
        secretName: {{ $name }}
        defaultMode: 0440
    {{- end }}
    {{- if include "windlass.mountsDatabase" $root }}
    - name: database
      secret:
        secretName: {{ $root.Values.database.secret }}
        defaultMode: 0440
    {{- end }}
    {{- if $root.Values.caConfigMap }}
    - name: ca
      configMap:
        name: {{ $root.Values.caConfigMap }}
    {{- end }}
  {{- with $root.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if $root.Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml $root.Values.topologySpreadConstraints | nindent 4 }}
  {{- else if gt (int $root.Values.replicas) 1 }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "windlass.selectorLabels" $root | nindent 10 }}
  {{- end }}
{{- end -}}
