module pybadge-wasm/wasmer-go

go 1.25.0

require github.com/wasmerio/wasmer-go v1.0.4

require pybadge-wasm/shared v0.0.0

replace pybadge-wasm/shared => ../shared
