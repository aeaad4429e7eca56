module pybadge-wasm/shared

go 1.25.0
