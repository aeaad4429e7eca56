module pybadge-wasm/{{name}}

go 1.25.0

require pybadge-wasm/shared v0.0.0

replace pybadge-wasm/shared => ../shared
