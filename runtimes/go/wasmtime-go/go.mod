module pybadge-wasm/wasmtime-go

go 1.25.0

require github.com/bytecodealliance/wasmtime-go/v44 v44.0.0

require pybadge-wasm/shared v0.0.0

replace pybadge-wasm/shared => ../shared
