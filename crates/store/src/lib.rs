//! One SQLite file: opens it, migrates it, hands out connections.
