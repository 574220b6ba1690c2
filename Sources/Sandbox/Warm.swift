enum SandboxWarm {}
import Hummingbird
import ServiceLifecycle
import Logging
import Yams
