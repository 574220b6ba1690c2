enum PersistenceWarm {}
import GRDB
